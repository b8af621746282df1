package io.elanus.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.model.IndexParams.HnswParams;
import io.elanus.model.Metric;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HnswBuilderTest {
    private static final HnswParams PARAMS = new HnswParams(5, 30);
    private static final int ROW_COUNT = 800;

    private final VectorRows rows = TestVectors.rows(TestVectors.gaussians(new Random(1), ROW_COUNT, 9), 9);

    @Test
    void givesTheSameBytesForTheSameSeed() {
        MemorySegment first = build(BuildRun.alone(7));
        MemorySegment second = build(BuildRun.alone(7));
        MemorySegment other = build(BuildRun.alone(8));

        assertThat(first.mismatch(second)).isNegative();
        assertThat(first.mismatch(other)).isNotNegative();
    }

    @Test
    void reportsEveryRow() {
        CountingMonitor monitor = new CountingMonitor(Integer.MAX_VALUE);
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            build(new BuildRun(threads, 4, 1, monitor));
        }
        assertThat(monitor.rows).hasValue(ROW_COUNT);
    }

    @Test
    void endsSoonAfterItIsCancelled() {
        CountingMonitor monitor = new CountingMonitor(100);
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            assertThatThrownBy(() -> build(new BuildRun(threads, 4, 1, monitor)))
                    .isInstanceOf(CancellationException.class);
        }
        assertThat(monitor.rows).hasValueBetween(100, 103);
    }

    @Test
    void writesInverseNormsForCosineOnly() {
        MemorySegment l2 = build(BuildRun.alone(7));
        MemorySegment cosine = VectorIndexes.build(PARAMS, rows, Metric.COSINE, BuildRun.alone(7), Arena.ofAuto());

        assertThat(HnswFormat.verify("test.index", l2).inverseNorms(l2).byteSize())
                .isZero();
        float inverseNorm =
                HnswFormat.verify("test.index", cosine).inverseNorms(cosine).get(IndexFrame.FLOAT, 4L * 3);
        float[] row = TestVectors.row(rows, 3);
        double norm = Math.sqrt(-TestVectors.distance(Metric.IP, row, row));
        assertThat(inverseNorm * norm).isBetween(0.9999, 1.0001);
    }

    private MemorySegment build(BuildRun run) {
        return VectorIndexes.build(PARAMS, rows, Metric.L2, run, Arena.ofAuto());
    }

    private static final class CountingMonitor implements BuildMonitor {
        final AtomicInteger rows = new AtomicInteger();
        private final int cancelledFrom;

        CountingMonitor(int cancelledFrom) {
            this.cancelledFrom = cancelledFrom;
        }

        @Override
        public void rowBuilt() {
            rows.incrementAndGet();
        }

        @Override
        public boolean isCancelled() {
            return rows.get() >= cancelledFrom;
        }
    }
}
