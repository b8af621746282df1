package io.elanus.index;

import java.lang.foreign.MemorySegment;

/**
 * Vectors of 32-bit floats as they lie in a column file or in memory.
 *
 * @param values little-endian and row-major: row i is the {@code 4 * dim} bytes from byte {@code 4 * dim * i}; may be
 *     longer than the rows; must stay open and unchanged as long as anything searches it
 * @param rowCount how many rows, possibly none
 * @param dim floats in a row, at least 1
 */
public record VectorRows(MemorySegment values, int rowCount, int dim) {
    public VectorRows {
        if (dim < 1 || rowCount < 0 || values.byteSize() < 4L * dim * rowCount) {
            throw new IllegalArgumentException("rows do not fit their memory: rowCount=" + rowCount + ", dim=" + dim
                    + ", byteSize=" + values.byteSize());
        }
    }

    public long rowBytes() {
        return 4L * dim;
    }
}
