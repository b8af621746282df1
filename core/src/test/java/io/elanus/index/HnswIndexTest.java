package io.elanus.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.elanus.model.IndexParams.HnswParams;
import io.elanus.model.Metric;
import io.elanus.model.RowSet;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How well the graph finds, and what it does where graphs are weak. */
class HnswIndexTest {
    private static final int DIM = 64;
    private static final HnswParams PARAMS = new HnswParams(16, 200);

    private final NearestRows found = new NearestRows();

    @ParameterizedTest
    @EnumSource(names = {"L2", "IP", "COSINE"})
    void findsNearlyAllNearestOfClusteredRows(Metric metric) {
        long seed = 1;
        Random random = new Random(seed);
        List<float[]> vectors = TestVectors.clustered(random, 10_000, DIM, 40);
        VectorRows rows = TestVectors.rows(vectors, DIM);
        List<float[]> queries = queriesNear(random, vectors);

        VectorIndex alone = open(build(rows, metric, PARAMS, BuildRun.alone(seed)), rows, metric);
        AllowedRows all = AllowedRows.all(rows.rowCount());
        assertThat(TestVectors.recall(alone, rows, metric, queries, all))
                .as("seed=%d", seed)
                .isGreaterThanOrEqualTo(0.95);
        AllowedRows most = AllowedRows.of(TestVectors.someRows(random, rows.rowCount(), 0.7));
        assertThat(TestVectors.recall(alone, rows, metric, queries, most))
                .as("filtered, seed=%d", seed)
                .isGreaterThanOrEqualTo(0.95);

        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            BuildRun run = new BuildRun(threads, 3, seed, BuildMonitor.NONE);
            VectorIndex together = open(build(rows, metric, PARAMS, run), rows, metric);
            assertThat(TestVectors.recall(together, rows, metric, queries, all))
                    .as("seed=%d", seed)
                    .isGreaterThanOrEqualTo(0.95);
        }
    }

    @Test
    void findsAllowedRowsThatLieFarFromTheQuery() {
        long seed = 2;
        Random random = new Random(seed);
        List<float[]> vectors = TestVectors.clustered(random, 6000, DIM, 3);
        VectorRows rows = TestVectors.rows(vectors, DIM);
        VectorIndex index = open(build(rows, Metric.L2, PARAMS, BuildRun.alone(seed)), rows, Metric.L2);
        // The clusters lie one after the other: the rows of the first are allowed, the query is in the third. So many
        // are
        // allowed that the search walks, and so few that it gives up before it has left the third cluster.
        AllowedRows others = AllowedRows.of(RowSet.below(2000, 6000));
        VectorQuery query = new VectorQuery(vectors.get(5000), 10, SearchEffort.ofBeam(10), others, DistanceRange.ANY);

        index.search(query, found);

        double[] truth = TestVectors.truth(rows, Metric.L2, query);
        assertThat(IntStream.range(0, found.size()).mapToDouble(found::distance).toArray())
                .as("seed=%d", seed)
                .containsExactly(truth, offset(1e-2));
    }

    @ParameterizedTest
    @EnumSource(names = {"L2", "IP", "COSINE"})
    void findsNearlyAllNearestOfOddRows(Metric metric) {
        long seed = 6;
        Random random = new Random(seed);
        List<float[]> farOut = new ArrayList<>(TestVectors.clustered(random, 3000, DIM, 20));
        IntStream.range(0, 5).forEach(i -> farOut.set(500 * i, TestVectors.near(random, new float[DIM], 1e6f)));
        List<float[]> offset = TestVectors.gaussians(random, 3000, DIM).stream()
                .map(vector -> TestVectors.near(random, vector, 0.1f))
                .peek(vector -> vector[5] += 300)
                .toList();
        List<float[]> whole = TestVectors.gaussians(random, 3000, DIM).stream()
                .map(vector -> roundedToWhole(vector))
                .toList();
        List<float[]> withZeroes = new ArrayList<>(TestVectors.clustered(random, 3000, DIM, 20));
        IntStream.range(0, 300).forEach(i -> withZeroes.set(10 * i, new float[DIM]));
        for (List<float[]> vectors :
                List.of(TestVectors.heaps(random, 3000, DIM, 30), farOut, offset, whole, withZeroes)) {
            VectorRows rows = TestVectors.rows(vectors, DIM);
            List<float[]> queries = IntStream.range(0, 60)
                    .mapToObj(i -> vectors.get(random.nextInt(vectors.size())))
                    .toList();
            VectorIndex index = open(build(rows, metric, PARAMS, BuildRun.alone(seed)), rows, metric);
            assertThat(TestVectors.recall(index, rows, metric, queries, AllowedRows.all(3000)))
                    .as("seed=%d", seed)
                    .isGreaterThanOrEqualTo(0.95);
        }
    }

    private static float[] roundedToWhole(float[] vector) {
        float[] rounded = new float[vector.length];
        for (int i = 0; i < vector.length; i++) {
            rounded[i] = Math.round(vector[i]);
        }
        return rounded;
    }

    @ParameterizedTest
    @EnumSource(names = {"L2", "IP", "COSINE"})
    void reachesEveryRow(Metric metric) {
        long seed = 3;
        Random random = new Random(seed);
        List<float[]> vectors = new ArrayList<>(TestVectors.clustered(random, 3000, 8, 30));
        IntStream.range(0, 800).forEach(i -> vectors.set(3 * i, new float[8]));
        VectorRows rows = TestVectors.rows(vectors, 8);
        HnswParams params = new HnswParams(4, 20);
        MemorySegment file = build(rows, metric, params, BuildRun.alone(seed));

        Set<Integer> reached = TestVectors.reachedRows(HnswGraph.of(file, HnswFormat.verify("test.index", file)));
        assertThat(reached).as("seed=%d", seed).hasSize(3000);
    }

    @Test
    void buildsWhereAllRowsAreEqual() {
        VectorRows rows = TestVectors.rows(
                IntStream.range(0, 5000).mapToObj(i -> new float[] {1, 2, 3}).toList(), 3);
        VectorIndex index = open(build(rows, Metric.L2, PARAMS, BuildRun.alone(4)), rows, Metric.L2);

        index.search(
                new VectorQuery(new float[3], 50, SearchEffort.ofBeam(60), AllowedRows.all(5000), DistanceRange.ANY),
                found);

        assertThat(found.size()).isEqualTo(50);
        assertThat(found.distance(49)).isEqualTo(14f);
    }

    @Test
    void opensInAnyMemory() {
        long seed = 5;
        Random random = new Random(seed);
        VectorRows rows = TestVectors.rows(TestVectors.gaussians(random, 4000, 12), 12);
        MemorySegment file = build(rows, Metric.COSINE, PARAMS, BuildRun.alone(seed));
        // Bytes read from elsewhere: on the heap, aligned to nothing.
        MemorySegment copy =
                MemorySegment.ofArray(new byte[(int) file.byteSize() + 1]).asSlice(1);
        copy.copyFrom(file);
        VectorQuery query = new VectorQuery(
                TestVectors.gaussian(random, 12),
                10,
                SearchEffort.ofBeam(20),
                AllowedRows.all(4000),
                DistanceRange.ANY);

        open(file, rows, Metric.COSINE).search(query, found);
        int[] expected = IntStream.range(0, 10).map(found::row).toArray();
        open(copy, rows, Metric.COSINE).search(query, found);

        assertThat(IntStream.range(0, 10).map(found::row)).as("seed=%d", seed).containsExactly(box(expected));
    }

    private static Integer[] box(int[] values) {
        return IntStream.of(values).boxed().toArray(Integer[]::new);
    }

    private static MemorySegment build(VectorRows rows, Metric metric, HnswParams params, BuildRun run) {
        return VectorIndexes.build(params, rows, metric, run, Arena.ofAuto());
    }

    private static VectorIndex open(MemorySegment file, VectorRows rows, Metric metric) {
        return VectorIndexes.open(PARAMS, "test.index", file, rows, metric);
    }

    private static List<float[]> queriesNear(Random random, List<float[]> vectors) {
        return IntStream.range(0, 100)
                .mapToObj(i -> TestVectors.near(random, vectors.get(random.nextInt(vectors.size())), 0.3f))
                .toList();
    }
}
