package io.elanus.index;

import java.lang.foreign.MemorySegment;

/**
 * Vectors of bits as they lie in a column file or in memory.
 *
 * @param values row-major: row i is the {@code rowBytes} bytes from byte {@code rowBytes * i}; may be longer than the
 *     rows; must stay open and unchanged as long as anything searches it
 * @param rowCount how many rows, possibly none
 * @param rowBytes bytes in a row, at least 1
 */
public record BinaryRows(MemorySegment values, int rowCount, int rowBytes) implements SearchableRows {
    public BinaryRows {
        if (rowBytes < 1 || rowCount < 0 || values.byteSize() < (long) rowBytes * rowCount) {
            throw new IllegalArgumentException("rows do not fit their memory: rowCount=" + rowCount + ", rowBytes="
                    + rowBytes + ", byteSize=" + values.byteSize());
        }
    }
}
