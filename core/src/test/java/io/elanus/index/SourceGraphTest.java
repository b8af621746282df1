package io.elanus.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.elanus.durable.CorruptFileException;
import io.elanus.model.IndexParams.HnswParams;
import io.elanus.model.Metric;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Builds from graphs of parts of the rows. */
class SourceGraphTest {
    private static final int DIM = 40;
    private static final int SOURCES = 4;

    /** So few links that a graph with worse ones finds less. */
    private static final HnswParams LEAN = new HnswParams(5, 30);

    private static final int GENERATIONS = 5;
    private static final HnswParams PARAMS = new HnswParams(16, 100);

    @ParameterizedTest
    @CsvSource({"L2, 0", "L2, 0.4", "IP, 0.1", "COSINE, 0.4"})
    void findsAsWellAsWithoutSources(Metric metric, double droppedShare) {
        long seed = 17;
        Random random = new Random(seed);
        List<float[]> vectors = TestVectors.clustered(random, 8000, DIM, 40);
        Merge merge = Merge.of(vectors, metric, droppedShare, random);
        List<float[]> queries = IntStream.range(0, 100)
                .mapToObj(i -> TestVectors.near(random, vectors.get(random.nextInt(vectors.size())), 0.3f))
                .toList();

        double alone = recall(merge.rows, metric, merge.build(List.of(), BuildRun.alone(seed)), queries);
        double merged = recall(merge.rows, metric, merge.build(merge.sources, BuildRun.alone(seed)), queries);
        assertThat(merged).as("seed=%d, alone=%f", seed, alone).isGreaterThanOrEqualTo(alone - 0.01);

        AtomicInteger rowsBuilt = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            BuildRun run = new BuildRun(threads, 3, seed, countingIn(rowsBuilt));
            double together = recall(merge.rows, metric, merge.build(merge.sources, run), queries);
            assertThat(together).as("seed=%d, alone=%f", seed, alone).isGreaterThanOrEqualTo(alone - 0.01);
        }
        assertThat(rowsBuilt).hasValue(merge.rows.rowCount());
    }

    /** Rows come and go; links may be handed down from graph to graph all the way. */
    @ParameterizedTest
    @CsvSource({"0.1, 0", "0.1, 0.25", "0, 0.2"})
    void findsAsWellAfterManyGenerations(double droppedShare, double addedShare) {
        long seed = 22;
        Random random = new Random(seed);
        List<float[]> vectors = TestVectors.clustered(random, 4000, DIM, 40);
        MemorySegment file = file(TestVectors.rows(vectors, DIM), Metric.L2, LEAN);
        for (int generation = 1; generation <= GENERATIONS; generation++) {
            List<float[]> added = TestVectors.clustered(random, (int) (vectors.size() * addedShare), DIM, 40);
            List<float[]> left = new ArrayList<>();
            int[] newRows = new int[vectors.size()];
            for (int row = 0; row < newRows.length; row++) {
                boolean isDropped = random.nextDouble() < droppedShare;
                newRows[row] = isDropped ? SourceGraph.DROPPED : left.size();
                if (!isDropped) {
                    left.add(vectors.get(row));
                }
            }
            int[] addedRows =
                    IntStream.range(left.size(), left.size() + added.size()).toArray();
            left.addAll(added);
            List<SourceGraph> sources = List.of(
                    new SourceGraph("old", file, newRows),
                    new SourceGraph("added", file(TestVectors.rows(added, DIM), Metric.L2, LEAN), addedRows));
            vectors = left;
            VectorRows rows = TestVectors.rows(vectors, DIM);
            file = VectorIndexes.build(LEAN, rows, Metric.L2, sources, BuildRun.alone(seed), Arena.ofAuto());
        }
        List<float[]> last = vectors;
        VectorRows rows = TestVectors.rows(last, DIM);
        List<float[]> queries = IntStream.range(0, 200)
                .mapToObj(i -> TestVectors.near(random, last.get(random.nextInt(last.size())), 0.3f))
                .toList();

        double fresh = recall(rows, Metric.L2, file(rows, Metric.L2, LEAN), queries);
        double handedDown = recall(rows, Metric.L2, file, queries);

        assertThat(handedDown).as("seed=%d, fresh=%f", seed, fresh).isGreaterThanOrEqualTo(fresh - 0.02);
    }

    @Test
    void reachesEveryRowWhereEqualRowsMeet() {
        long seed = 18;
        Random random = new Random(seed);
        List<float[]> vectors = new ArrayList<>(TestVectors.clustered(random, 4000, DIM, 20));
        float[] repeated = TestVectors.gaussian(random, DIM);
        IntStream.range(0, 900).forEach(i -> vectors.set(4 * i, repeated));
        Merge merge = Merge.of(vectors, Metric.L2, 0.3, random);

        MemorySegment file = merge.build(merge.sources, BuildRun.alone(seed));

        assertThat(TestVectors.reachedRows(HnswGraph.of(file, HnswFormat.verify("test.index", file))))
                .as("seed=%d", seed)
                .hasSize(merge.rows.rowCount());
    }

    @ParameterizedTest
    @EnumSource(names = {"L2", "IP", "COSINE"})
    void givesTheSameBytesForTheSameSeed(Metric metric) {
        Random random = new Random(19);
        Merge merge = Merge.of(TestVectors.gaussians(random, 1000, DIM), metric, 0.2, random);

        MemorySegment first = merge.build(merge.sources, BuildRun.alone(7));

        assertThat(first.mismatch(merge.build(merge.sources, BuildRun.alone(7))))
                .isNegative();
        assertThat(first.mismatch(merge.build(List.of(), BuildRun.alone(7)))).isNotNegative();
    }

    @Test
    void ignoresSourcesOfOtherKindsAndThoseThatAreEmptied() {
        Random random = new Random(20);
        Merge merge = Merge.of(TestVectors.gaussians(random, 1000, DIM), Metric.L2, 0, random);
        MemorySegment alone = merge.build(List.of(), BuildRun.alone(7));
        VectorRows few = TestVectors.rows(TestVectors.gaussians(random, 5, DIM), DIM);
        int[] first = {0, 1, 2, 3, 4};
        int[] none = new int[5];
        Arrays.fill(none, SourceGraph.DROPPED);

        MemorySegment otherMetric = file(few, Metric.IP, PARAMS);
        MemorySegment otherParams = file(few, Metric.L2, new HnswParams(8, 100));
        List<SourceGraph> others =
                List.of(new SourceGraph("metric", otherMetric, first), new SourceGraph("params", otherParams, first));
        assertThat(alone.mismatch(merge.build(others, BuildRun.alone(7)))).isNegative();

        SourceGraph emptied = new SourceGraph("emptied", file(few, Metric.L2, PARAMS), none);
        MemorySegment built = merge.build(List.of(emptied), BuildRun.alone(7));
        assertThat(TestVectors.reachedRows(HnswGraph.of(built, HnswFormat.verify("test.index", built))))
                .hasSize(1000);
    }

    @Test
    void refusesSourcesOfOtherRows() {
        Random random = new Random(21);
        Merge merge = Merge.of(TestVectors.gaussians(random, 400, DIM), Metric.L2, 0, random);
        SourceGraph source = merge.sources.getFirst();
        SourceGraph shorter = new SourceGraph("a.index", source.file(), Arrays.copyOf(source.newRows(), 3));

        assertThatExceptionOfType(CorruptFileException.class)
                .isThrownBy(() -> merge.build(List.of(shorter), BuildRun.alone(1)))
                .withMessageContaining("expected rowCount=3")
                .withMessageContaining("a.index");
    }

    /** Rows that were in several segments, in no order, some of them dropped. */
    private record Merge(VectorRows rows, Metric metric, List<SourceGraph> sources) {
        static Merge of(List<float[]> vectors, Metric metric, double droppedShare, Random random) {
            List<float[]> left = new ArrayList<>();
            List<List<float[]>> parts = new ArrayList<>();
            List<List<Integer>> newRows = new ArrayList<>();
            for (int i = 0; i < SOURCES; i++) {
                parts.add(new ArrayList<>());
                newRows.add(new ArrayList<>());
            }
            for (float[] vector : vectors) {
                int part = random.nextInt(SOURCES);
                parts.get(part).add(vector);
                boolean isDropped = random.nextDouble() < droppedShare;
                newRows.get(part).add(isDropped ? SourceGraph.DROPPED : left.size());
                if (!isDropped) {
                    left.add(vector);
                }
            }
            List<SourceGraph> sources = IntStream.range(0, SOURCES)
                    .mapToObj(i -> new SourceGraph(
                            "source-" + i,
                            SourceGraphTest.file(TestVectors.rows(parts.get(i), DIM), metric, PARAMS),
                            newRows.get(i).stream().mapToInt(row -> row).toArray()))
                    .toList();
            return new Merge(TestVectors.rows(left, DIM), metric, sources);
        }

        MemorySegment build(List<SourceGraph> from, BuildRun run) {
            return VectorIndexes.build(PARAMS, rows, metric, from, run, Arena.ofAuto());
        }
    }

    private static MemorySegment file(VectorRows rows, Metric metric, HnswParams params) {
        return VectorIndexes.build(params, rows, metric, BuildRun.alone(3), Arena.ofAuto());
    }

    private static double recall(VectorRows rows, Metric metric, MemorySegment file, List<float[]> queries) {
        VectorIndex index = VectorIndexes.open(PARAMS, "test.index", file, rows, metric);
        return TestVectors.recall(index, rows, metric, queries, AllowedRows.all(rows.rowCount()));
    }

    private static BuildMonitor countingIn(AtomicInteger rowsBuilt) {
        return new BuildMonitor() {
            @Override
            public void rowBuilt() {
                rowsBuilt.incrementAndGet();
            }

            @Override
            public boolean isCancelled() {
                return false;
            }
        };
    }
}
