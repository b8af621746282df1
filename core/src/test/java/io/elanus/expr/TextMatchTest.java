package io.elanus.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.index.BuildMonitor;
import io.elanus.index.ScalarIndexes;
import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.ColumnBatch;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.DataType;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import io.elanus.model.FieldSchema;
import io.elanus.model.IndexParams.TokenParams;
import io.elanus.model.RowSet;
import io.elanus.model.Value;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextMatchTest {
    private static final List<String> WORDS = List.of(
            "the",
            "Vector",
            "databases",
            "database",
            "searching",
            "vecto",
            "数据库",
            "向量",
            "清华大学",
            "é",
            "x1",
            "!",
            "👍",
            "");
    private static final CollectionSchema SCHEMA = new CollectionSchema(
            "texts",
            "",
            List.of(
                    FieldSchema.builder("id", DataType.INT64)
                            .id(100)
                            .primaryKey(true)
                            .build(),
                    FieldSchema.builder("silent", DataType.VARCHAR)
                            .id(101)
                            .maxLength(100)
                            .build(),
                    matchable(102, "standard", DataType.VARCHAR, "{}"),
                    matchable(103, "english", DataType.TEXT, "{\"type\": \"english\"}"),
                    matchable(104, "chinese", DataType.VARCHAR, "{\"type\": \"chinese\", \"stop_words\": [\"的\"]}")),
            false);

    private static FieldSchema matchable(long id, String name, DataType type, String analyzer) {
        return FieldSchema.builder(name, type)
                .id(id)
                .nullable(true)
                .maxLength(1_000)
                .param("enable_analyzer", "true")
                .param("enable_match", "true")
                .param("analyzer_params", analyzer)
                .build();
    }

    private static Filter parse(String text) {
        return Filter.parse(text, SCHEMA, Map.of("query", new Value.Text("Vector"), "number", new Value.Int(1)));
    }

    private static ColumnBatch batch(List<@Nullable String> texts) {
        SortedMap<Long, Column> columns = new TreeMap<>();
        for (FieldSchema field : SCHEMA.fields().subList(2, 5)) {
            ColumnBuilder builder = ColumnBuilder.of(field);
            for (String text : texts) {
                if (text == null) {
                    builder.addNull();
                } else {
                    builder.add(text);
                }
            }
            columns.put(field.id(), builder.build());
        }
        return new ColumnBatch(texts.size(), columns);
    }

    private static List<Integer> rows(RowSet set) {
        List<Integer> rows = new ArrayList<>();
        for (int row = set.next(0); row >= 0; row = set.next(row + 1)) {
            rows.add(row);
        }
        return rows;
    }

    private static List<Integer> match(String filter, @Nullable String... texts) {
        List<@Nullable String> list = new ArrayList<>();
        for (String text : texts) {
            list.add(text);
        }
        return rows(parse(filter).match(batch(list)));
    }

    @Test
    void findsRowsByTheirTokens() {
        assertThat(match("text_match(standard, 'vector DATABASE')", "a Vector", "vectors", null, "database!"))
                .containsExactly(0, 3);
        assertThat(match("TEXT_MATCH(english, 'vector')", "a Vector", "vectors", null, ""))
                .containsExactly(0, 1);
        assertThat(match("text_match(chinese, '清华')", "清华大学", "北京大学")).containsExactly(0);
        assertThat(match("text_match(standard, 'a b c', minimum_should_match=2)", "a b", "a", "c a x"))
                .containsExactly(0, 2);
        assertThat(match("text_match(standard, {query})", "vector", "x")).containsExactly(0);
        assertThat(match("text_match_fuzzy(standard, 'vektor', max_edit_distance=1)", "vector", "victor"))
                .containsExactly(0);
        assertThat(match("phrase_match(standard, 'b a')", "a b", "b a", "b x a"))
                .containsExactly(1);
        assertThat(match("phrase_match(standard, 'b a', 2)", "a b", "b a", "b x a", "b x x x a"))
                .containsExactly(0, 1, 2);
    }

    @Test
    void nullIsUnknown() {
        assertThat(match("not text_match(standard, 'a')", "a", null, "b", "")).containsExactly(2, 3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            text_match(silent, 'a')                                    | field "silent" does not enable match
            text_match(id, 'a')                                        | text match operation on non-string is unsupported
            text_match(key, 'a')                                       | field key not exist
            text_match(standard, 1)                                    | text_match query should be a string literal or template variable, got: 1
            text_match(standard, {number})                             | text_match query should be a string literal or template variable
            text_match(standard, {none})                               | the value of expression template variable name {none} is not found
            text_match(standard)                                       | invalid arguments
            text_match(standard, 'a', 2)                               | invalid arguments
            text_match(standard, 'a', minimum_should_match = 0)        | minimum_should_match should be >= 1, got 0
            text_match(standard, 'a', minimum_should_match = 1001)     | minimum_should_match should be <= 1000, got 1001
            text_match(standard, 'a', minimum_should_match = 'x')      | invalid minimum_should_match value: 'x'
            text_match_fuzzy(standard, 'a')                            | invalid arguments
            text_match_fuzzy(standard, 'a', distance = 1)              | invalid option "distance" for text_match_fuzzy, expected max_edit_distance
            text_match_fuzzy(standard, 'a', max_edit_distance = 3)     | max_edit_distance should be in [0, 2], got 3
            phrase_match(standard, 'a', -1)                            | "slop" should not be a negative interger. "slop" passed: -1
            phrase_match(standard, 'a', 4294967296)                    | "slop" exceeds the range of "uint32". "slop" expression passed: 4294967296
            phrase_match(standard, 'a', 'x')                           | "slop" should be a const integer expression with "uint32" value. "slop" expression passed: 'x'
            english == 'a'                                             | filter on text field (english) is not supported yet
            """)
    void refusals(String filter, String message) {
        assertThatThrownBy(() -> parse(filter))
                .isInstanceOfSatisfying(
                        DatabaseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PARAMETER))
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void indexesAnswerWhatRowsSay(long seed) {
        Random random = new Random(seed);
        ColumnBatch rows = batch(texts(random, 400));
        Map<Long, List<FieldIndex>> indexes = indexes(rows);
        int found = 0;
        for (int i = 0; i < 200; i++) {
            String text = filter(random);
            Filter filter = parse(text);
            RowSet scanned = filter.match(rows);
            assertThat(filter.match(rows, field -> indexes.getOrDefault(field, List.of())))
                    .as("seed=%d, filter=%s", seed, text)
                    .isEqualTo(scanned);
            found += scanned.cardinality();
        }
        assertThat(found).as("seed=%d", seed).isPositive();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyQuestionIsAnsweredByAnIndex(long seed) {
        Random random = new Random(seed);
        ColumnBatch rows = batch(texts(random, 100));
        Map<Long, List<FieldIndex>> indexes = indexes(rows);
        for (int i = 0; i < 200; i++) {
            String text = call(random);
            Predicate predicate = parse(text).predicate();
            IndexAnswer answer = new IndexSearch(field -> indexes.getOrDefault(field, List.of()))
                    .find(predicate)
                    .orElseThrow();
            RowSet all = RowSet.all(rows.rowCount());
            RowSet scanned = new Evaluator(rows, _ -> List.of()).match(predicate);
            assertThat(answer.certain(all, open -> open.copy().and(scanned)))
                    .as("seed=%d, filter=%s", seed, text)
                    .isEqualTo(scanned);
        }
    }

    private static Map<Long, List<FieldIndex>> indexes(ColumnBatch rows) {
        Map<Long, List<FieldIndex>> indexes = new HashMap<>();
        for (FieldSchema field : SCHEMA.fields().subList(2, 5)) {
            var file = ScalarIndexes.build(
                    field, new TokenParams(), rows.column(field.id()), BuildMonitor.NONE, Arena.ofAuto());
            indexes.put(
                    field.id(),
                    List.of(ScalarIndexes.open(field, new TokenParams(), "test.index", file, rows.rowCount())));
        }
        return indexes;
    }

    private static List<@Nullable String> texts(Random random, int count) {
        List<@Nullable String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(random.nextInt(10) == 0 ? null : text(random, 8));
        }
        return texts;
    }

    private static String text(Random random, int wordsMax) {
        List<String> words = new ArrayList<>();
        for (int count = random.nextInt(wordsMax + 1); count > 0; count--) {
            words.add(WORDS.get(random.nextInt(WORDS.size())));
        }
        return String.join(" ", words);
    }

    private static String filter(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> "not " + call(random);
            case 1 -> call(random) + " and not " + call(random);
            case 2 -> call(random) + " or " + call(random);
            default -> call(random);
        };
    }

    private static String call(Random random) {
        String field = List.of("standard", "english", "chinese").get(random.nextInt(3));
        String query = text(random, 4);
        return switch (random.nextInt(4)) {
            case 0 -> "text_match(%s, '%s')".formatted(field, query);
            case 1 -> "text_match(%s, '%s', minimum_should_match = %d)".formatted(field, query, 1 + random.nextInt(3));
            case 2 -> "text_match_fuzzy(%s, '%s', max_edit_distance = %d)".formatted(field, query, random.nextInt(3));
            default -> "phrase_match(%s, '%s', %d)".formatted(field, query, random.nextInt(4));
        };
    }
}
