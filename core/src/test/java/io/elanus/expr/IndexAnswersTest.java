package io.elanus.expr;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.index.BuildMonitor;
import io.elanus.index.ScalarIndexes;
import io.elanus.model.Column;
import io.elanus.model.ColumnBatch;
import io.elanus.model.ColumnSource;
import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import io.elanus.model.IndexParams.JsonCast;
import io.elanus.model.IndexParams.JsonTarget;
import io.elanus.model.IndexParams.NgramParams;
import io.elanus.model.IndexParams.ScalarParams;
import io.elanus.model.IndexParams.ValueParams;
import io.elanus.model.IndexParams.ValueParams.Family;
import io.elanus.model.RowSet;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What indexes answer is what a scan of the rows answers, over random rows and filters. */
class IndexAnswersTest {
    private static final int ROUNDS = 3;
    private static final int FILTERS = 300;
    private static final int ROWS_MAX = 2_000;
    private static final int DEPTH_MAX = 3;

    /** Of a field, the predicates that each of its kinds of index must have answered in the end. */
    private final Map<String, Integer> answered = new HashMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everyIndexSaysOfEveryRowWhatAScanSays(long seed) {
        Random random = new Random(seed);
        RandomFilters filters = new RandomFilters(random);
        for (int round = 0; round < ROUNDS; round++) {
            ColumnBatch rows = rows(random);
            Map<Long, List<FieldIndex>> indexes = indexes(rows);
            for (int i = 0; i < FILTERS; i++) {
                for (Predicate leaf : leaves(
                        FilterFixture.parse(filters.next(DEPTH_MAX).text()).predicate())) {
                    check("seed=%d, round=%d, %s".formatted(seed, round, leaf), leaf, rows, indexes, random);
                }
            }
        }
        assertThat(answered.keySet())
                .as("seed=%d", seed)
                .contains(
                        "LongRange ValueParams",
                        "LongIn ValueParams",
                        "DoubleRange ValueParams",
                        "DoubleIn ValueParams",
                        "TextRange ValueParams",
                        "TextIn ValueParams",
                        "Like ValueParams",
                        "Like NgramParams",
                        "JsonTest ValueParams BOOL",
                        "JsonTest ValueParams DOUBLE",
                        "JsonTest ValueParams VARCHAR",
                        "JsonTest ValueParams ARRAY_BOOL",
                        "JsonTest ValueParams ARRAY_DOUBLE",
                        "JsonTest ValueParams ARRAY_VARCHAR",
                        "JsonTest NgramParams VARCHAR",
                        "JsonExists ValueParams BOOL",
                        "AnyElement ValueParams");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void filtersFindTheSameRowsThroughIndexes(long seed) {
        Random random = new Random(seed);
        RandomFilters filters = new RandomFilters(random);
        for (int round = 0; round < ROUNDS; round++) {
            ColumnBatch rows = rows(random);
            Map<Long, List<FieldIndex>> indexes = indexes(rows);
            for (int i = 0; i < FILTERS; i++) {
                String text = filters.next(DEPTH_MAX).text();
                Filter filter = FilterFixture.parse(text);
                assertThat(filter.match(rows, field -> indexes.getOrDefault(field, List.of())))
                        .as("seed=%d, round=%d, filter=%s", seed, round, text)
                        .isEqualTo(filter.match(rows));
            }
        }
    }

    @Test
    void whatAnIndexLeavesOpenIsReadAndNothingElse() {
        ColumnBatch rows = rows(new Random(1));
        Map<Long, List<FieldIndex>> indexes = indexes(rows);
        ColumnSource unread = new ColumnSource() {
            @Override
            public int rowCount() {
                return rows.rowCount();
            }

            @Override
            public Column column(long fieldId) {
                throw new AssertionError("column was read: field=" + fieldId);
            }
        };
        for (String text : List.of(
                "big == 5",
                "age in [1, 2] or price > 3.5",
                "not (ratio == 0.5)",
                "title like 'ab%' or meta['a'] == 3",
                "json_contains(meta['list'], 2)")) {
            Filter filter = FilterFixture.parse(text);
            assertThat(filter.match(unread, field -> indexes.getOrDefault(field, List.of())))
                    .as(text)
                    .isEqualTo(filter.match(rows));
        }
    }

    private void check(
            String name, Predicate leaf, ColumnBatch rows, Map<Long, List<FieldIndex>> indexes, Random random) {
        RowSet candidates = candidates(rows.rowCount(), random);
        RowSet certain = scan(leaf, rows).and(candidates);
        RowSet possible = candidates.copy().andNot(scan(new Predicate.Not(leaf), rows));
        for (List<FieldIndex> ofField : indexes.values()) {
            for (FieldIndex index : ofField) {
                Optional<IndexAnswer> answer = new IndexSearch(field ->
                                indexes.getOrDefault(field, List.of()).contains(index) ? List.of(index) : List.of())
                        .find(leaf);
                if (answer.isPresent()) {
                    answered.merge(kind(leaf, index), 1, Integer::sum);
                    Truth truth = answer.get()
                            .truth(candidates, open -> scan(leaf, rows).and(open));
                    assertThat(truth.certain())
                            .as(name + ", true by " + index.params())
                            .isEqualTo(certain);
                    assertThat(truth.possible())
                            .as(name + ", not false by " + index.params())
                            .isEqualTo(possible);
                }
            }
        }
    }

    private static String kind(Predicate leaf, FieldIndex index) {
        ScalarParams params = index.params();
        return leaf.getClass().getSimpleName() + " " + params.getClass().getSimpleName()
                + params.json().map(json -> " " + json.cast()).orElse("");
    }

    private static RowSet scan(Predicate predicate, ColumnBatch rows) {
        return new Evaluator(rows, _ -> List.of()).match(predicate);
    }

    private static RowSet candidates(int rowCount, Random random) {
        RowSet candidates = RowSet.all(rowCount);
        if (random.nextBoolean()) {
            for (int row = 0; row < rowCount; row++) {
                if (random.nextInt(3) == 0) {
                    candidates.remove(row);
                }
            }
        }
        return candidates;
    }

    private static List<Predicate> leaves(Predicate predicate) {
        return switch (predicate) {
            case Predicate.And(List<Predicate> operands) ->
                operands.stream().flatMap(o -> leaves(o).stream()).toList();
            case Predicate.Or(List<Predicate> operands) ->
                operands.stream().flatMap(o -> leaves(o).stream()).toList();
            case Predicate.Not(Predicate operand) -> leaves(operand);
            default -> List.of(predicate);
        };
    }

    private static ColumnBatch rows(Random random) {
        RandomRows rows = new RandomRows(random);
        return FilterFixture.batch(
                Stream.generate(rows::next).limit(random.nextInt(ROWS_MAX)).toList());
    }

    private static Map<Long, List<FieldIndex>> indexes(ColumnBatch rows) {
        Map<Long, List<FieldIndex>> indexes = new HashMap<>();
        for (FieldSchema field : FilterFixture.SCHEMA.fields()) {
            List<FieldIndex> ofField = new ArrayList<>();
            for (ScalarParams params : params(field)) {
                MemorySegment file =
                        ScalarIndexes.build(field, params, rows.column(field.id()), BuildMonitor.NONE, Arena.ofAuto());
                ofField.add(ScalarIndexes.open(field, params, "test.index", file, rows.rowCount()));
            }
            indexes.put(field.id(), ofField);
        }
        return indexes;
    }

    /** Every kind of index that differs from the others in what it holds. */
    private static List<ScalarParams> params(FieldSchema field) {
        if (field.type() == DataType.JSON) {
            return Stream.of("", "/a", "/b", "/b/c", "/list", "/list/0", "/color")
                    .flatMap(IndexAnswersTest::jsonParams)
                    .toList();
        }
        if (field.type().isVector() || field.type() == DataType.TEXT || field.type() == DataType.GEOMETRY) {
            return List.of();
        }
        ScalarParams values = new ValueParams(Family.INVERTED);
        return field.type() == DataType.VARCHAR
                ? List.of(values, new NgramParams(1, 1, Optional.empty()), new NgramParams(2, 1_000, Optional.empty()))
                : List.of(values);
    }

    private static Stream<ScalarParams> jsonParams(String path) {
        Stream<ScalarParams> values = Stream.of(JsonCast.values())
                .filter(cast -> cast != JsonCast.JSON)
                .map(cast -> new ValueParams(Family.INVERTED, Optional.of(new JsonTarget(path, cast, false))));
        JsonTarget texts = new JsonTarget(path, JsonCast.VARCHAR, false);
        return Stream.concat(values, Stream.of(new NgramParams(1, 2, Optional.of(texts))));
    }
}
