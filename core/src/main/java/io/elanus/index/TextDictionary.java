package io.elanus.index;

import io.elanus.model.NaturalMergeSort;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Distinct texts, in a hash table with open addresses; their bytes lie one after the other in chunks. */
final class TextDictionary implements ValueDictionary {
    private static final int CHUNK_BYTES = 1 << 20;

    private final List<byte[]> chunks = new ArrayList<>();
    private int chunkUsed;

    /** Of each text: its chunk, where it begins there, its length, and its hash. */
    private int[] chunk = new int[16];

    private int[] start = new int[16];
    private int[] length = new int[16];
    private int[] hash = new int[16];
    private int size;

    /** Numbers of texts plus one, 0 where nothing is; at most half full. */
    private int[] table = new int[32];

    @Override
    public int size() {
        return size;
    }

    byte[] bytes(int number) {
        return chunks.get(chunk[number]);
    }

    /** Where in {@link #bytes} the text begins. */
    int start(int number) {
        return start[number];
    }

    int length(int number) {
        return length[number];
    }

    @Override
    public int add(long value) {
        throw new IllegalArgumentException("not a text: value=" + value);
    }

    @Override
    public int add(byte[] bytes, int from, int byteCount) {
        int hashed = hash(bytes, from, byteCount);
        int place = place(hashed, bytes, from, byteCount);
        if (table[place] == 0) {
            if (size == hash.length) {
                grow();
                place = place(hashed, bytes, from, byteCount);
            }
            store(bytes, from, byteCount);
            hash[size++] = hashed;
            table[place] = size;
        }
        return table[place] - 1;
    }

    private void store(byte[] bytes, int from, int byteCount) {
        if (chunks.isEmpty() || chunks.getLast().length - chunkUsed < byteCount) {
            chunks.add(new byte[Math.max(CHUNK_BYTES, byteCount)]);
            chunkUsed = 0;
        }
        System.arraycopy(bytes, from, chunks.getLast(), chunkUsed, byteCount);
        chunk[size] = chunks.size() - 1;
        start[size] = chunkUsed;
        length[size] = byteCount;
        chunkUsed += byteCount;
    }

    /** Where the text is, or else the free place for it. */
    private int place(int hashed, byte[] bytes, int from, int byteCount) {
        int mask = table.length - 1;
        int place = hashed & mask;
        while (table[place] != 0 && !isEqual(table[place] - 1, hashed, bytes, from, byteCount)) {
            place = (place + 1) & mask;
        }
        return place;
    }

    private boolean isEqual(int number, int hashed, byte[] bytes, int from, int byteCount) {
        return hash[number] == hashed
                && Arrays.equals(
                        bytes(number), start[number], start[number] + length[number], bytes, from, from + byteCount);
    }

    private static int hash(byte[] bytes, int from, int byteCount) {
        int hash = 1;
        for (int i = from; i < from + byteCount; i++) {
            hash = 31 * hash + bytes[i];
        }
        hash *= 0x9E3779B9;
        return hash ^ hash >>> 15;
    }

    private void grow() {
        int capacity = 2 * size;
        chunk = Arrays.copyOf(chunk, capacity);
        start = Arrays.copyOf(start, capacity);
        length = Arrays.copyOf(length, capacity);
        hash = Arrays.copyOf(hash, capacity);
        table = new int[2 * capacity];
        int mask = table.length - 1;
        for (int number = 0; number < size; number++) {
            int place = hash[number] & mask;
            while (table[place] != 0) {
                place = (place + 1) & mask;
            }
            table[place] = number + 1;
        }
    }

    @Override
    public int[] ascending() {
        NaturalMergeSort sort = new NaturalMergeSort((left, right) -> compare((int) left, (int) right));
        return LongStream.of(sort.sorted(LongStream.range(0, size).toArray()))
                .mapToInt(number -> (int) number)
                .toArray();
    }

    private int compare(int left, int right) {
        return Arrays.compareUnsigned(
                bytes(left),
                start[left],
                start[left] + length[left],
                bytes(right),
                start[right],
                start[right] + length[right]);
    }
}
