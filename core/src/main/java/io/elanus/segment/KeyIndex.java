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

    /** Reads the keys of rows that have been added. */
    private final RowKeys keys;

    private int[] slots = new int[CAPACITY_FIRST];
    private int[] older = new int[CAPACITY_FIRST];
    private int keyCount;

    /** The keys of the segment's rows. */
    interface RowKeys {
        long hash(int row);

        boolean equal(int row, int otherRow);

        boolean equal(int row, Column keys, int keyRow);
    }

    KeyIndex(RowKeys keys) {
        this.keys = keys;
        Arrays.fill(slots, NONE);
    }

    /** Adds the next row; rows are added in order. */
    void add(int row) {
        if (row >= older.length) {
            older = Arrays.copyOf(older, Math.max(older.length * 2, row + 1));
        }
        if (keyCount * 2 >= slots.length) {
            grow();
        }
        int slot = slot(keys.hash(row));
        while (slots[slot] != NONE && !keys.equal(slots[slot], row)) {
            slot = slot + 1 & slots.length - 1;
        }
        if (slots[slot] == NONE) {
            keyCount++;
        }
        older[row] = slots[slot];
        slots[slot] = row;
    }

    /** The newest row with this key, or {@link #NONE}. */
    int newest(Column otherKeys, int otherRow) {
        int slot = slot(PrimaryKeys.hash(otherKeys, otherRow));
        while (slots[slot] != NONE) {
            if (keys.equal(slots[slot], otherKeys, otherRow)) {
                return slots[slot];
            }
            slot = slot + 1 & slots.length - 1;
        }
        return NONE;
    }

    /** The next older row with the same key, or {@link #NONE}. */
    int older(int row) {
        return older[row];
    }

    long byteSize() {
        return 4L * (slots.length + older.length);
    }

    private int slot(long hash) {
        // The low bits chose the shard, and so are the same for all keys here.
        return (int) (hash >>> 32) & slots.length - 1;
    }

    private void grow() {
        int[] old = slots;
        slots = new int[old.length * 2];
        Arrays.fill(slots, NONE);
        for (int row : old) {
            if (row != NONE) {
                int slot = slot(keys.hash(row));
                while (slots[slot] != NONE) {
                    slot = slot + 1 & slots.length - 1;
                }
                slots[slot] = row;
            }
        }
    }
}
