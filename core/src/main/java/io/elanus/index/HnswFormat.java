package io.elanus.index;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.elanus.durable.CorruptFileException;
import io.elanus.model.IndexParams.HnswParams;
import io.elanus.model.Metric;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The file of an HNSW graph, version 1. Searched where it lies; holds no vectors, only links between the rows of a
 * column file. All numbers are little-endian; sections start at multiples of 64 bytes; bytes between them are zero.
 *
 * <pre>
 * header, 128 bytes
 *     0  int64   magic, the letters ELANHNSW
 *     8  int32   version
 *    12  int32   metric: 1 L2, 2 IP, 3 COSINE
 *    16  int32   rowCount
 *    20  int32   dim
 *    24  int32   degree
 *    28  int32   buildBeam
 *    32  int32   levelCount, at least 1
 *    36  int32   entry, the node of the top level where a search starts; -1 without rows
 *    40  int32[15]  nodes of level 1, 2, ...; 0 from levelCount on
 *   100  int32   zero
 *   104  int64   byteSize of the file
 *   112  int32   CRC32C of bytes 128 to the end
 *   116  int32   CRC32C of bytes 0 to 115
 *   120  int64   zero
 * level 0: its nodes are the rows
 *   int32[rowCount][2 * degree]  links: nodes of the same level, -1 behind the last
 * only for COSINE
 *   float32[rowCount]            one over the length of each row, 0 for a row of zeros
 * each level from 1 up: its nodes are numbered by ascending row
 *   int32[nodes][degree]         links: nodes of the same level, -1 behind the last
 *   int32[nodes]                 row of the node
 *   int32[nodes]                 the same row's node in the level below
 * </pre>
 */
final class HnswFormat {
    static final int VERSION = 1;
    static final int LEVELS_MAX = 16;
    static final int NO_NODE = -1;

    static final ValueLayout.OfInt INT = JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

    private static final long MAGIC = 0x57534e484e414c45L;
    private static final int HEADER_BYTES = 128;
    private static final int SECTION_ALIGNMENT = 64;
    private static final int BYTE_SIZE_OFFSET = 104;
    private static final int BODY_CHECKSUM_OFFSET = 112;
    private static final int HEADER_CHECKSUM_OFFSET = 116;
    private static final int RESERVED_OFFSET = 120;
    private static final int CHECKSUM_STEP_BYTES = 1 << 30;

    private HnswFormat() {}

    /**
     * What the header says, and where it follows that everything lies.
     *
     * @param entry a node of the top level, or {@link #NO_NODE} without rows
     * @param nodeCounts nodes of each level, from level 0, which has a node for every row, upwards
     */
    record Header(Metric metric, int dim, HnswParams params, int entry, List<Integer> nodeCounts) {
        Header {
            nodeCounts = List.copyOf(nodeCounts);
        }

        int rowCount() {
            return nodeCounts.getFirst();
        }

        int levelCount() {
            return nodeCounts.size();
        }

        /** Links that a node of a level has room for. */
        int width(int level) {
            return level == 0 ? 2 * params.degree() : params.degree();
        }

        long linksOffset(int level) {
            return level == 0 ? HEADER_BYTES : upperOffset(level);
        }

        private long inverseNormsOffset() {
            return align(HEADER_BYTES + 4L * rowCount() * width(0));
        }

        /** float[rowCount] for COSINE, else empty. */
        MemorySegment inverseNorms(MemorySegment file) {
            return file.asSlice(inverseNormsOffset(), metric == Metric.COSINE ? 4L * rowCount() : 0);
        }

        long rowsOffset(int level) {
            assert level > 0;
            return linksOffset(level) + 4L * nodeCounts.get(level) * width(level);
        }

        long belowOffset(int level) {
            return rowsOffset(level) + 4L * nodeCounts.get(level);
        }

        long byteSize() {
            return upperOffset(levelCount());
        }

        private long upperOffset(int level) {
            long offset = inverseNormsOffset() + (metric == Metric.COSINE ? align(4L * rowCount()) : 0);
            for (int l = 1; l < level; l++) {
                offset += align(4L * nodeCounts.get(l) * (width(l) + 2));
            }
            return offset;
        }
    }

    /** The byte size to be expected of a file, before the levels are drawn. */
    static long expectedByteSize(HnswParams params, Metric metric, long rowCount) {
        long upperNodes = rowCount / (params.degree() - 1);
        return HEADER_BYTES
                + 4L * rowCount * 2 * params.degree()
                + (metric == Metric.COSINE ? 4L * rowCount : 0)
                + 4L * upperNodes * (params.degree() + 2);
    }

    /** Writes header and checksums over a body that is complete. */
    static void seal(Header header, MemorySegment file) {
        file.set(LONG, 0, MAGIC);
        file.set(INT, 8, VERSION);
        file.set(INT, 12, number(header.metric));
        file.set(INT, 16, header.rowCount());
        file.set(INT, 20, header.dim);
        file.set(INT, 24, header.params.degree());
        file.set(INT, 28, header.params.buildBeam());
        file.set(INT, 32, header.levelCount());
        file.set(INT, 36, header.entry);
        for (int level = 1; level < header.levelCount(); level++) {
            file.set(INT, 36 + 4L * level, header.nodeCounts.get(level));
        }
        file.set(LONG, BYTE_SIZE_OFFSET, header.byteSize());
        file.set(INT, BODY_CHECKSUM_OFFSET, checksum(file, HEADER_BYTES, header.byteSize()));
        file.set(INT, HEADER_CHECKSUM_OFFSET, checksum(file, 0, HEADER_CHECKSUM_OFFSET));
    }

    /**
     * Reads the header and verifies every byte of the file.
     *
     * @param key the name for errors
     * @throws CorruptFileException if the file is corrupt or of another version
     */
    static Header verify(String key, MemorySegment file) {
        Checker checker = new Checker(key, file);
        checker.check(0, "byte size, at least", HEADER_BYTES, Math.min(file.byteSize(), HEADER_BYTES));
        checker.check(0, "magic", MAGIC, file.get(LONG, 0));
        checker.check(8, "version", VERSION, file.get(INT, 8));
        checker.checksum(HEADER_CHECKSUM_OFFSET, "header checksum", 0, HEADER_CHECKSUM_OFFSET);
        checker.check(RESERVED_OFFSET, "reserved bytes", 0, file.get(LONG, RESERVED_OFFSET));
        checker.check(BYTE_SIZE_OFFSET, "byte size", file.get(LONG, BYTE_SIZE_OFFSET), file.byteSize());
        checker.checksum(BODY_CHECKSUM_OFFSET, "body checksum", HEADER_BYTES, file.byteSize());
        Header header = header(key, file);
        checker.check(BYTE_SIZE_OFFSET, "byte size by the header's counts", header.byteSize(), file.byteSize());
        return header;
    }

    private static Header header(String key, MemorySegment file) {
        List<Integer> nodeCounts = new ArrayList<>();
        nodeCounts.add(file.get(INT, 16));
        for (int level = 1; level < Math.min(file.get(INT, 32), LEVELS_MAX); level++) {
            nodeCounts.add(file.get(INT, 36 + 4L * level));
        }
        HnswParams params = new HnswParams(file.get(INT, 24), file.get(INT, 28));
        return new Header(metric(key, file.get(INT, 12)), file.get(INT, 20), params, file.get(INT, 36), nodeCounts);
    }

    private static int number(Metric metric) {
        return switch (metric) {
            case L2 -> 1;
            case IP -> 2;
            case COSINE -> 3;
        };
    }

    private static Metric metric(String key, int number) {
        for (Metric metric : Metric.values()) {
            if (number(metric) == number) {
                return metric;
            }
        }
        throw new CorruptFileException(key, 12, "hnsw file is corrupt: metric: expected=1 to 3, found=" + number);
    }

    /** Compares what a file should say with what it says. */
    private record Checker(String key, MemorySegment file) {
        void check(long offset, String what, long expected, long found) {
            if (expected != found) {
                throw new CorruptFileException(
                        key,
                        offset,
                        "hnsw file is corrupt: %s: expected=%#x, found=%#x".formatted(what, expected, found));
            }
        }

        void checksum(long offset, String what, long from, long to) {
            check(offset, what, HnswFormat.checksum(file, from, to), file.get(INT, offset));
        }
    }

    private static int checksum(MemorySegment file, long from, long to) {
        CRC32C crc = new CRC32C();
        for (long at = from; at < to; at += CHECKSUM_STEP_BYTES) {
            crc.update(file.asSlice(at, Math.min(CHECKSUM_STEP_BYTES, to - at)).asByteBuffer());
        }
        return (int) crc.getValue();
    }

    private static long align(long byteSize) {
        return (byteSize + SECTION_ALIGNMENT - 1) & -SECTION_ALIGNMENT;
    }
}
