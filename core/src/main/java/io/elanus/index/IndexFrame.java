package io.elanus.index;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.elanus.durable.CorruptFileException;
import io.elanus.model.Metric;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.zip.CRC32C;

/**
 * What the index files of all families have in common: a header with checksums, and sections behind it. All numbers are
 * little-endian; sections start at multiples of 64 bytes; bytes between them are zero.
 *
 * <pre>
 * header, 128 bytes
 *     0  int64   magic, eight letters
 *     8  int32   version
 *    12  int32   metric: 1 L2, 2 IP, 3 COSINE; 0 of scalar values
 *    16  int32   rowCount
 *    20  int32   dim; 0 of scalar values
 *    24          80 bytes of the family
 *   104  int64   byteSize of the file
 *   112  int32   CRC32C of bytes 128 to the end
 *   116  int32   CRC32C of bytes 0 to 115
 *   120  int64   zero
 * </pre>
 *
 * @param family the name for errors
 * @param magic the eight letters as a little-endian number
 */
record IndexFrame(String family, long magic, int version) {
    static final int HEADER_BYTES = 128;

    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

    private static final int SECTION_ALIGNMENT = 64;
    private static final int NO_METRIC = 0;
    private static final int METRIC_OFFSET = 12;
    private static final int BYTE_SIZE_OFFSET = 104;
    private static final int BODY_CHECKSUM_OFFSET = 112;
    private static final int HEADER_CHECKSUM_OFFSET = 116;
    private static final int RESERVED_OFFSET = 120;
    private static final int CHECKSUM_STEP_BYTES = 1 << 30;

    /** What every family says of its rows. */
    record Rows(Metric metric, int rowCount, int dim) {}

    /** Whether a file says that it is of this family; it may be damaged all the same. */
    boolean isOf(MemorySegment file) {
        return file.byteSize() >= Long.BYTES && file.get(LONG, 0) == magic;
    }

    /** Writes the common fields and the checksums over a file that is complete otherwise. */
    void seal(Rows rows, MemorySegment file) {
        seal(number(rows.metric), rows.rowCount, rows.dim, file);
    }

    /** As {@link #seal(Rows, MemorySegment)}, for an index on scalar values. */
    void seal(int rowCount, MemorySegment file) {
        seal(NO_METRIC, rowCount, 0, file);
    }

    private void seal(int metric, int rowCount, int dim, MemorySegment file) {
        file.set(LONG, 0, magic);
        file.set(INT, 8, version);
        file.set(INT, METRIC_OFFSET, metric);
        file.set(INT, 16, rowCount);
        file.set(INT, 20, dim);
        file.set(LONG, BYTE_SIZE_OFFSET, file.byteSize());
        file.set(INT, BODY_CHECKSUM_OFFSET, checksum(file, HEADER_BYTES, file.byteSize()));
        file.set(INT, HEADER_CHECKSUM_OFFSET, checksum(file, 0, HEADER_CHECKSUM_OFFSET));
    }

    /**
     * Verifies every byte of a file and reads the common fields.
     *
     * @param key the name for errors
     * @throws CorruptFileException if the file is corrupt or of another version or family
     */
    Rows verify(String key, MemorySegment file) {
        verifyBytes(key, file);
        return new Rows(metric(key, file.get(INT, METRIC_OFFSET)), file.get(INT, 16), file.get(INT, 20));
    }

    /** As {@link #verify}, for an index on scalar values; answers the number of its rows. */
    int verifyScalar(String key, MemorySegment file) {
        verifyBytes(key, file);
        check(key, METRIC_OFFSET, "metric", NO_METRIC, file.get(INT, METRIC_OFFSET));
        check(key, 20, "dim", 0, file.get(INT, 20));
        return file.get(INT, 16);
    }

    private void verifyBytes(String key, MemorySegment file) {
        check(key, 0, "byte size, at least", HEADER_BYTES, Math.min(file.byteSize(), HEADER_BYTES));
        check(key, 0, "magic", magic, file.get(LONG, 0));
        check(key, 8, "version", version, file.get(INT, 8));
        checksum(key, file, HEADER_CHECKSUM_OFFSET, "header checksum", 0, HEADER_CHECKSUM_OFFSET);
        check(key, RESERVED_OFFSET, "reserved bytes", 0, file.get(LONG, RESERVED_OFFSET));
        check(key, BYTE_SIZE_OFFSET, "byte size", file.get(LONG, BYTE_SIZE_OFFSET), file.byteSize());
        checksum(key, file, BODY_CHECKSUM_OFFSET, "body checksum", HEADER_BYTES, file.byteSize());
    }

    /** Compares the size of a verified file with the one that follows from its header. */
    void checkByteSize(String key, MemorySegment file, long expected) {
        check(key, BYTE_SIZE_OFFSET, "byte size by the header's counts", expected, file.byteSize());
    }

    /** @throws CorruptFileException if an index was built for other rows or another metric */
    void checkRows(String key, Rows found, VectorRows rows, Metric metric) {
        if (found.rowCount != rows.rowCount() || found.dim != rows.dim() || found.metric != metric) {
            throw new CorruptFileException(
                    key,
                    0,
                    "%s file is of other rows: expected rowCount=%d, dim=%d, metric=%s, found rowCount=%d, dim=%d, metric=%s"
                            .formatted(
                                    family,
                                    rows.rowCount(),
                                    rows.dim(),
                                    metric,
                                    found.rowCount,
                                    found.dim,
                                    found.metric));
        }
    }

    /** The end of a section, moved to where the next one may begin. */
    static long align(long offsetBytes) {
        return (offsetBytes + SECTION_ALIGNMENT - 1) & -SECTION_ALIGNMENT;
    }

    private static int number(Metric metric) {
        return switch (metric) {
            case L2 -> 1;
            case IP -> 2;
            case COSINE -> 3;
            case HAMMING -> 4;
            case JACCARD -> 5;
            case SUBSTRUCTURE -> 6;
            case SUPERSTRUCTURE -> 7;
            case MAX_SIM -> 8;
            case MAX_SIM_COSINE -> 9;
            case MAX_SIM_IP -> 10;
            case MAX_SIM_L2 -> 11;
            case MAX_SIM_HAMMING -> 12;
            case MAX_SIM_JACCARD -> 13;
        };
    }

    private Metric metric(String key, int number) {
        for (Metric metric : Metric.values()) {
            if (number(metric) == number) {
                return metric;
            }
        }
        throw new CorruptFileException(
                key, METRIC_OFFSET, family + " file is corrupt: metric: expected=1 to 13, found=" + number);
    }

    private void check(String key, long offset, String what, long expected, long found) {
        if (expected != found) {
            throw new CorruptFileException(
                    key,
                    offset,
                    "%s file is corrupt: %s: expected=%#x, found=%#x".formatted(family, what, expected, found));
        }
    }

    private void checksum(String key, MemorySegment file, long offset, String what, long from, long to) {
        check(key, offset, what, checksum(file, from, to), file.get(INT, offset));
    }

    private static int checksum(MemorySegment file, long from, long to) {
        CRC32C crc = new CRC32C();
        for (long at = from; at < to; at += CHECKSUM_STEP_BYTES) {
            crc.update(file.asSlice(at, Math.min(CHECKSUM_STEP_BYTES, to - at)).asByteBuffer());
        }
        return (int) crc.getValue();
    }
}
