package io.elanus.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Dot products of one sparse query with sparse rows in raw memory.
 *
 * <p>A row is pairs of {@value #PAIR_BYTES} bytes, little-endian, at any alignment: an unsigned 32-bit index below
 * 2³² - 1 and a 32-bit float. No index occurs twice. Products are added up in the order of the row.
 *
 * <p>Thread-safe: immutable.
 */
public final class SparseDots {
    /*
     * The query lies in a hash table, so that a row costs one look at a slot for each of its pairs, whatever the query.
     * Three quarters of the slots or more are empty: most indexes of a row are not in the query, and the first slot says
     * so. There is no form over the Vector API, which reads the slots to gather out of memory.
     */
    public static final int PAIR_BYTES = 8;

    private static final ValueLayout.OfInt INDEX = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat VALUE =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** No index. */
    private static final int EMPTY = -1;

    private static final int SLOTS_PER_PAIR_MIN = 4;

    /** 2³² over the golden ratio, which spreads neighbors far apart. */
    private static final int SPREAD = 0x9e37_79b9;

    private final int[] indexes;
    private final float[] values;
    private final int shift;

    /** @param query whole pairs, of any length */
    public SparseDots(MemorySegment query) {
        int pairs = Math.toIntExact(query.byteSize() / PAIR_BYTES);
        int slotBits = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, pairs * SLOTS_PER_PAIR_MIN - 1));
        this.indexes = new int[1 << slotBits];
        this.values = new float[1 << slotBits];
        this.shift = Integer.SIZE - slotBits;
        Arrays.fill(indexes, EMPTY);
        for (int pair = 0; pair < pairs; pair++) {
            int index = query.get(INDEX, (long) pair * PAIR_BYTES);
            int slot = slot(index);
            indexes[slot] = index;
            values[slot] = query.get(VALUE, (long) pair * PAIR_BYTES + Integer.BYTES);
        }
    }

    /**
     * The dot product with one row.
     *
     * @param offsetBytes where in {@code rows} it starts
     * @param byteSize a multiple of {@value #PAIR_BYTES}, possibly 0
     */
    public float dot(MemorySegment rows, long offsetBytes, long byteSize) {
        float sum = 0;
        for (long at = offsetBytes; at < offsetBytes + byteSize; at += PAIR_BYTES) {
            int index = rows.get(INDEX, at);
            int slot = slot(index);
            if (indexes[slot] == index) {
                sum += values[slot] * rows.get(VALUE, at + Integer.BYTES);
            }
        }
        return sum;
    }

    /** Where the index lies, or an empty slot. */
    private int slot(int index) {
        int slot = (index * SPREAD) >>> shift;
        while (indexes[slot] != index && indexes[slot] != EMPTY) {
            slot = (slot + 1) & (indexes.length - 1);
        }
        return slot;
    }
}
