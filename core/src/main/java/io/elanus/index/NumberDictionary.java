package io.elanus.index;

import java.util.Arrays;

/** Distinct longs, in a hash table with open addresses. */
final class NumberDictionary implements ValueDictionary {
    private long[] values = new long[16];
    private int size;

    /** Numbers of values plus one, 0 where nothing is; at most half full. */
    private int[] table = new int[32];

    @Override
    public int size() {
        return size;
    }

    long value(int number) {
        return values[number];
    }

    @Override
    public int add(long value) {
        int place = place(value);
        if (table[place] == 0) {
            if (size == values.length) {
                grow();
                place = place(value);
            }
            values[size++] = value;
            table[place] = size;
        }
        return table[place] - 1;
    }

    @Override
    public int add(byte[] bytes, int from, int length) {
        throw new IllegalArgumentException("not a number: bytes=" + length);
    }

    /** Where the value is, or else the free place for it. */
    private int place(long value) {
        int mask = table.length - 1;
        int place = (int) ((value * 0x9E3779B97F4A7C15L) >>> 32) & mask;
        while (table[place] != 0 && values[table[place] - 1] != value) {
            place = (place + 1) & mask;
        }
        return place;
    }

    private void grow() {
        values = Arrays.copyOf(values, 2 * size);
        table = new int[4 * size];
        for (int number = 0; number < size; number++) {
            table[place(values[number])] = number + 1;
        }
    }

    @Override
    public int[] ascending() {
        long[] sorted = Arrays.copyOf(values, size);
        Arrays.sort(sorted);
        int[] ascending = new int[size];
        for (int i = 0; i < size; i++) {
            ascending[i] = table[place(sorted[i])] - 1;
        }
        return ascending;
    }
}
