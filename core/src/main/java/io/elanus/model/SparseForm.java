package io.elanus.model;

import java.lang.foreign.MemorySegment;

/**
 * The bytes of a sparse vector, as clients send them too: for each element that is not zero, in ascending order of its
 * place, {@code index: unsigned int, value: float}, little-endian.
 */
public final class SparseForm {
    /** Bytes of an element. */
    public static final int ELEMENT_BYTES = 8;

    private SparseForm() {}

    public static int count(MemorySegment row) {
        return (int) (row.byteSize() / ELEMENT_BYTES);
    }

    /** The place of an element, 0 to 2^32 - 2. */
    public static long index(MemorySegment row, int element) {
        return Integer.toUnsignedLong(row.get(Layouts.INT, (long) element * ELEMENT_BYTES));
    }

    public static float value(MemorySegment row, int element) {
        return row.get(Layouts.FLOAT, (long) element * ELEMENT_BYTES + 4);
    }

    /** The length of the shortest dense vector that could hold it: its last place plus one. */
    public static long dim(MemorySegment row) {
        int count = count(row);
        return count == 0 ? 0 : index(row, count - 1) + 1;
    }
}
