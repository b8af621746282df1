package io.elanus.index;

import java.util.Arrays;

/** A binary heap with the smallest key at its root; grows as needed. Owned by one thread. */
final class LongHeap {
    private long[] keys = new long[256];
    private int size;

    void clear() {
        size = 0;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void push(long key) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, 2 * size);
        }
        int place = size++;
        while (place > 0) {
            int parent = (place - 1) >>> 1;
            if (keys[parent] <= key) {
                break;
            }
            keys[place] = keys[parent];
            place = parent;
        }
        keys[place] = key;
    }

    /** Removes the smallest key. Requires: not empty. */
    long pop() {
        long smallest = keys[0];
        long last = keys[--size];
        int place = 0;
        for (int child = 1; child < size; child = 2 * place + 1) {
            if (child + 1 < size && keys[child + 1] < keys[child]) {
                child++;
            }
            if (keys[child] >= last) {
                break;
            }
            keys[place] = keys[child];
            place = child;
        }
        keys[place] = last;
        return smallest;
    }
}
