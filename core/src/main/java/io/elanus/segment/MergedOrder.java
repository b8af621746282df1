package io.elanus.segment;

import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.RowSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The order in which the rows of several sealed segments go into new ones: by primary key, then by timestamp, given out piece
 * by piece as references of {@link RowOrder}. Takes no memory for rows that are not asked for yet. Source: Knuth, The Art of
 * Computer Programming 3, section 5.4.1 (selection from a heap of runs).
 *
 * <p>Owned by one thread.
 */
public final class MergedOrder {
    private final List<? extends @Nullable RowSet> kept;
    private final Column[] keys;
    private final LongColumn[] timestamps;

    /** Keys are numbers: then the next one of each block stands in {@link #nextNumbers}. */
    private final boolean numbers;

    private final int[] rowCounts;
    private final int[] nextRows;
    private final long[] nextNumbers;
    private final long[] nextTimestamps;

    /** Blocks that have a next row, as a heap with the least of them on top. */
    private final int[] heap;

    private int heapSize;

    /** How many references have not been given out. */
    private long countLeft;

    /**
     * @param blocks each in the order of {@link RowOrder#byPrimaryKey} already
     * @param kept of each block the rows to keep, or null for all
     */
    public MergedOrder(List<RowBlock> blocks, List<? extends @Nullable RowSet> kept, long keyField) {
        int count = blocks.size();
        this.kept = kept;
        this.keys = RowOrder.columns(blocks, keyField);
        this.timestamps = new LongColumn[count];
        this.numbers = count > 0 && keys[0] instanceof LongColumn;
        this.rowCounts = new int[count];
        this.nextRows = new int[count];
        this.nextNumbers = new long[count];
        this.nextTimestamps = new long[count];
        this.heap = new int[count];
        for (int block = 0; block < count; block++) {
            timestamps[block] = (LongColumn) blocks.get(block).column(CollectionSchema.TIMESTAMP_FIELD_ID);
            rowCounts[block] = blocks.get(block).rowCount();
            RowSet rows = kept.get(block);
            countLeft += rows == null ? rowCounts[block] : rows.cardinality();
            if (moveTo(block, 0)) {
                heap[heapSize++] = block;
            }
        }
        for (int at = heapSize / 2 - 1; at >= 0; at--) {
            siftDown(at);
        }
    }

    /** The next references, at most {@code countMax} of them; none at the end. */
    public long[] next(int countMax) {
        long[] references = new long[(int) Math.min(countMax, countLeft)];
        countLeft -= references.length;
        for (int at = 0; at < references.length; at++) {
            int block = heap[0];
            references[at] = (long) block << 32 | nextRows[block];
            if (!moveTo(block, nextRows[block] + 1)) {
                heap[0] = heap[--heapSize];
            }
            siftDown(0);
        }
        return references;
    }

    /** Makes the first row kept, from a row on, the next one of a block; false if there is none. */
    private boolean moveTo(int block, int from) {
        RowSet rows = kept.get(block);
        int row = rows == null ? from : rows.next(from);
        if (row < 0 || row >= rowCounts[block]) {
            return false;
        }
        nextRows[block] = row;
        nextTimestamps[block] = timestamps[block].get(row);
        if (numbers) {
            nextNumbers[block] = ((LongColumn) keys[block]).get(row);
        }
        return true;
    }

    private void siftDown(int from) {
        int at = from;
        while (true) {
            int least = at;
            for (int child = 2 * at + 1; child <= 2 * at + 2 && child < heapSize; child++) {
                if (compare(heap[child], heap[least]) < 0) {
                    least = child;
                }
            }
            if (least == at) {
                return;
            }
            int block = heap[at];
            heap[at] = heap[least];
            heap[least] = block;
            at = least;
        }
    }

    private int compare(int left, int right) {
        int order = numbers
                ? Long.compare(nextNumbers[left], nextNumbers[right])
                : PrimaryKeys.compare(keys[left], nextRows[left], keys[right], nextRows[right]);
        if (order == 0) {
            order = Long.compare(nextTimestamps[left], nextTimestamps[right]);
        }
        return order != 0 ? order : Integer.compare(left, right);
    }
}
