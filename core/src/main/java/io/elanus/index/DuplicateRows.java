package io.elanus.index;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Rows with the same bytes as an earlier row.
 *
 * <p>A graph of neighbors breaks on them: a thousand equal rows are each other's nearest, spend all their links on each
 * other and have none left for the world. So only the first of equal rows takes part in the graph, and the others hang
 * below it as a tree, found by a walk at the moment it finds the first.
 */
final class DuplicateRows {
    private static final int ROWS_PER_CHECK = 1024;

    private final BitSet duplicates;
    private final BitSet repeated;

    /** long[duplicates]: the first of the equal rows in the high half, the duplicate in the low half; sorted. */
    private final long[] pairs;

    private DuplicateRows(BitSet duplicates, BitSet repeated, long[] pairs) {
        this.duplicates = duplicates;
        this.repeated = repeated;
        this.pairs = pairs;
    }

    /** @throws java.util.concurrent.CancellationException if the monitor said so */
    static DuplicateRows find(VectorRows rows, BuildMonitor monitor) {
        RowTable table = new RowTable(rows);
        BitSet duplicates = new BitSet(rows.rowCount());
        BitSet repeated = new BitSet(rows.rowCount());
        long[] pairs = new long[16];
        int count = 0;
        for (int row = 0; row < rows.rowCount(); row++) {
            if (row % ROWS_PER_CHECK == 0) {
                monitor.throwIfCancelled();
            }
            int first = table.firstEqual(row);
            if (first == row) {
                continue;
            }
            duplicates.set(row);
            repeated.set(first);
            if (count == pairs.length) {
                pairs = Arrays.copyOf(pairs, 2 * count);
            }
            pairs[count++] = ((long) first << 32) | row;
        }
        pairs = Arrays.copyOf(pairs, count);
        Arrays.sort(pairs);
        return new DuplicateRows(duplicates, repeated, pairs);
    }

    /** Whether an equal row comes before this one. */
    boolean isDuplicate(int row) {
        return duplicates.get(row);
    }

    /** Whether this is the first of several equal rows; then the builder leaves one of its links on level 0 free. */
    boolean isRepeated(int row) {
        return repeated.get(row);
    }

    /** Hangs the duplicates below the first rows: one link from the first row, and as many as there is room below. */
    void attachTo(HnswLevel ground) {
        int start = 0;
        for (int i = 0; i < pairs.length; i++) {
            int first = (int) (pairs[i] >>> 32);
            int duplicate = (int) pairs[i];
            if (i == 0 || first != (int) (pairs[i - 1] >>> 32)) {
                start = i;
                ground.setLink(first, ground.linkCount(first), duplicate);
            } else {
                int rank = i - start - 1;
                int parent = (int) pairs[start + rank / ground.width()];
                ground.setLink(parent, rank % ground.width(), duplicate);
            }
        }
    }

    /** An open-addressing hash table of row contents. */
    private static final class RowTable {
        private static final int EMPTY = -1;

        private final VectorRows rows;
        private final int[] slots;

        RowTable(VectorRows rows) {
            this.rows = rows;
            this.slots = new int[(int) Math.min(1L << 30, Long.highestOneBit(4L * rows.rowCount() + 4))];
            Arrays.fill(slots, EMPTY);
        }

        /** The first row that equals this one; possibly itself, which is then remembered. */
        int firstEqual(int row) {
            for (int slot = hash(row); ; slot++) {
                int place = slot & (slots.length - 1);
                if (slots[place] == EMPTY) {
                    slots[place] = row;
                    return row;
                }
                if (isEqual(slots[place], row)) {
                    return slots[place];
                }
            }
        }

        private boolean isEqual(int a, int b) {
            MemorySegment values = rows.values();
            long size = rows.rowBytes();
            return MemorySegment.mismatch(values, a * size, (a + 1) * size, values, b * size, (b + 1) * size) < 0;
        }

        private int hash(int row) {
            long offset = row * rows.rowBytes();
            long hash = 1;
            for (int i = 0; i < rows.dim(); i++) {
                hash = hash * 0x9e3779b97f4a7c15L + rows.values().get(IndexFrame.INT, offset + 4L * i);
            }
            return (int) (((hash ^ (hash >>> 29)) * 0xbf58476d1ce4e5b9L) >>> 32);
        }
    }
}
