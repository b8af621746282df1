package io.elanus.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.elanus.durable.CorruptFileException;
import io.elanus.durable.MappedObject;
import io.elanus.model.DataType;
import io.elanus.model.IndexParams.HnswParams;
import io.elanus.model.IndexParams.IvfParams;
import io.elanus.model.IndexParams.IvfParams.Codec;
import io.elanus.model.Metric;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class IvfIndexTest {
    private static final int ROW_COUNT = 6000;
    private static final int DIM = 48;
    private static final long SEED = 17;

    static Stream<Arguments> codecsAndMetrics() {
        return Stream.of(Codec.values())
                .flatMap(codec -> Metric.of(DataType.FLOAT_VECTOR).stream().map(metric -> Arguments.of(codec, metric)));
    }

    @ParameterizedTest
    @MethodSource("codecsAndMetrics")
    void findsNearlyAllOfTheNearestInAFewLists(Codec codec, Metric metric) {
        Random random = new Random(SEED);
        List<float[]> vectors = shuffled(random, 0.6f);
        VectorRows rows = TestVectors.rows(vectors.subList(100, vectors.size()), DIM);
        List<float[]> queries = vectors.subList(0, 100);
        IvfParams params = new IvfParams(codec, 64);
        VectorIndex index = open(params, rows, metric, build(params, rows, metric, BuildRun.alone(SEED)));
        AllowedRows all = AllowedRows.all(rows.rowCount());
        AllowedRows tenth = AllowedRows.of(TestVectors.someRows(random, rows.rowCount(), 0.1));

        assertThat(TestVectors.recall(index, rows, metric, queries, all))
                .as("seed=%d", SEED)
                .isGreaterThan(0.95);
        assertThat(TestVectors.recall(index, rows, metric, queries, tenth))
                .as("with a filter, seed=%d", SEED)
                .isGreaterThan(0.95);
    }

    @ParameterizedTest
    @EnumSource(names = {"L2", "IP", "COSINE"})
    void codesLoseNothing(Metric metric) {
        Random random = new Random(SEED);
        VectorRows rows = TestVectors.rows(TestVectors.gaussians(random, ROW_COUNT, DIM), DIM);
        List<float[]> queries = new ArrayList<>(TestVectors.gaussians(random, 50, DIM));
        // Far outside the range of the rows.
        queries.replaceAll(query -> scaled(query, 1 + 100 * random.nextFloat()));
        double[] recalls = Stream.of(Codec.values())
                .mapToDouble(codec -> {
                    IvfParams params = new IvfParams(codec, 64);
                    MemorySegment file = build(params, rows, metric, BuildRun.alone(SEED));
                    assertThat(IvfFormat.verify("test.index", file).hasCodes()).isEqualTo(codec == Codec.SQ8);
                    return TestVectors.recall(
                            open(params, rows, metric, file), rows, metric, queries, AllowedRows.all(ROW_COUNT));
                })
                .toArray();

        assertThat(recalls[1]).as("seed=%d", SEED).isGreaterThan(recalls[0] - 0.01);
    }

    @Test
    void goesWithoutCodesThatTellNothing() {
        Random random = new Random(SEED);
        IvfParams params = new IvfParams(Codec.SQ8, 64);
        VectorRows heaps = TestVectors.rows(TestVectors.heaps(random, ROW_COUNT, DIM, 20), DIM);
        VectorRows shorts = TestVectors.rows(TestVectors.gaussians(random, ROW_COUNT, 8), 8);
        for (VectorRows rows : List.of(heaps, shorts)) {
            MemorySegment file = build(params, rows, Metric.L2, BuildRun.alone(SEED));

            assertThat(IvfFormat.verify("test.index", file).hasCodes()).isFalse();
        }
    }

    @Test
    void opensFurtherListsUntilTheRowsAreFound() {
        Random random = new Random(SEED);
        VectorRows rows = TestVectors.rows(TestVectors.gaussians(random, ROW_COUNT, DIM), DIM);
        AllowedRows allowed = AllowedRows.of(TestVectors.someRows(random, ROW_COUNT, 0.5));
        NearestRows found = new NearestRows();
        for (Codec codec : Codec.values()) {
            IvfParams params = new IvfParams(codec, 128);
            VectorIndex index = open(params, rows, Metric.L2, build(params, rows, Metric.L2, BuildRun.alone(SEED)));
            float[] vector = TestVectors.gaussian(random, DIM);

            index.search(new VectorQuery(vector, 1500, SearchEffort.ofProbes(1), allowed, DistanceRange.ANY), found);

            assertThat(found.size()).as("seed=%d", SEED).isEqualTo(1500);
        }
    }

    @ParameterizedTest
    @EnumSource
    void isTheSameForAnyNumberOfThreads(Codec codec) {
        VectorRows rows = TestVectors.rows(TestVectors.gaussians(new Random(SEED), ROW_COUNT, DIM), DIM);
        IvfParams params = new IvfParams(codec, 64);
        MemorySegment alone = build(params, rows, Metric.COSINE, BuildRun.alone(SEED));
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            MemorySegment together =
                    build(params, rows, Metric.COSINE, new BuildRun(threads, 4, SEED, BuildMonitor.NONE));

            assertThat(together.mismatch(alone)).isEqualTo(-1);
        }
        assertThat(build(params, rows, Metric.COSINE, BuildRun.alone(SEED + 1)).mismatch(alone))
                .as("another seed")
                .isNotEqualTo(-1);
    }

    @ParameterizedTest
    @MethodSource("codecsAndMetrics")
    void takesEqualRowsAndRowsOfZeros(Codec codec, Metric metric) {
        float[] one = TestVectors.gaussian(new Random(SEED), DIM);
        IvfParams params = new IvfParams(codec, 16);
        NearestRows found = new NearestRows();
        for (float[] row : List.of(one, new float[DIM])) {
            VectorRows rows = TestVectors.rows(Collections.nCopies(2000, row), DIM);
            VectorIndex index = open(params, rows, metric, build(params, rows, metric, BuildRun.alone(SEED)));
            VectorQuery query =
                    new VectorQuery(one, 100, SearchEffort.ofProbes(1), AllowedRows.all(2000), DistanceRange.ANY);

            index.search(query, found);

            assertThat(found.size()).isEqualTo(100);
            assertThat((double) found.distance(99)).isCloseTo(TestVectors.distance(metric, one, row), within(1e-3));
        }
    }

    @Test
    void takesValuesNearTheEndOfAllFloats() {
        Random random = new Random(SEED);
        List<float[]> vectors = new ArrayList<>(TestVectors.gaussians(random, ROW_COUNT, DIM));
        vectors.replaceAll(vector -> scaled(vector, 1e37f));
        VectorRows rows = TestVectors.rows(vectors, DIM);
        NearestRows found = new NearestRows();
        for (Metric metric : Metric.of(DataType.FLOAT_VECTOR)) {
            IvfParams params = new IvfParams(Codec.SQ8, 64);
            VectorIndex index = open(params, rows, metric, build(params, rows, metric, BuildRun.alone(SEED)));

            index.search(VectorQuery.nearest(vectors.get(7), 10, AllowedRows.all(ROW_COUNT)), found);

            assertThat(found.size()).isEqualTo(10);
        }
    }

    @Test
    void tellsOfEachRowAndStopsWhenCancelled() {
        VectorRows rows = TestVectors.rows(TestVectors.gaussians(new Random(SEED), ROW_COUNT, DIM), DIM);
        AtomicInteger built = new AtomicInteger();
        AtomicInteger rowsMax = new AtomicInteger(Integer.MAX_VALUE);
        BuildMonitor monitor = new BuildMonitor() {
            @Override
            public void rowBuilt() {
                built.incrementAndGet();
            }

            @Override
            public boolean isCancelled() {
                return built.get() >= rowsMax.get();
            }
        };
        IvfParams params = new IvfParams(Codec.SQ8, 64);
        BuildRun run = new BuildRun(Runnable::run, 1, SEED, monitor);

        build(params, rows, Metric.L2, run);
        assertThat(built).hasValue(ROW_COUNT);

        for (int limit : new int[] {0, 100}) {
            built.set(0);
            rowsMax.set(limit);
            assertThatExceptionOfType(CancellationException.class)
                    .isThrownBy(() -> build(params, rows, Metric.L2, run));
            assertThat(built).hasValue(limit);
        }
    }

    @Test
    void noticesEveryChangedByteOfItsFile() {
        VectorRows rows = TestVectors.rows(TestVectors.gaussians(new Random(SEED), 300, DIM), DIM);
        IvfParams params = new IvfParams(Codec.SQ8, 8);
        MemorySegment file = build(params, rows, Metric.COSINE, BuildRun.alone(SEED));
        assertThat(file.asSlice(0, 8).toArray(ValueLayout.JAVA_BYTE)).asString().isEqualTo("ELANIVFL");
        for (long at = 0; at < file.byteSize(); at += at < 200 ? 1 : 61) {
            MemorySegment changed = Arena.ofAuto().allocate(file.byteSize(), 64).copyFrom(file);
            changed.set(ValueLayout.JAVA_BYTE, at, (byte) ~changed.get(ValueLayout.JAVA_BYTE, at));

            assertThatExceptionOfType(CorruptFileException.class)
                    .isThrownBy(() -> open(params, rows, Metric.COSINE, changed))
                    .withMessageContaining("ivf file is corrupt");
        }
    }

    @Test
    void refusesFilesOfOtherRowsAndFamilies() {
        VectorRows rows = TestVectors.rows(TestVectors.gaussians(new Random(SEED), 300, DIM), DIM);
        IvfParams params = new IvfParams(Codec.FLAT, 8);
        MemorySegment file = build(params, rows, Metric.L2, BuildRun.alone(SEED));
        VectorRows fewer = new VectorRows(rows.values(), 299, DIM);
        MemorySegment graph =
                VectorIndexes.build(new HnswParams(4, 20), rows, Metric.L2, BuildRun.alone(SEED), Arena.ofAuto());

        assertThatExceptionOfType(CorruptFileException.class)
                .isThrownBy(() -> open(params, fewer, Metric.L2, file))
                .withMessageContaining("expected rowCount=299");
        assertThatExceptionOfType(CorruptFileException.class)
                .isThrownBy(() -> open(params, rows, Metric.L2, graph))
                .withMessageContaining("magic");
        IndexFiles.verify("test.index", file);
        IndexFiles.verify("test.index", graph);
    }

    @Test
    void isPrinted(@TempDir Path folder) throws IOException {
        VectorRows rows = TestVectors.rows(TestVectors.gaussians(new Random(SEED), 300, DIM), DIM);
        MemorySegment file = build(new IvfParams(Codec.SQ8, 8), rows, Metric.IP, BuildRun.alone(SEED));
        Path path = Files.write(folder.resolve("test.index"), file.toArray(ValueLayout.JAVA_BYTE));
        List<String> lines = new ArrayList<>();

        try (MappedObject object = MappedObject.ofFile(path)) {
            IndexFileDump.print(object, lines::add);
        }

        assertThat(lines.get(0))
                .isEqualTo("ivf index: version=1, codec=SQ8, metric=IP, rows=300, dim=48, listsWanted=8, codes=true");
        assertThat(lines.get(1)).startsWith("lists=8, rows of a list: average=38, max=");
        assertThat(lines).contains("bytes: file=" + file.byteSize());
    }

    @Test
    void isNoSourceOfAGraph() {
        VectorRows rows = TestVectors.rows(TestVectors.gaussians(new Random(SEED), 300, DIM), DIM);
        HnswParams params = new HnswParams(4, 20);
        int[] newRows = IntStream.range(0, 300).toArray();
        SourceGraph lists = new SourceGraph(
                "test.index", build(new IvfParams(Codec.FLAT, 8), rows, Metric.L2, BuildRun.alone(SEED)), newRows);

        MemorySegment graph =
                VectorIndexes.build(params, rows, Metric.L2, List.of(lists), BuildRun.alone(SEED), Arena.ofAuto());

        assertThat(graph.mismatch(VectorIndexes.build(params, rows, Metric.L2, BuildRun.alone(SEED), Arena.ofAuto())))
                .isEqualTo(-1);
    }

    /** Clusters whose rows lie apart as far as {@code deviation}, in any order. */
    private static List<float[]> shuffled(Random random, float deviation) {
        List<float[]> centers = TestVectors.gaussians(random, 40, DIM);
        List<float[]> vectors = new ArrayList<>();
        for (int i = 0; i < ROW_COUNT; i++) {
            float[] vector = centers.get(random.nextInt(40)).clone();
            for (int d = 0; d < DIM; d++) {
                vector[d] += deviation * (float) random.nextGaussian();
            }
            vectors.add(vector);
        }
        return vectors;
    }

    private static float[] scaled(float[] vector, float factor) {
        float[] scaled = vector.clone();
        for (int d = 0; d < scaled.length; d++) {
            scaled[d] *= factor;
        }
        return scaled;
    }

    private static MemorySegment build(IvfParams params, VectorRows rows, Metric metric, BuildRun run) {
        return VectorIndexes.build(params, rows, metric, run, Arena.ofAuto());
    }

    private static VectorIndex open(IvfParams params, VectorRows rows, Metric metric, MemorySegment file) {
        return VectorIndexes.open(params, "test.index", file, rows, metric);
    }
}
