package io.elanus.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.elanus.Collection;
import io.elanus.Delete;
import io.elanus.Elanus;
import io.elanus.Field;
import io.elanus.Hit;
import io.elanus.Query;
import io.elanus.Row;
import io.elanus.Schema;
import io.elanus.Search;
import io.elanus.model.DatabaseException;
import io.elanus.model.IndexParams.BinaryFlatParams;
import io.elanus.model.IndexParams.FlatParams;
import io.elanus.model.IndexParams.HnswParams;
import io.elanus.model.IndexParams.ValueParams;
import io.elanus.model.Metric;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Struct arrays against a plain computation, over rows at rest and growing ones. */
class StructArrayTest {
    private static final int CAPACITY = 6;
    private static final int LIMIT = 40;
    private static final List<String> WORDS = List.of("red", "green", "blue", "rot");

    @TempDir
    Path folder;

    private final TreeMap<Long, @Nullable List<Map<String, Object>>> rows = new TreeMap<>();

    @Test
    void rowsComeBackAsTheyWereWritten() throws Exception {
        try (Elanus elanus = Elanus.open(folder)) {
            loaded(elanus, new Random(1));
        }
        try (Elanus elanus = Elanus.open(folder)) {
            Collection collection = elanus.collection("things");
            collection.compact().await(Duration.ofMinutes(1));
            for (Row row : collection.query("id >= 0")) {
                assertThat(row.value("parts"))
                        .as("id=%s", row.number("id"))
                        .usingRecursiveComparison()
                        .isEqualTo(rows.get(row.number("id")));
            }
            Row one = collection
                    .query(Query.where("id == 3").output("parts[number]", "parts[text]"))
                    .getFirst();
            List<Map<String, Object>> expected = Objects.requireNonNull(rows.get(3L)).stream()
                    .map(object -> {
                        Map<String, Object> some = new HashMap<>(object);
                        some.keySet().retainAll(List.of("number", "text"));
                        return some;
                    })
                    .toList();
            assertThat(one.value("parts")).isEqualTo(expected);
        }
    }

    /** One condition on an element: in the filter language, and in Java. */
    private record Condition(String text, Predicate<Map<String, Object>> test) {}

    private static Condition condition(Random random, int depth) {
        if (depth > 0 && random.nextInt(3) > 0) {
            Condition left = condition(random, depth - 1);
            Condition right = condition(random, depth - 1);
            return switch (random.nextInt(3)) {
                case 0 -> new Condition("(" + left.text + " and " + right.text + ")", left.test.and(right.test));
                case 1 -> new Condition("(" + left.text + " or " + right.text + ")", left.test.or(right.test));
                default -> new Condition("not (" + left.text + ")", left.test.negate());
            };
        }
        long number = random.nextInt(20);
        String word = WORDS.get(random.nextInt(WORDS.size()));
        return switch (random.nextInt(5)) {
            case 0 -> new Condition("$[number] > " + number, object -> (long) value(object, "number") > number);
            case 1 ->
                new Condition(
                        "$[number] in [3, " + number + "]",
                        object -> (long) value(object, "number") == 3 || (long) value(object, "number") == number);
            case 2 -> new Condition("$[text] == '" + word + "'", object -> word.equals(value(object, "text")));
            case 3 -> new Condition("$[text] like 'r%'", object -> ((String) value(object, "text")).startsWith("r"));
            default -> new Condition("$[flag] == true", object -> (boolean) value(object, "flag"));
        };
    }

    @Test
    void filtersCountTheElementsThatPass() {
        long seed = 5;
        Random random = new Random(seed);
        try (Elanus elanus = Elanus.open(folder)) {
            Collection collection = loaded(elanus, random);
            collection.createIndex("parts[number]", new ValueParams(ValueParams.Family.INVERTED));
            for (int i = 0; i < 150; i++) {
                Condition condition = condition(random, 2);
                int threshold = 1 + random.nextInt(3);
                checkCount(collection, "match_any(parts, %s)", condition, (found, all) -> found > 0);
                checkCount(collection, "MATCH_ALL(parts, %s)", condition, Integer::equals);
                checkCount(
                        collection,
                        "match_least(parts, %s, threshold=" + threshold + ")",
                        condition,
                        (found, all) -> found >= threshold);
                checkCount(
                        collection,
                        "match_most(parts, %s, threshold=" + (threshold - 1) + ")",
                        condition,
                        (found, all) -> found <= threshold - 1);
                checkCount(
                        collection,
                        "not match_exact(parts, %s, threshold=" + threshold + ")",
                        condition,
                        (found, all) -> found != threshold);
                checkCount(collection, "element_filter(parts, %s)", condition, (found, all) -> found > 0);
            }
        }
    }

    private interface CountTest {
        boolean test(Integer found, Integer all);
    }

    /** A row without a list is unknown to all of them. */
    private void checkCount(Collection collection, String pattern, Condition condition, CountTest test) {
        String filter = pattern.formatted(condition.text);
        List<Long> expected = new ArrayList<>();
        rows.forEach((id, objects) -> {
            if (objects != null
                    && test.test((int) objects.stream().filter(condition.test).count(), objects.size())) {
                expected.add(id);
            }
        });
        assertThat(ids(collection, filter)).as(filter).isEqualTo(expected);
    }

    private static List<Long> ids(Collection collection, String filter) {
        return collection.query(Query.where(filter).output("id")).stream()
                .map(row -> row.number("id"))
                .toList();
    }

    @Test
    void filtersReachPlacesAndLengths() {
        try (Elanus elanus = Elanus.open(folder)) {
            Collection collection = loaded(elanus, new Random(6));
            check(
                    collection,
                    "parts[1][number] > 9",
                    list -> list.size() > 1 && (long) value(list.get(1), "number") > 9);
            check(
                    collection,
                    "parts[number][0] > 9",
                    list -> !list.isEmpty() && (long) value(list.getFirst(), "number") > 9);
            check(collection, "array_length(parts) == 2", list -> list.size() == 2);
            check(collection, "array_length(parts[vector]) >= 4", list -> list.size() >= 4);
            check(
                    collection,
                    "array_contains(parts[text], 'rot')",
                    list -> list.stream().anyMatch(object -> "rot".equals(value(object, "text"))));
            check(collection, "parts is not null", list -> true);
            check(collection, "parts[text] is not null", list -> true);
            assertThat(ids(collection, "parts is null"))
                    .isEqualTo(rows.keySet().stream()
                            .filter(id -> rows.get(id) == null)
                            .toList());
        }
    }

    private void check(Collection collection, String filter, Predicate<List<Map<String, Object>>> test) {
        List<Long> expected = new ArrayList<>();
        rows.forEach((id, objects) -> {
            if (objects != null && test.test(objects)) {
                expected.add(id);
            }
        });
        assertThat(ids(collection, filter)).as(filter).isEqualTo(expected);
    }

    @Test
    void offsetAndLimitCountTheElementsOfAnElementFilter() {
        try (Elanus elanus = Elanus.open(folder)) {
            Collection collection = loaded(elanus, new Random(7));
            List<Long> elements = new ArrayList<>();
            rows.forEach((id, objects) -> {
                if (objects != null) {
                    objects.stream()
                            .filter(object -> (boolean) value(object, "flag"))
                            .forEach(_ -> elements.add(id));
                }
            });
            for (int offset = 0; offset < elements.size(); offset += 7) {
                Query page = Query.where("element_filter(parts, $[flag] == true)")
                        .output("id")
                        .offset(offset)
                        .limit(7);
                assertThat(collection.query(page).stream().map(row -> row.number("id")))
                        .as("offset=%d", offset)
                        .isEqualTo(elements.subList(offset, Math.min(offset + 7, elements.size())).stream()
                                .distinct()
                                .toList());
            }
        }
    }

    static Stream<Arguments> kindsAndListMetrics() {
        return Stream.of(VectorKind.values())
                .filter(kind -> kind != VectorKind.SPARSE)
                .flatMap(kind -> Metric.ofLists(kind.type).stream().map(metric -> Arguments.of(kind, metric)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("kindsAndListMetrics")
    void findsTheNearestLists(VectorKind kind, Metric metric) {
        Random random = new Random(metric.ordinal());
        try (Elanus elanus = Elanus.open(folder)) {
            Collection collection = filled(elanus, kind, random);
            collection.createIndex("parts[vector]", new HnswParams(8, 40), metric);
            collection.load();
            for (int size = 1; size <= 5; size++) {
                List<Object> list =
                        Stream.generate(() -> kind.random(random)).limit(size).toList();
                String filter = size % 2 == 0 ? "match_any(parts, $[flag] == true)" : "";
                Map<Found, Double> truth = new HashMap<>();
                rows.forEach((id, objects) -> {
                    boolean matches = objects != null
                            && !objects.isEmpty()
                            && (filter.isEmpty()
                                    || objects.stream().anyMatch(object -> (boolean) value(object, "flag")));
                    if (matches) {
                        truth.put(new Found(id, 0), listScore(kind, metric, list, objects));
                    }
                });
                checkHits(
                        collection.search(near(kind, list)
                                .field("parts[vector]")
                                .filter(filter)
                                .limit(LIMIT)),
                        truth,
                        metric);
            }
        }
    }

    private static double listScore(
            VectorKind kind, Metric metric, List<Object> list, List<Map<String, Object>> objects) {
        return list.stream()
                .mapToDouble(vector -> objects.stream()
                        .map(object -> kind.score(metric.ofElements(), vector, value(object, "vector")))
                        .max(order(metric))
                        .orElseThrow())
                .sum();
    }

    /** The better score is the larger one. */
    private static Comparator<Double> order(Metric metric) {
        return metric.largerIsNearer() ? Comparator.naturalOrder() : Comparator.reverseOrder();
    }

    private static Search near(VectorKind kind, List<Object> list) {
        return kind == VectorKind.FLOAT
                ? Search.nearList(list.stream().map(vector -> (float[]) vector).toList())
                : Search.nearList(
                        kind.type, list.stream().map(vector -> (byte[]) vector).toList());
    }

    static Stream<Arguments> kindsAndMetrics() {
        return Stream.of(VectorKind.values())
                .filter(kind -> kind != VectorKind.SPARSE)
                .flatMap(kind -> Metric.of(kind.type).stream().map(metric -> Arguments.of(kind, metric)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("kindsAndMetrics")
    void findsTheNearestElements(VectorKind kind, Metric metric) {
        Random random = new Random(metric.ordinal());
        try (Elanus elanus = Elanus.open(folder)) {
            Collection collection = filled(elanus, kind, random);
            collection.createIndex(
                    "parts[vector]", kind == VectorKind.BINARY ? new BinaryFlatParams() : new FlatParams(), metric);
            collection.load();
            for (int i = 0; i < 6; i++) {
                Object vector = kind.random(random);
                Condition condition = i < 2 ? new Condition("", _ -> true) : condition(random, 1);
                String filter =
                        condition.text.isEmpty() ? "" : "id > 5 and element_filter(parts, " + condition.text + ")";
                Map<Found, Double> truth = new HashMap<>();
                rows.forEach((id, objects) -> {
                    for (int place = 0; objects != null && place < objects.size(); place++) {
                        double score = kind.score(metric, vector, value(objects.get(place), "vector"));
                        boolean matches = condition.test.test(objects.get(place)) && (filter.isEmpty() || id > 5);
                        if (matches && !Double.isNaN(score)) {
                            truth.put(new Found(id, place), score);
                        }
                    }
                });
                checkHits(
                        collection.search(kind.near(vector)
                                .field("parts[vector]")
                                .filter(filter)
                                .limit(LIMIT)),
                        truth,
                        metric);
            }
        }
    }

    private record Found(long id, int place) {}

    private static void checkHits(List<Hit> hits, Map<Found, Double> truth, Metric metric) {
        List<Double> best =
                truth.values().stream().sorted(order(metric).reversed()).toList();
        assertThat(hits).hasSize(Math.min(LIMIT, truth.size()));
        List<Found> found = hits.stream()
                .map(hit -> new Found(hit.id(), hit.element().orElse(0)))
                .toList();
        assertThat(found).doesNotHaveDuplicates();
        for (int rank = 0; rank < hits.size(); rank++) {
            double tolerance = 1e-4 * (1 + Math.abs(best.get(rank)));
            assertThat((double) hits.get(rank).score())
                    .as("metric=%s, rank=%d", metric, rank)
                    .isCloseTo(best.get(rank), within(tolerance))
                    .isCloseTo(Objects.requireNonNull(truth.get(found.get(rank))), within(tolerance));
            assertThat(hits.get(rank).element().isPresent()).isEqualTo(!metric.comparesLists());
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        try (Elanus elanus = Elanus.open(folder)) {
            Collection collection = filled(elanus, VectorKind.FLOAT, new Random(8));
            refused(
                    () -> collection.createIndex("parts[vector]", new FlatParams(), Metric.MAX_SIM),
                    "data type ArrayOfVector can't build with this index FLAT");
            refused(
                    () -> collection.createIndex("parts[vector]", new HnswParams(8, 40), Metric.MAX_SIM_HAMMING),
                    "array of vector with float element type does not support metric type: MAX_SIM_HAMMING");
            collection.createIndex("parts[vector]", new HnswParams(8, 40), Metric.MAX_SIM);
            collection.load();
            Search single = Search.near(new float[VectorKind.DIM]).field("parts[vector]");
            refused(() -> collection.search(single), "compares lists of vectors, not single vectors");
            Search list = Search.nearList(List.of(new float[VectorKind.DIM])).field("parts[vector]");
            refused(
                    () -> collection.search(list.filter("element_filter(parts, $[flag] == true)")),
                    "element_filter is only supported for element-level search");
            refused(
                    () -> collection.search(list.filter("").radius(0)),
                    "range search is not supported for multi-search-multi on embedding list fields");
            refused(
                    () -> collection.insert(Row.of("id", 9_000, "parts", List.of(Map.of("number", 1)))),
                    "object of a struct array has other parts than its field");
            Map<String, Object> object = object(VectorKind.FLOAT, new Random(1));
            refused(
                    () -> collection.insert(Row.of(
                            "id", 9_000, "parts", List.of(object, object, object, object, object, object, object))),
                    "array length exceeds max capacity");
        }
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(DatabaseException.class).hasMessageContaining(message);
    }

    private Collection loaded(Elanus elanus, Random random) {
        Collection collection = filled(elanus, VectorKind.FLOAT, random);
        collection.createIndex("parts[vector]");
        assertThat(collection.indexes().getFirst().metric()).contains(Metric.MAX_SIM_COSINE);
        collection.load();
        return collection;
    }

    private Collection filled(Elanus elanus, VectorKind kind, Random random) {
        Collection collection = elanus.createCollection(
                "things",
                Schema.of(
                        Field.int64("id").primaryKey(),
                        Field.struct(
                                        "parts",
                                        CAPACITY,
                                        Field.int64("number"),
                                        Field.text("text", 20),
                                        Field.bool("flag"),
                                        kind.field("vector"))
                                .nullable()));
        insert(collection, kind, random, 0, 900);
        collection.flush();
        insert(collection, kind, random, 900, 300);
        collection.delete(Delete.where("id in [7, 8, 950]"));
        rows.keySet().removeAll(List.of(7L, 8L, 950L));
        return collection;
    }

    private void insert(Collection collection, VectorKind kind, Random random, long first, int count) {
        List<Row> written = new ArrayList<>();
        for (long id = first; id < first + count; id++) {
            List<Map<String, Object>> objects = random.nextInt(10) == 0
                    ? null
                    : IntStream.range(0, random.nextInt(CAPACITY + 1))
                            .mapToObj(_ -> object(kind, random))
                            .toList();
            rows.put(id, objects);
            written.add(Row.of("id", id, "parts", objects));
        }
        collection.insert(written);
    }

    private static Map<String, Object> object(VectorKind kind, Random random) {
        return Map.of(
                "number", (long) random.nextInt(20),
                "text", WORDS.get(random.nextInt(WORDS.size())),
                "flag", random.nextBoolean(),
                "vector", kind.random(random));
    }

    private static Object value(Map<String, Object> object, String part) {
        return Objects.requireNonNull(object.get(part));
    }
}
