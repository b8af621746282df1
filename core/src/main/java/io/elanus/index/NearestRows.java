package io.elanus.index;

import java.util.Arrays;

/**
 * Keeps the k nearest of the rows offered to it; ties go to the smaller row offset.
 *
 * <p>Life: {@link #reset}, many {@link #offer}, one {@link #sort}, then read; and again. Owned by one thread.
 */
public final class NearestRows {
    private static final int CAPACITY_FIRST = 64;

    /** Before {@link #sort} a heap with the farthest row at its root, after it ascending. */
    private long[] keys = new long[CAPACITY_FIRST];

    private int capacity;
    private int size;
    private boolean sorted;

    /** Forgets everything and keeps the {@code capacity} nearest from now on. */
    public void reset(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be at least 1: capacity=" + capacity);
        }
        this.capacity = capacity;
        size = 0;
        sorted = false;
    }

    /** Takes a row if it is among the nearest so far; each row may be offered once. Answers whether it was taken. */
    public boolean offer(int row, float distance) {
        assert !sorted && capacity > 0;
        long key = DistanceKey.of(distance, row);
        if (size < capacity) {
            if (size == keys.length) {
                keys = Arrays.copyOf(keys, (int) Math.min(capacity, 2L * size));
            }
            siftUp(size++, key);
            return true;
        }
        if (key >= keys[0]) {
            return false;
        }
        siftDown(key);
        return true;
    }

    /** Puts the rows in order, nearest first. */
    public void sort() {
        Arrays.sort(keys, 0, size);
        sorted = true;
    }

    public int size() {
        return size;
    }

    public boolean isFull() {
        return size == capacity;
    }

    /** The row offset at a rank, 0 being the nearest. Requires: {@link #sort}. */
    public int row(int rank) {
        return DistanceKey.offset(keyAt(rank));
    }

    /** The distance at a rank, 0 being the nearest. Requires: {@link #sort}. */
    public float distance(int rank) {
        return DistanceKey.distance(keyAt(rank));
    }

    /** The key of the farthest row kept. Requires: not sorted, at least one row. */
    long farthestKey() {
        assert !sorted && size > 0;
        return keys[0];
    }

    private long keyAt(int rank) {
        assert sorted;
        if (rank >= size) {
            throw new IndexOutOfBoundsException("rank=" + rank + ", size=" + size);
        }
        return keys[rank];
    }

    private void siftUp(int place, long key) {
        while (place > 0) {
            int parent = (place - 1) >>> 1;
            if (keys[parent] >= key) {
                break;
            }
            keys[place] = keys[parent];
            place = parent;
        }
        keys[place] = key;
    }

    private void siftDown(long key) {
        int place = 0;
        for (int child = 1; child < size; child = 2 * place + 1) {
            if (child + 1 < size && keys[child + 1] > keys[child]) {
                child++;
            }
            if (keys[child] <= key) {
                break;
            }
            keys[place] = keys[child];
            place = child;
        }
        keys[place] = key;
    }
}
