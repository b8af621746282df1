package io.elanus.index;

import io.elanus.simd.ValueType;
import java.lang.foreign.MemorySegment;

/**
 * Vectors of numbers as they lie in a column file or in memory.
 *
 * @param values row-major: row i is the {@link #rowBytes} bytes from byte {@code rowBytes * i}; may be longer than the
 *     rows; must stay open and unchanged as long as anything searches it
 * @param type of a value
 * @param rowCount how many rows, possibly none
 * @param dim values in a row, at least 1
 */
public record VectorRows(MemorySegment values, ValueType type, int rowCount, int dim) implements SearchableRows {
    public VectorRows {
        if (dim < 1 || rowCount < 0 || values.byteSize() < (long) type.byteSize() * dim * rowCount) {
            throw new IllegalArgumentException("rows do not fit their memory: rowCount=" + rowCount + ", dim=" + dim
                    + ", byteSize=" + values.byteSize());
        }
    }

    /** Rows of 32-bit floats. */
    public VectorRows(MemorySegment values, int rowCount, int dim) {
        this(values, ValueType.FLOAT32, rowCount, dim);
    }

    public long rowBytes() {
        return (long) type.byteSize() * dim;
    }
}
