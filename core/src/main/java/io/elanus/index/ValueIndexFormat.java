package io.elanus.index;

import static io.elanus.index.IndexFrame.INT;
import static io.elanus.index.IndexFrame.LONG;

import io.elanus.durable.CorruptFileException;
import io.elanus.model.RowSet;
import java.lang.foreign.MemorySegment;

/**
 * The file of an index on scalar values, version 1, in an {@link IndexFrame}: each distinct value, ascending, and its rows.
 * Read where it lies. A value that many rows have, so that a bit for every row of the segment is shorter than a list of
 * them, is dense.
 *
 * <pre>
 * header
 *     0  int64   magic, the letters ELANVALS
 *    24  int32   1 if the values are texts, 0 if they are numbers
 *    28  int32   valueCount
 *    32  int32   denseCount
 *    36  int32   absentCount, rows without value
 *    40  int64   textBytes, 0 for numbers
 *    48  int64   sparseEntries
 *    56          48 bytes of zero
 * values
 *   int64[valueCount]       numbers, or else
 *   int64[valueCount + 1]   where each text starts, and the end of the last
 * texts
 *   bytes[textBytes]        UTF-8
 * starts
 *   int32[valueCount + 1]   how many entries (a value and a row) the values before have
 * dense
 *   int32[denseCount]       which values are dense, ascending
 * bitmaps, for each dense value
 *   int64[(rowCount + 63) / 64]   bit i of word w is row 64 w + i
 * rows, for each value that is not dense
 *   int32[its entries]      ascending
 * absent
 *   int64[(rowCount + 63) / 64]   the rows that are null, or not of the type of the index
 * </pre>
 */
final class ValueIndexFormat {
    static final int VERSION = 1;

    static final IndexFrame FRAME = new IndexFrame("value index", 0x534c41564e414c45L, VERSION);

    private ValueIndexFormat() {}

    /** What the header says, and where it follows that everything lies. */
    record Header(
            boolean texts,
            int rowCount,
            int valueCount,
            int denseCount,
            int absentCount,
            long textBytes,
            long sparseEntries) {
        long valuesOffset() {
            return IndexFrame.HEADER_BYTES;
        }

        long textsOffset() {
            return IndexFrame.align(valuesOffset() + Long.BYTES * (valueCount + (texts ? 1L : 0L)));
        }

        long startsOffset() {
            return IndexFrame.align(textsOffset() + textBytes);
        }

        long denseOffset() {
            return IndexFrame.align(startsOffset() + Integer.BYTES * (valueCount + 1L));
        }

        long bitmapsOffset() {
            return IndexFrame.align(denseOffset() + (long) Integer.BYTES * denseCount);
        }

        long bitmapBytes() {
            return (long) Long.BYTES * RowSet.wordCount(rowCount);
        }

        long rowsOffset() {
            return IndexFrame.align(bitmapsOffset() + denseCount * bitmapBytes());
        }

        long absentOffset() {
            return IndexFrame.align(rowsOffset() + Integer.BYTES * sparseEntries);
        }

        long byteSize() {
            return absentOffset() + bitmapBytes();
        }
    }

    /** Whether a value with so many rows is dense. */
    static boolean isDense(int entries, int rowCount) {
        return (long) Integer.BYTES * entries > (long) Long.BYTES * RowSet.wordCount(rowCount);
    }

    /** Writes header and checksums over a body that is complete. */
    static void seal(Header header, MemorySegment file) {
        file.set(INT, 24, header.texts ? 1 : 0);
        file.set(INT, 28, header.valueCount);
        file.set(INT, 32, header.denseCount);
        file.set(INT, 36, header.absentCount);
        file.set(LONG, 40, header.textBytes);
        file.set(LONG, 48, header.sparseEntries);
        FRAME.seal(header.rowCount, file);
    }

    /**
     * Reads the header and verifies every byte of the file.
     *
     * @param key the name for errors
     * @throws CorruptFileException if the file is corrupt or of another version
     */
    static Header verify(String key, MemorySegment file) {
        int rowCount = FRAME.verifyScalar(key, file);
        Header header = new Header(
                file.get(INT, 24) != 0,
                rowCount,
                file.get(INT, 28),
                file.get(INT, 32),
                file.get(INT, 36),
                file.get(LONG, 40),
                file.get(LONG, 48));
        FRAME.checkByteSize(key, file, header.byteSize());
        return header;
    }
}
