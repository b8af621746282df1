package io.elanus.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.elanus.Collection;
import io.elanus.Delete;
import io.elanus.Elanus;
import io.elanus.Field;
import io.elanus.Hit;
import io.elanus.Query;
import io.elanus.Row;
import io.elanus.Search;
import io.elanus.model.DataType;
import io.elanus.model.DatabaseException;
import io.elanus.model.IndexParams;
import io.elanus.model.IndexParams.AutoParams;
import io.elanus.model.IndexParams.BinaryFlatParams;
import io.elanus.model.IndexParams.BinaryIvfParams;
import io.elanus.model.IndexParams.FlatParams;
import io.elanus.model.IndexParams.HnswParams;
import io.elanus.model.IndexParams.IvfParams;
import io.elanus.model.IndexParams.SparseParams;
import io.elanus.model.Metric;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every type of vectors under every metric against a plain computation, over rows at rest and growing ones. */
class VectorTypesTest {
    private static final int ROWS_AT_REST = 1500;
    private static final int ROWS_GROWING = 300;
    private static final int QUERIES = 4;
    private static final int LIMIT = 30;
    private static final String VECTOR = "vector";

    @TempDir
    Path folder;

    static Stream<Arguments> kindsAndMetrics() {
        return Stream.of(VectorKind.values())
                .flatMap(kind -> Metric.of(kind.type).stream().map(metric -> Arguments.of(kind, metric)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("kindsAndMetrics")
    void findsTheNearestRows(VectorKind kind, Metric metric) {
        long seed = 31L * kind.ordinal() + metric.ordinal();
        Random random = new Random(seed);
        try (Elanus elanus = Elanus.open(folder)) {
            Table table = Table.create(elanus, kind, random);
            table.insert(ROWS_AT_REST);
            table.delete(50);
            table.collection.flush();
            table.insert(ROWS_GROWING);
            table.delete(50);
            table.collection.createIndex(VECTOR, family(kind, metric), metric);
            table.collection.load();
            for (int query = 0; query < QUERIES; query++) {
                Object wanted = kind.random(random);
                table.check("seed=" + seed, metric, wanted);
            }
        }
    }

    /** One that Milvus would build a file for, where there is one that knows the metric. */
    private static IndexParams family(VectorKind kind, Metric metric) {
        return switch (kind) {
            case FLOAT -> new FlatParams();
            case FLOAT16, BFLOAT16, INT8 -> new HnswParams(8, 40);
            case BINARY ->
                metric == Metric.HAMMING || metric == Metric.JACCARD
                        ? new BinaryIvfParams(128)
                        : new BinaryFlatParams();
            case SPARSE -> new SparseParams(SparseParams.Family.SPARSE_INVERTED_INDEX);
        };
    }

    @ParameterizedTest
    @EnumSource
    void vectorsComeBackAsTheyWentIn(VectorKind kind) {
        Random random = new Random(7);
        try (Elanus elanus = Elanus.open(folder)) {
            Table table = Table.create(elanus, kind, random);
            table.insert(20);
            table.collection.createIndex(VECTOR);
            table.collection.load();
            table.checkRows();
            table.collection.flush();
            table.checkRows();
        }
        try (Elanus elanus = Elanus.open(folder)) {
            assertThat(elanus.collection("table").count()).isEqualTo(20);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT16", "BFLOAT16"})
    void floatsFindHalves(VectorKind kind) {
        Random random = new Random(3);
        try (Elanus elanus = Elanus.open(folder)) {
            Table table = Table.create(elanus, kind, random);
            float[] vector = new float[VectorKind.DIM];
            for (int i = 0; i < vector.length; i++) {
                vector[i] = (float) random.nextGaussian();
            }
            table.insert(10);
            table.put(100, kind.narrowed(vector));
            table.collection.createIndex(VECTOR, Metric.L2);
            table.collection.load();

            Hit nearest = table.collection.search(vector, 1).getFirst();

            assertThat(nearest.id()).isEqualTo(100);
            assertThat(nearest.score()).isZero();
        }
    }

    @Test
    void aSparseVectorOfZerosFindsNothingAndIsNotFound() {
        try (Elanus elanus = Elanus.open(folder)) {
            Table table = Table.create(elanus, VectorKind.SPARSE, new Random(1));
            table.put(1, Map.of());
            table.put(2, Map.of(5L, 1f));
            table.collection.createIndex(VECTOR);
            table.collection.load();

            assertThat(table.collection.search(Search.near(Map.of()))).isEmpty();
            assertThat(table.collection.search(Search.near(Map.of(5L, 2f, 4_294_967_294L, 1f))))
                    .extracting(Hit::id, Hit::score)
                    .containsExactly(tuple(2L, 2f));
        }
    }

    static Stream<Arguments> refusedIndexes() {
        return Stream.of(
                Arguments.of(
                        VectorKind.FLOAT,
                        new FlatParams(),
                        Metric.JACCARD,
                        "float vector index does not support metric type: JACCARD"),
                Arguments.of(
                        VectorKind.FLOAT16,
                        new HnswParams(8, 40),
                        Metric.HAMMING,
                        "float vector index does not support metric type: HAMMING"),
                Arguments.of(
                        VectorKind.INT8,
                        new AutoParams(),
                        Metric.HAMMING,
                        "int vector index does not support metric type: HAMMING"),
                Arguments.of(
                        VectorKind.BINARY,
                        new BinaryFlatParams(),
                        Metric.L2,
                        "binary vector index does not support metric type: L2"),
                Arguments.of(
                        VectorKind.BINARY,
                        new BinaryIvfParams(128),
                        Metric.SUBSTRUCTURE,
                        "metric type SUBSTRUCTURE not found or not supported, supported: [HAMMING JACCARD]"),
                Arguments.of(
                        VectorKind.BINARY,
                        new FlatParams(),
                        Metric.HAMMING,
                        "data type BinaryVector can't build with this index FLAT"),
                Arguments.of(
                        VectorKind.SPARSE,
                        new SparseParams(SparseParams.Family.SPARSE_WAND),
                        Metric.COSINE,
                        "only IP&BM25 is the supported metric type for sparse index"),
                Arguments.of(
                        VectorKind.SPARSE,
                        new IvfParams(IvfParams.Codec.FLAT, 128),
                        Metric.IP,
                        "data type SparseFloatVector can't build with this index IVF_FLAT"),
                Arguments.of(
                        VectorKind.FLOAT,
                        new BinaryFlatParams(),
                        Metric.L2,
                        "data type FloatVector can't build with this index BIN_FLAT"));
    }

    @ParameterizedTest(name = "{0}, {1}, {2}")
    @MethodSource("refusedIndexes")
    void refusesIndexesThatDoNotSuitTheType(VectorKind kind, IndexParams params, Metric metric, String message) {
        try (Elanus elanus = Elanus.open(folder)) {
            Collection collection = Table.create(elanus, kind, new Random(1)).collection;
            assertThatThrownBy(() -> collection.createIndex(VECTOR, params, metric))
                    .isInstanceOf(DatabaseException.class)
                    .hasMessageContaining(message);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theDefaultMetricIsThatOfTheType(VectorKind kind) {
        try (Elanus elanus = Elanus.open(folder)) {
            Collection collection = Table.create(elanus, kind, new Random(1)).collection;
            collection.createIndex(VECTOR);
            Metric expected = switch (kind) {
                case FLOAT, FLOAT16, BFLOAT16, INT8 -> Metric.COSINE;
                case BINARY -> Metric.HAMMING;
                case SPARSE -> Metric.IP;
            };
            assertThat(collection.indexes().getFirst().metric()).contains(expected);
        }
    }

    @Test
    void refusesVectorsOfOtherTypesAndLengths() {
        try (Elanus elanus = Elanus.open(folder)) {
            Table table = Table.create(elanus, VectorKind.BINARY, new Random(1));
            table.collection.createIndex(VECTOR);
            table.collection.load();
            refused(table, Search.near(new float[VectorKind.DIM]), "field type BinaryVector, search type FloatVector");
            refused(
                    table,
                    Search.near(DataType.INT8_VECTOR, new byte[VectorKind.DIM]),
                    "vector type must be the same: field type BinaryVector, search type Int8Vector");
            refused(
                    table,
                    Search.near(DataType.BINARY_VECTOR, new byte[9]),
                    "vector dimension mismatch, expected vector size(byte) 5, actual 9");
        }
    }

    @Test
    void refusesSparseVectorsThatAreNone() {
        try (Elanus elanus = Elanus.open(folder)) {
            Table table = Table.create(elanus, VectorKind.SPARSE, new Random(1));
            table.collection.createIndex(VECTOR);
            table.collection.load();
            refused(table, Search.near(Map.of(1L, -1f)), "negative value in sparse float vector");
            refused(table, Search.near(Map.of(1L, Float.NaN)), "is not a number or infinity");
            refused(table, Search.near(Map.of(4_294_967_295L, 1f)), "must be less than 2^32-1");
        }
    }

    private static void refused(Table table, Search search, String message) {
        assertThatThrownBy(() -> table.collection.search(search))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining(message);
    }

    /** A collection beside what it should hold. */
    private record Table(Collection collection, VectorKind kind, Random random, Map<Long, Object> vectors) {
        static Table create(Elanus elanus, VectorKind kind, Random random) {
            Collection collection = elanus.createCollection(
                    "table",
                    Field.int64("id").primaryKey(),
                    Field.int32("bucket"),
                    kind.field(VECTOR).nullable());
            return new Table(collection, kind, random, new HashMap<>());
        }

        /** Every seventh row has no vector. */
        void insert(int count) {
            long first = vectors.size() * 10L;
            List<Row> rows = new ArrayList<>();
            for (long id = first; id < first + count; id++) {
                Object vector = id % 7 == 3 ? null : kind.random(random);
                rows.add(row(id, vector));
                if (vector != null) {
                    vectors.put(id, vector);
                }
            }
            collection.insert(rows);
        }

        void put(long id, Object vector) {
            collection.insert(row(id, vector));
            vectors.put(id, vector);
        }

        private static Row row(long id, @Nullable Object vector) {
            return Row.of("id", id, "bucket", (int) (id % 5), VECTOR, vector);
        }

        void delete(int count) {
            List<Long> ids = new ArrayList<>(vectors.keySet());
            Collections.shuffle(ids, random);
            List<Long> dead = ids.subList(0, count);
            collection.delete(Delete.where("id in " + dead));
            dead.forEach(vectors::remove);
        }

        void checkRows() {
            for (Row row : collection.query(Query.where("id >= 0").output("id", VECTOR))) {
                assertThat(row.value(VECTOR)).as("id=" + row.number("id")).isEqualTo(vectors.get(row.number("id")));
            }
        }

        void check(String where, Metric metric, Object query) {
            List<Double> all = truth(metric, query, 5);
            check(where, metric, query, kind.near(query), all);
            check(where + ", filter", metric, query, kind.near(query).filter("bucket < 2"), truth(metric, query, 2));
            double middle = all.size() < 3 ? 0.5 : all.get(all.size() / 3);
            List<Double> within = all.stream()
                    .filter(score -> metric.largerIsNearer() ? score > (float) middle : score < (float) middle)
                    .toList();
            if (within.stream().noneMatch(score -> Math.abs(score - middle) < 1e-3)) {
                check(where + ", radius", metric, query, kind.near(query).radius((float) middle), within);
            }
        }

        /** The scores of all rows of some buckets, nearest first. */
        private List<Double> truth(Metric metric, Object query, int buckets) {
            List<Double> scores = new ArrayList<>();
            vectors.forEach((id, vector) -> {
                double score = kind.score(metric, query, vector);
                if (id % 5 < buckets && !Double.isNaN(score)) {
                    scores.add(score);
                }
            });
            scores.sort(metric.largerIsNearer() ? Collections.reverseOrder() : null);
            return scores;
        }

        private void check(String where, Metric metric, Object query, Search search, List<Double> truth) {
            List<Hit> hits = collection.search(search.limit(LIMIT));
            assertThat(hits).as(where).hasSize(Math.min(LIMIT, truth.size()));
            IntStream.range(0, hits.size()).forEach(rank -> {
                Hit hit = hits.get(rank);
                double tolerance = 1e-4 * Math.max(1, Math.abs(truth.get(rank)));
                assertThat((double) hit.score())
                        .as("%s rank=%d", where, rank)
                        .isCloseTo(truth.get(rank), within(tolerance))
                        .isCloseTo(
                                kind.score(metric, query, Objects.requireNonNull(vectors.get(hit.id()))),
                                within(tolerance));
            });
        }
    }
}
