package io.elanus.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.elanus.model.DataType;
import io.elanus.model.Metric;
import io.elanus.model.RowSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every family of index promises. */
abstract class VectorIndexContract {
    private static final int[] DIMS = {1, 2, 3, 8, 17, 64, 100, 200};
    private static final double[] ALLOWED_SHARES = {1, 0.99, 0.6, 0.2, 0.01};
    private static final int ROW_COUNT = 1500;

    private final NearestRows found = new NearestRows();

    /** An index over the rows, built if need be. */
    abstract VectorIndex index(VectorRows rows, Metric metric);

    /** The share of the true nearest rows that must be found, on average over the queries of a test. */
    abstract double recallMin();

    /** So little that the family does not turn to an exact scan of {@link #ROW_COUNT} rows. */
    abstract SearchEffort effort();

    static Stream<Arguments> metricsAndDims() {
        return Metric.of(DataType.FLOAT_VECTOR).stream()
                .flatMap(metric -> IntStream.of(DIMS).mapToObj(dim -> Arguments.of(metric, dim)));
    }

    @ParameterizedTest
    @MethodSource("metricsAndDims")
    void findsNearestAllowedRows(Metric metric, int dim) {
        long seed = 31L * dim + metric.name().charAt(0);
        Random random = new Random(seed);
        VectorRows rows = TestVectors.rows(TestVectors.gaussians(random, ROW_COUNT, dim), dim);
        VectorIndex index = index(rows, metric);
        double recall = 0;
        int queries = 0;
        for (double share : ALLOWED_SHARES) {
            AllowedRows allowed = AllowedRows.of(TestVectors.someRows(random, ROW_COUNT, share));
            for (int i = 0; i < 4; i++) {
                VectorQuery query = query(TestVectors.gaussian(random, dim), 1 + random.nextInt(20), allowed);
                recall += searchAndCheck(index, rows, metric, query, seed);
                queries++;
            }
        }
        assertThat(recall / queries).as("recall, seed=%d", seed).isGreaterThanOrEqualTo(recallMin());
    }

    @ParameterizedTest
    @EnumSource(names = {"L2", "IP", "COSINE"})
    void findsTheOneAllowedRow(Metric metric) {
        long seed = 5;
        Random random = new Random(seed);
        VectorRows rows = TestVectors.rows(TestVectors.gaussians(random, ROW_COUNT, 16), 16);
        VectorIndex index = index(rows, metric);
        for (int row = 0; row < ROW_COUNT; row += 97) {
            RowSet one = RowSet.none(ROW_COUNT);
            one.add(row);
            index.search(query(TestVectors.gaussian(random, 16), 10, AllowedRows.of(one)), found);
            assertThat(rowsFound()).as("seed=%d", seed).containsExactly(row);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"L2", "IP", "COSINE"})
    void answersAllAllowedRowsIfThereAreFewerThanK(Metric metric) {
        long seed = 6;
        Random random = new Random(seed);
        VectorRows rows = TestVectors.rows(TestVectors.gaussians(random, 700, 10), 10);
        VectorIndex index = index(rows, metric);
        for (double share : new double[] {1, 0.5, 0}) {
            AllowedRows allowed = AllowedRows.of(TestVectors.someRows(random, 700, share));
            double recall =
                    searchAndCheck(index, rows, metric, query(TestVectors.gaussian(random, 10), 2000, allowed), seed);
            assertThat(recall).as("seed=%d", seed).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"L2", "IP", "COSINE"})
    void answersNothingWithoutRows(Metric metric) {
        VectorIndex index = index(TestVectors.rows(List.of(), 4), metric);

        index.search(VectorQuery.nearest(new float[4], 3, AllowedRows.all(0)), found);

        assertThat(found.size()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"L2", "IP", "COSINE"})
    void findsASingleRow(Metric metric) {
        VectorIndex index = index(TestVectors.rows(List.of(new float[] {1, 2}), 2), metric);

        index.search(VectorQuery.nearest(new float[] {1, 0}, 3, AllowedRows.all(1)), found);

        assertThat(rowsFound()).containsExactly(0);
    }

    @ParameterizedTest
    @EnumSource(names = {"L2", "IP", "COSINE"})
    void staysWithinTheRange(Metric metric) {
        long seed = 7;
        Random random = new Random(seed);
        VectorRows rows = TestVectors.rows(TestVectors.gaussians(random, ROW_COUNT, 6), 6);
        VectorIndex index = index(rows, metric);
        AllowedRows most = AllowedRows.of(TestVectors.someRows(random, ROW_COUNT, 0.9));
        for (AllowedRows allowed : List.of(AllowedRows.all(ROW_COUNT), most)) {
            float[] vector = TestVectors.gaussian(random, 6);
            double[] all = TestVectors.truth(rows, metric, VectorQuery.nearest(vector, ROW_COUNT, allowed));
            // Bounds lie halfway between two distances, so that rounding cannot move a row across.
            float tenth = (float) ((all[9] + all[10]) / 2);
            float twentieth = (float) ((all[19] + all[20]) / 2);
            for (DistanceRange range : List.of(
                    new DistanceRange(Float.NEGATIVE_INFINITY, tenth),
                    new DistanceRange(tenth, twentieth),
                    new DistanceRange(tenth, Float.NaN),
                    new DistanceRange((float) all[all.length - 1] + 1, Float.NaN))) {
                searchAndCheck(index, rows, metric, new VectorQuery(vector, 15, effort(), allowed, range), seed);
            }
        }
    }

    @Test
    void givesAVectorOfZerosTheCosineZero() {
        long seed = 8;
        Random random = new Random(seed);
        List<float[]> vectors = new ArrayList<>(TestVectors.gaussians(random, 40, 5));
        vectors.set(17, new float[5]);
        VectorRows rows = TestVectors.rows(vectors, 5);
        VectorIndex index = index(rows, Metric.COSINE);
        AllowedRows all = AllowedRows.all(40);

        searchAndCheck(index, rows, Metric.COSINE, query(TestVectors.gaussian(random, 5), 40, all), seed);
        index.search(VectorQuery.nearest(new float[5], 40, all), found);

        assertThat(found.size()).isEqualTo(40);
        for (int rank = 0; rank < 40; rank++) {
            assertThat(found.row(rank)).as("ties go by row").isEqualTo(rank);
            assertThat(found.distance(rank)).isEqualTo(0f);
        }
    }

    @Test
    void findsEqualRowsAmongOthers() {
        long seed = 9;
        Random random = new Random(seed);
        List<float[]> vectors = new ArrayList<>(TestVectors.gaussians(random, 3000, 24));
        float[] repeated = TestVectors.gaussian(random, 24);
        for (int i = 0; i < 1000; i++) {
            vectors.set(3 * i, repeated);
        }
        VectorRows rows = TestVectors.rows(vectors, 24);
        VectorIndex index = index(rows, Metric.L2);
        AllowedRows all = AllowedRows.all(3000);
        AllowedRows most = AllowedRows.of(TestVectors.someRows(random, 3000, 0.95));

        for (AllowedRows allowed : List.of(all, most)) {
            index.search(new VectorQuery(repeated, 100, effort(), allowed, DistanceRange.ANY), found);
            for (int rank = 0; rank < 100; rank++) {
                assertThat(found.distance(rank)).as("seed=%d", seed).isZero();
            }
        }
        double recall = 0;
        for (int i = 0; i < 50; i++) {
            int row = 3 * i + 1;
            index.search(new VectorQuery(vectors.get(row), 1, effort(), all, DistanceRange.ANY), found);
            recall += found.row(0) == row ? 1 : 0;
        }
        assertThat(recall / 50).as("recall, seed=%d", seed).isGreaterThanOrEqualTo(recallMin());
    }

    @Test
    void refusesWhatDoesNotFitTheRows() {
        VectorIndex index = index(TestVectors.rows(TestVectors.gaussians(new Random(10), 20, 4), 4), Metric.L2);

        assertThatThrownBy(() -> index.search(VectorQuery.nearest(new float[5], 1, AllowedRows.all(20)), found))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got=5")
                .hasMessageContaining("dim=4");
        assertThatThrownBy(() -> index.search(VectorQuery.nearest(new float[4], 1, AllowedRows.all(21)), found))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got=21");
    }

    @Test
    void answersManyThreadsAsItAnswersOne() throws Exception {
        long seed = 11;
        Random random = new Random(seed);
        VectorRows rows = TestVectors.rows(TestVectors.gaussians(random, ROW_COUNT, 20), 20);
        VectorIndex index = index(rows, Metric.COSINE);
        AllowedRows all = AllowedRows.all(ROW_COUNT);
        AllowedRows most = AllowedRows.of(TestVectors.someRows(random, ROW_COUNT, 0.8));
        List<VectorQuery> queries = IntStream.range(0, 200)
                .mapToObj(i -> query(TestVectors.gaussian(random, 20), 10, i % 2 == 0 ? all : most))
                .toList();
        List<int[]> alone = queries.stream().map(query -> answer(index, query)).toList();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<int[]>> together = queries.stream()
                    .map(query -> threads.submit(() -> answer(index, query)))
                    .toList();
            for (int i = 0; i < queries.size(); i++) {
                assertThat(together.get(i).get()).as("seed=%d", seed).isEqualTo(alone.get(i));
            }
        }
    }

    private VectorQuery query(float[] vector, int k, AllowedRows allowed) {
        return new VectorQuery(vector, k, effort(), allowed, DistanceRange.ANY);
    }

    private static int[] answer(VectorIndex index, VectorQuery query) {
        NearestRows nearest = new NearestRows();
        index.search(query, nearest);
        return IntStream.range(0, nearest.size()).map(nearest::row).toArray();
    }

    private int[] rowsFound() {
        return IntStream.range(0, found.size()).map(found::row).toArray();
    }

    /** Checks everything but which rows were found; answers the share of them that is as near as the truth. */
    private double searchAndCheck(VectorIndex index, VectorRows rows, Metric metric, VectorQuery query, long seed) {
        index.search(query, found);

        double[] truth = TestVectors.truth(rows, metric, query);
        // Only behind an upper bound may rows be missing: those that are in range, but were not found.
        int foundMin = Float.isNaN(query.range().below()) ? truth.length : (int) (recallMin() * truth.length);
        assertThat(found.size()).as("rows found, seed=%d", seed).isBetween(foundMin, truth.length);
        Set<Integer> rowsSeen = new HashSet<>();
        int hits = 0;
        for (int rank = 0; rank < found.size(); rank++) {
            int row = found.row(rank);
            double distance = TestVectors.distance(metric, query.numbers(), TestVectors.row(rows, row));
            double tolerance = 1e-4 * (1 + Math.abs(distance));
            assertThat(rowsSeen.add(row)).as("row found once, seed=%d", seed).isTrue();
            assertThat(query.allowed().rows().contains(row))
                    .as("allowed, seed=%d", seed)
                    .isTrue();
            assertThat(query.range().contains(found.distance(rank)))
                    .as("in range, seed=%d", seed)
                    .isTrue();
            assertThat((double) found.distance(rank)).as("seed=%d", seed).isCloseTo(distance, within(tolerance));
            assertThat(rank == 0 || found.distance(rank - 1) <= found.distance(rank))
                    .as("in order, seed=%d", seed)
                    .isTrue();
            hits += distance <= truth[truth.length - 1] + tolerance ? 1 : 0;
        }
        return truth.length == 0 ? 1 : (double) hits / truth.length;
    }
}
