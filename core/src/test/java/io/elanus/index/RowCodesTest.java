package io.elanus.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.elanus.model.DataType;
import io.elanus.model.Metric;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How near distances by codes come to distances by values, and whether a trial says where they do not. */
class RowCodesTest {
    private static final int ROW_COUNT = 600;
    private static final float OFFSET = 50;

    static Stream<Arguments> metricsAndDims() {
        return Metric.of(DataType.FLOAT_VECTOR).stream()
                .flatMap(metric -> IntStream.of(32, 33, 64, 100, 129, 768).mapToObj(dim -> Arguments.of(metric, dim)));
    }

    @ParameterizedTest
    @MethodSource("metricsAndDims")
    void givesNearlyTheDistancesOfTheRows(Metric metric, int dim) {
        long seed = 13L * dim;
        Random random = new Random(seed);
        List<float[]> vectors = TestVectors.gaussians(random, ROW_COUNT, dim);
        // One dimension lies far from the others: each has a range of its own.
        vectors.forEach(vector -> vector[1] += OFFSET);
        VectorRows rows = TestVectors.rows(vectors, dim);
        MemorySegment inverseNorms = inverseNorms(rows);
        float step = CodeRange.ofSample(new RowScorer(rows, metric, inverseNorms), ROW_COUNT, dim)
                .step();
        CodeScorer scorer = new CodeScorer(encode(rows, metric, inverseNorms));

        for (int i = 0; i < 100; i++) {
            int a = random.nextInt(ROW_COUNT);
            int b = random.nextInt(ROW_COUNT);
            scorer.aim(a);
            double found = scorer.distance(b) * (double) step * step;
            double expected = TestVectors.distance(metric, vectors.get(a), vectors.get(b));
            double magnitude = metric == Metric.COSINE ? 1 : norm(vectors.get(a)) * norm(vectors.get(b));
            assertThat(found).as("seed=%d a=%d b=%d", seed, a, b).isCloseTo(expected, within(0.02 * magnitude));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"L2", "IP", "COSINE"})
    void passesTheTrialWithOrdinaryRows(Metric metric) {
        assertThat(isTrialPassed(TestVectors.clustered(new Random(1), ROW_COUNT, 64, 10), metric))
                .isTrue();
    }

    @Test
    void passesTheTrialWithAFewRowsFarOut() {
        List<float[]> vectors = TestVectors.clustered(new Random(2), 2000, 64, 10);
        vectors = new ArrayList<>(vectors);
        vectors.get(700)[3] = 1e9f;
        assertThat(isTrialPassed(vectors, Metric.L2)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"L2", "IP", "COSINE"})
    void failsTheTrialWhereRowsLieTooClose(Metric metric) {
        List<float[]> heaps = TestVectors.heaps(new Random(3), ROW_COUNT, 64, 10);
        assertThat(isTrialPassed(heaps, metric)).isFalse();

        // A tenth of the rows in heaps is enough.
        List<float[]> mixed = new ArrayList<>(TestVectors.gaussians(new Random(4), 10 * ROW_COUNT, 64));
        IntStream.range(0, ROW_COUNT).forEach(i -> mixed.set(10 * i, heaps.get(i)));
        assertThat(isTrialPassed(mixed, metric)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"L2", "IP", "COSINE"})
    void hasNoCodesForEqualOrEndlessValues(Metric metric) {
        VectorRows equal = TestVectors.rows(
                IntStream.range(0, 50).mapToObj(i -> new float[40]).toList(), 40);
        assertThat(RowCodes.encode(equal, metric, inverseNorms(equal), BuildRun.alone(1), Arena.ofAuto()))
                .isEmpty();
        List<float[]> vectors = TestVectors.gaussians(new Random(5), 50, 40);
        vectors.forEach(vector -> vector[7] = Float.MAX_VALUE * (vector[8] > 0 ? 1 : -1));
        VectorRows endless = TestVectors.rows(vectors, 40);
        assertThat(RowCodes.encode(endless, Metric.L2, inverseNorms(endless), BuildRun.alone(1), Arena.ofAuto()))
                .isEmpty();
    }

    private static boolean isTrialPassed(List<float[]> vectors, Metric metric) {
        VectorRows rows = TestVectors.rows(vectors, vectors.getFirst().length);
        MemorySegment inverseNorms = inverseNorms(rows);
        RowCodes codes = encode(rows, metric, inverseNorms);
        return CodeTrial.isPassed(
                rows.rowCount(),
                DuplicateRows.find(rows, BuildMonitor.NONE),
                () -> new RowScorer(rows, metric, inverseNorms),
                () -> new CodeScorer(codes),
                BuildRun.alone(1));
    }

    private static RowCodes encode(VectorRows rows, Metric metric, MemorySegment inverseNorms) {
        return RowCodes.encode(rows, metric, inverseNorms, BuildRun.alone(1), Arena.ofAuto())
                .orElseThrow();
    }

    private static MemorySegment inverseNorms(VectorRows rows) {
        MemorySegment inverseNorms = Arena.ofAuto().allocate(4L * rows.rowCount(), 4);
        for (int row = 0; row < rows.rowCount(); row++) {
            inverseNorms.set(IndexFrame.FLOAT, 4L * row, RowScorer.inverseNorm(rows, row));
        }
        return inverseNorms;
    }

    private static double norm(float[] vector) {
        return Math.sqrt(-TestVectors.distance(Metric.IP, vector, vector));
    }
}
