package io.elanus.expr;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** An immutable set of texts, asked with the bytes of rows. Thread-safe. */
final class TextSet {
    private final List<String> sorted;
    private final byte[][] table;
    private final int mask;
    private final int lengthMin;
    private final int lengthMax;

    private TextSet(List<String> sorted) {
        this.sorted = sorted;
        int capacity = Integer.highestOneBit(Math.max(1, sorted.size())) * 4;
        this.table = new byte[capacity][];
        this.mask = capacity - 1;
        int min = Integer.MAX_VALUE;
        int max = -1;
        for (String text : sorted) {
            byte[] key = text.getBytes(StandardCharsets.UTF_8);
            table[place(key, key.length)] = key;
            min = Math.min(min, key.length);
            max = Math.max(max, key.length);
        }
        this.lengthMin = min;
        this.lengthMax = max;
    }

    static TextSet of(List<String> texts) {
        return new TextSet(texts.stream().distinct().sorted(Texts::compare).toList());
    }

    int size() {
        return sorted.size();
    }

    /** In ascending order of their bytes. */
    List<String> sorted() {
        return sorted;
    }

    /** False only if the set has no text of so many bytes. */
    boolean mayContain(int length) {
        return length >= lengthMin && length <= lengthMax;
    }

    /** Whether the set has the text whose UTF-8 form is the first {@code length} bytes. */
    boolean contains(byte[] bytes, int length) {
        return table[place(bytes, length)] != null;
    }

    boolean contains(String text) {
        byte[] bytes = Texts.utf8(text);
        return contains(bytes, bytes.length);
    }

    private int place(byte[] bytes, int length) {
        int index = hash(bytes, length) & mask;
        while (table[index] != null && !Arrays.equals(table[index], 0, table[index].length, bytes, 0, length)) {
            index = (index + 1) & mask;
        }
        return index;
    }

    private static int hash(byte[] bytes, int length) {
        int hash = 1;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + bytes[i];
        }
        return (hash * 0x9E3779B9) >>> 7;
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof TextSet other && sorted.equals(other.sorted);
    }

    @Override
    public int hashCode() {
        return sorted.hashCode();
    }

    @Override
    public String toString() {
        return sorted.toString();
    }
}
