package io.elanus.segment;

import io.elanus.model.Column;
import java.util.Arrays;

/**
 * From a primary key to the rows of a growing segment that have it, newest first. A hash table of the newest row of each
 * key with linear probing; older rows with the same key hang behind it. Owned by one thread.
 */
final class KeyIndex {
    static final int NONE = -1;

    private static final int CAPACITY_FIRST = 64;

    /* A slot holds the upper half of its key's hash above the newest row with the key. So a probe that meets another key
     * need not look at it, which would be a cache miss, and growing looks at no key. The lower half of the hash chose the
     * shard, and so says less. */
    private static final long FREE = NONE;
    private static final long HASH_MASK = -1L << Integer.SIZE;

    private final RowKeys keys;
    private long[] slots = new long[CAPACITY_FIRST];
    private int[] older = new int[CAPACITY_FIRST];
    private int keyCount;

    /** Compares the keys of rows that have been added. */
    @FunctionalInterface
    interface RowKeys {
        boolean equal(int row, Column otherKeys, int otherRow);
    }

    KeyIndex(RowKeys keys) {
        this.keys = keys;
        Arrays.fill(slots, FREE);
    }

    /** Adds the next row, whose key is that of a row of another column; rows are added in order. */
    void add(int row, Column otherKeys, int otherRow) {
        if (row >= older.length) {
            older = Arrays.copyOf(older, Math.max(older.length * 2, row + 1));
        }
        if (keyCount * 2 >= slots.length) {
            grow();
        }
        long hash = PrimaryKeys.hash(otherKeys, otherRow);
        int slot = find(hash, otherKeys, otherRow);
        if (slots[slot] == FREE) {
            keyCount++;
        }
        older[row] = (int) slots[slot];
        slots[slot] = hash & HASH_MASK | row;
    }

    /** The newest row with this key, or {@link #NONE}. */
    int newest(Column otherKeys, int otherRow) {
        return (int) slots[find(PrimaryKeys.hash(otherKeys, otherRow), otherKeys, otherRow)];
    }

    /** The next older row with the same key, or {@link #NONE}. */
    int older(int row) {
        return older[row];
    }

    /** The slot of a key, or the free one where it would go. */
    private int find(long hash, Column otherKeys, int otherRow) {
        int slot = slot(hash);
        while (slots[slot] != FREE) {
            boolean sameHash = ((slots[slot] ^ hash) & HASH_MASK) == 0;
            if (sameHash && keys.equal((int) slots[slot], otherKeys, otherRow)) {
                return slot;
            }
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }

    private int slot(long hash) {
        return (int) (hash >>> Integer.SIZE) & slots.length - 1;
    }

    private void grow() {
        long[] old = slots;
        slots = new long[old.length * 2];
        Arrays.fill(slots, FREE);
        for (long entry : old) {
            if (entry != FREE) {
                int slot = slot(entry);
                while (slots[slot] != FREE) {
                    slot = slot + 1 & slots.length - 1;
                }
                slots[slot] = entry;
            }
        }
    }
}
