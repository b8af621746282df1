package io.elanus.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.elanus.durable.CorruptFileException;
import io.elanus.model.IndexParams.HnswParams;
import io.elanus.model.Metric;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HnswFormatTest {
    private static final HnswParams PARAMS = new HnswParams(4, 20);
    private static final String KEY = "test.index";

    private final VectorRows rows = TestVectors.rows(TestVectors.gaussians(new Random(1), 300, 3), 3);
    private final MemorySegment file =
            VectorIndexes.build(PARAMS, rows, Metric.COSINE, BuildRun.alone(1), Arena.ofAuto());

    @Test
    void startsWithItsMagicAndVersion() {
        byte[] start = file.asSlice(0, 12).toArray(ValueLayout.JAVA_BYTE);

        assertThat(new String(start, 0, 8, StandardCharsets.US_ASCII)).isEqualTo("ELANHNSW");
        assertThat(start).endsWith(1, 0, 0, 0);
    }

    @Test
    void readsTheHeaderItWrote() {
        HnswFormat.Header header = HnswFormat.verify(KEY, file);

        assertThat(header.metric()).isEqualTo(Metric.COSINE);
        assertThat(header.dim()).isEqualTo(3);
        assertThat(header.params()).isEqualTo(PARAMS);
        assertThat(header.rowCount()).isEqualTo(300);
        assertThat(header.levelCount()).isGreaterThan(1);
        assertThat(header.linksOffset(1) % 64).isZero();
    }

    @Test
    void noticesEveryChangedByte() {
        for (long at = 0; at < file.byteSize(); at += at < 200 ? 1 : 61) {
            assertRefused(changed(at), "hnsw file is corrupt");
        }
    }

    @Test
    void noticesAFileCutShort() {
        assertRefused(file.asSlice(0, file.byteSize() - 64), "byte size: expected=");
        assertRefused(file.asSlice(0, 100), "byte size, at least: expected=0x80, found=0x64");
        assertRefused(MemorySegment.NULL, "byte size, at least");
    }

    @Test
    void saysWhatIsWrong() {
        assertRefused(changed(3), "magic");
        assertRefused(changed(8), "version: expected=0x1, found=0xfe");
        assertRefused(changed(20), "header checksum");
        assertRefused(changed(200), "body checksum");
    }

    @Test
    void refusesFilesOfOtherRows() {
        VectorRows fewer = new VectorRows(rows.values(), 299, 3);
        assertThatExceptionOfType(CorruptFileException.class)
                .isThrownBy(() -> VectorIndexes.open(PARAMS, KEY, file, fewer, Metric.COSINE))
                .withMessageContaining("expected rowCount=299")
                .withMessageContaining("found rowCount=300");
        assertThatExceptionOfType(CorruptFileException.class)
                .isThrownBy(() -> VectorIndexes.open(PARAMS, KEY, file, rows, Metric.L2))
                .withMessageContaining("metric=L2");
    }

    private MemorySegment changed(long at) {
        MemorySegment copy = Arena.ofAuto().allocate(file.byteSize(), 64).copyFrom(file);
        copy.set(ValueLayout.JAVA_BYTE, at, (byte) ~copy.get(ValueLayout.JAVA_BYTE, at));
        return copy;
    }

    private void assertRefused(MemorySegment bytes, String message) {
        assertThatExceptionOfType(CorruptFileException.class)
                .isThrownBy(() -> VectorIndexes.open(PARAMS, KEY, bytes, rows, Metric.COSINE))
                .withMessageContaining(message)
                .withMessageContaining("file=" + KEY);
    }
}
