package io.elanus.expr;

import java.util.Arrays;

/** An immutable set of integers: sorted for whoever wants them all, hashed for whoever asks for one. Thread-safe. */
final class LongSet {
    private final long[] sorted;
    private final long[] table;
    private final int shift;
    private final boolean hasZero;

    private LongSet(long[] sorted) {
        this.sorted = sorted;
        int bits = 64 - Long.numberOfLeadingZeros(2L * sorted.length);
        this.table = new long[1 << bits];
        this.shift = 64 - bits;
        boolean zero = false;
        for (long value : sorted) {
            // Zero marks an empty place, so it is kept beside the table.
            if (value == 0) {
                zero = true;
            } else {
                table[place(value)] = value;
            }
        }
        this.hasZero = zero;
    }

    static LongSet of(long... values) {
        return new LongSet(Arrays.stream(values).sorted().distinct().toArray());
    }

    int size() {
        return sorted.length;
    }

    /** long[size], ascending; not to be written to. */
    long[] sorted() {
        return sorted;
    }

    boolean contains(long value) {
        return value == 0 ? hasZero : table[place(value)] == value;
    }

    /** Where the value stands, or else the empty place where it would. */
    private int place(long value) {
        int mask = table.length - 1;
        int index = (int) ((value * 0x9E3779B97F4A7C15L) >>> shift) & mask;
        while (table[index] != 0 && table[index] != value) {
            index = (index + 1) & mask;
        }
        return index;
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof LongSet other && Arrays.equals(sorted, other.sorted);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sorted);
    }

    @Override
    public String toString() {
        return Arrays.toString(sorted);
    }
}
