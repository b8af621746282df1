package io.elanus.segment;

import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.NaturalMergeSort;
import io.elanus.model.RowSet;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The order in which rows of several blocks go into one sealed segment: by primary key, then by timestamp.
 *
 * <p>Rows are named by references, the number of the block above 32 bits of row offset within it.
 */
public final class RowOrder {
    /** Up to here merging is quicker than sorting anew, and takes less memory. */
    private static final int RUNS_MERGED_MAX = 8;

    private RowOrder() {}

    public static int block(long reference) {
        return (int) (reference >>> 32);
    }

    public static int row(long reference) {
        return (int) reference;
    }

    /**
     * @param kept of each block the rows to keep, or null for all
     * @return references of the rows kept, in order
     */
    public static long[] byPrimaryKey(List<RowBlock> blocks, List<? extends @Nullable RowSet> kept, long keyField) {
        long[] references = references(blocks, kept);
        Column[] keys = columns(blocks, keyField);
        LongColumn[] timestamps = new LongColumn[blocks.size()];
        for (int i = 0; i < timestamps.length; i++) {
            timestamps[i] = (LongColumn) blocks.get(i).column(CollectionSchema.TIMESTAMP_FIELD_ID);
        }
        boolean numbers = keys.length > 0 && keys[0] instanceof LongColumn;
        if (numbers && runs(references, keys) > RUNS_MERGED_MAX) {
            return byNumberSort(references, keys, timestamps);
        }
        NaturalMergeSort sort = numbers
                ? new NaturalMergeSort((left, right) -> byNumber(left, right, keys, timestamps))
                : new NaturalMergeSort((left, right) -> byText(left, right, keys, timestamps));
        return sort.sorted(references);
    }

    /** How many ascending runs of keys there are, or more than can be merged quickly. */
    private static int runs(long[] references, Column[] keys) {
        int runs = 1;
        long before = Long.MIN_VALUE;
        for (int i = 0; i < references.length && runs <= RUNS_MERGED_MAX; i++) {
            long key = number(references[i], keys);
            runs += key < before ? 1 : 0;
            before = key;
        }
        return runs;
    }

    private static long[] byNumberSort(long[] references, Column[] keys, LongColumn[] timestamps) {
        long[] numbers = new long[references.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = number(references[i], keys);
        }
        NumberSort sorted = new NumberSort(numbers, references);
        sortEqualByTimestamp(sorted, timestamps);
        return sorted.values();
    }

    /** Rows of one key lie together now, in the order of their blocks, which mostly is the one of their timestamps. */
    private static void sortEqualByTimestamp(NumberSort sorted, LongColumn[] timestamps) {
        long[] numbers = sorted.numbers();
        long[] references = sorted.values();
        NaturalMergeSort sort = new NaturalMergeSort((left, right) -> byTimestamp(left, right, timestamps));
        int end;
        for (int start = 0; start < numbers.length; start = end) {
            end = start + 1;
            while (end < numbers.length && numbers[end] == numbers[start]) {
                end++;
            }
            if (end - start > 1) {
                long[] equal = sort.sorted(Arrays.copyOfRange(references, start, end));
                System.arraycopy(equal, 0, references, start, equal.length);
            }
        }
    }

    private static long number(long reference, Column[] keys) {
        return ((LongColumn) keys[block(reference)]).get(row(reference));
    }

    private static int byNumber(long left, long right, Column[] keys, LongColumn[] timestamps) {
        int order = Long.compare(number(left, keys), number(right, keys));
        return order != 0 ? order : byTimestamp(left, right, timestamps);
    }

    private static int byText(long left, long right, Column[] keys, LongColumn[] timestamps) {
        int order = PrimaryKeys.compare(keys[block(left)], row(left), keys[block(right)], row(right));
        return order != 0 ? order : byTimestamp(left, right, timestamps);
    }

    private static int byTimestamp(long left, long right, LongColumn[] timestamps) {
        return Long.compare(timestamps[block(left)].get(row(left)), timestamps[block(right)].get(row(right)));
    }

    static Column[] columns(List<RowBlock> blocks, long fieldId) {
        Column[] columns = new Column[blocks.size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = blocks.get(i).column(fieldId);
        }
        return columns;
    }

    private static long[] references(List<RowBlock> blocks, List<? extends @Nullable RowSet> kept) {
        long total = 0;
        for (int i = 0; i < blocks.size(); i++) {
            RowSet rows = kept.get(i);
            total += rows == null ? blocks.get(i).rowCount() : rows.cardinality();
        }
        long[] references = new long[Math.toIntExact(total)];
        int at = 0;
        for (int i = 0; i < blocks.size(); i++) {
            long head = (long) i << 32;
            RowSet rows = kept.get(i);
            int count = blocks.get(i).rowCount();
            for (int row = next(rows, 0, count); row >= 0 && row < count; row = next(rows, row + 1, count)) {
                references[at++] = head | row;
            }
        }
        return references;
    }

    private static int next(@Nullable RowSet rows, int from, int count) {
        return rows == null ? from : from < count ? rows.next(from) : -1;
    }
}
