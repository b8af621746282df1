package io.elanus.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.elanus.model.IndexParams;
import io.elanus.model.IndexParams.AutoParams;
import io.elanus.model.IndexParams.FlatParams;
import io.elanus.model.IndexParams.HnswParams;
import io.elanus.model.IndexParams.IvfParams;
import io.elanus.model.IndexParams.IvfParams.Codec;
import io.elanus.model.Metric;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VectorIndexesTest {
    @Test
    void knowsWhichFamiliesHaveAFile() {
        assertThat(VectorIndexes.hasFile(new FlatParams())).isFalse();
        assertThat(VectorIndexes.hasFile(new HnswParams(8, 40))).isTrue();
        assertThat(VectorIndexes.hasFile(new IvfParams(Codec.FLAT, 16))).isTrue();
        assertThat(VectorIndexes.hasFile(new AutoParams())).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"L2", "IP", "COSINE"})
    void expectsTheSizeOfTheFile(Metric metric) {
        VectorRows rows = TestVectors.rows(TestVectors.gaussians(new Random(1), 2000, 40), 40);
        for (IndexParams params : List.of(
                new HnswParams(2, 20),
                new HnswParams(8, 40),
                new IvfParams(Codec.FLAT, 16),
                new IvfParams(Codec.SQ8, 1000),
                new AutoParams())) {
            MemorySegment file = VectorIndexes.build(params, rows, metric, BuildRun.alone(1), Arena.ofAuto());
            long expected = VectorIndexes.byteSize(params, metric, 2000, 40);
            assertThat(file.byteSize()).isCloseTo(expected, within(expected / 10));
        }
        assertThat(VectorIndexes.byteSize(new FlatParams(), metric, 2000, 40)).isZero();
    }

    @Test
    void knowsWhatABuildHolds() {
        HnswParams params = new HnswParams(16, 200);
        long file = VectorIndexes.byteSize(params, Metric.L2, 100_000, 100);
        long held = VectorIndexes.buildByteSize(params, Metric.L2, 100_000, 100, 2);

        // Codes of 100 values take 128 bytes; the rest is bookkeeping.
        assertThat(held - file).isBetween(100_000L * 128, 100_000L * (128 + 40));
        assertThat(VectorIndexes.buildByteSize(params, Metric.L2, 100_000, 100, 3))
                .isGreaterThan(held);
        assertThat(VectorIndexes.buildByteSize(new FlatParams(), Metric.L2, 100_000, 100, 2))
                .isZero();
    }

    @Test
    void buildsInMemoryOfTheCaller() {
        VectorRows rows = TestVectors.rows(TestVectors.gaussians(new Random(1), 500, 4), 4);
        MemorySegment memory = Arena.ofAuto().allocate(1 << 20, 64);

        MemorySegment file = VectorIndexes.build(
                new HnswParams(8, 40),
                rows,
                Metric.L2,
                BuildRun.alone(1),
                (byteSize, byteAlignment) -> memory.asSlice(0, byteSize));

        assertThat(file.address()).isEqualTo(memory.address());
        assertThat(HnswFormat.verify("test.index", file).rowCount()).isEqualTo(500);
    }

    @Test
    void refusesToBuildOrOpenFlat() {
        VectorRows rows = TestVectors.rows(List.of(), 4);

        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> VectorIndexes.build(new FlatParams(), rows, Metric.L2, BuildRun.alone(1), Arena.ofAuto()))
                .withMessageContaining("indexType=FLAT");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> VectorIndexes.open(new FlatParams(), "test.index", MemorySegment.NULL, rows, Metric.L2))
                .withMessageContaining("indexType=FLAT");
    }
}
