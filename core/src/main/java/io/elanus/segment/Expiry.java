package io.elanus.segment;

import io.elanus.model.CollectionSchema;
import io.elanus.model.RowSet;
import java.util.Arrays;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of one segment have expired. Thread-safe.
 *
 * <p>Most segments have no expired row, or nothing else: their least and greatest values tell, and are found once. In
 * another one the expired rows are a prefix of all rows in the order of their values. That order is made once, when the
 * first row has expired; each read then moves from the prefix of the read before to its own, forwards as time goes on,
 * backwards when a time to live was made longer.
 */
final class Expiry {
    /** So many rows that a growing segment got since its order was made are looked at one by one; the sort is worth it later. */
    private static final int TAIL_ROWS_MAX = 4_096;

    /* What is remembered may be overwritten by a slower thread with something older. That costs work and is never wrong:
     * each record says what it holds for, and whoever needs more makes it anew. */
    private volatile @Nullable Bounds bounds;
    private volatile @Nullable Order order;
    private volatile @Nullable Unexpired unexpired;

    /** The least and the greatest value of the first rows. */
    private record Bounds(long fieldId, int rowCount, long min, long max) {}

    /** Those of the first rows of the segment that have a value, by ascending value. */
    private record Order(long fieldId, int rowCount, int[] rows) {}

    /** What is left of the rows in an order without the first {@code expiredCount}. */
    private record Unexpired(Order order, int expiredCount, RowSet rows) {}

    /** Of a segment of whose rows nothing is known yet. */
    Expiry() {}

    /** Of a segment at rest. */
    Expiry(SegmentMeta meta) {
        bounds = new Bounds(
                CollectionSchema.TIMESTAMP_FIELD_ID, meta.rowCount(), meta.timestampMin(), meta.timestampMax());
    }

    /** The rows below {@code rowCount} that have not expired, or null if none has. The set is shared: copy it before changing it. */
    @Nullable
    RowSet unexpiredAt(ExpiryCutoff cutoff, Segment segment, int rowCount) {
        Bounds known = bounds(segment, rowCount, cutoff.fieldId());
        if (known.min > cutoff.expiredThrough()) {
            return null;
        }
        if (known.max <= cutoff.expiredThrough()) {
            return RowSet.none(rowCount);
        }
        Order sorted = order(segment, rowCount, cutoff.fieldId());
        int sortedCount = sorted.rowCount;
        LongValues values = new LongValues(segment.blocks(Math.max(rowCount, sortedCount)), cutoff.fieldId());
        RowSet rows = unexpired(sorted, expiredCount(sorted, values, cutoff.expiredThrough()));
        if (sortedCount == rowCount) {
            return rows;
        }
        RowSet all = RowSet.ofWords(rowCount, Arrays.copyOf(rows.words(), RowSet.wordCount(rowCount)));
        for (int row = sortedCount; row < rowCount; row++) {
            if (values.get(row) > cutoff.expiredThrough()) {
                all.add(row);
            }
        }
        return all;
    }

    /**
     * The least value of some rows, unless all are null.
     *
     * @param rows null: all below {@code rowCount}
     */
    OptionalLong min(Segment segment, int rowCount, @Nullable RowSet rows, long fieldId) {
        long min = Long.MAX_VALUE;
        if (rows == null) {
            min = rowCount == 0 ? min : bounds(segment, rowCount, fieldId).min;
        } else {
            LongValues values = new LongValues(segment.blocks(rowCount), fieldId);
            for (int row = rows.next(0); row >= 0; row = rows.next(row + 1)) {
                min = Math.min(min, values.get(row));
            }
        }
        return min == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(min);
    }

    /** Bounds that hold for at least the first {@code rowCount} rows. */
    private Bounds bounds(Segment segment, int rowCount, long fieldId) {
        Bounds known = bounds;
        if (known == null || known.fieldId != fieldId) {
            known = new Bounds(fieldId, 0, Long.MAX_VALUE, Long.MIN_VALUE);
        }
        if (known.rowCount >= rowCount) {
            return known;
        }
        LongValues values = new LongValues(segment.blocks(rowCount), fieldId);
        long min = known.min;
        long max = known.max;
        for (int row = known.rowCount; row < rowCount; row++) {
            long value = values.get(row);
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        Bounds now = new Bounds(fieldId, rowCount, min, max);
        bounds = now;
        return now;
    }

    /** An order of about the first {@code rowCount} rows: a few may be missing at the end, and there may be more. */
    private Order order(Segment segment, int rowCount, long fieldId) {
        Order known = order;
        boolean usable = known != null && known.fieldId == fieldId;
        if (usable && known != null && rowCount - known.rowCount <= TAIL_ROWS_MAX + known.rowCount / 8) {
            return known;
        }
        LongValues values = new LongValues(segment.blocks(rowCount), fieldId);
        int[] rows = new int[rowCount];
        long[] valuesOfRows = new long[rowCount];
        int count = 0;
        for (int row = 0; row < rowCount; row++) {
            long value = values.get(row);
            if (value != Long.MAX_VALUE) {
                rows[count] = row;
                valuesOfRows[count++] = value;
            }
        }
        int[] sorted = RowsByValue.sorted(Arrays.copyOf(rows, count), Arrays.copyOf(valuesOfRows, count));
        Order now = new Order(fieldId, rowCount, sorted);
        order = now;
        return now;
    }

    private static int expiredCount(Order order, LongValues values, long expiredThrough) {
        int low = 0;
        int high = order.rows.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (values.get(order.rows[middle]) <= expiredThrough) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private RowSet unexpired(Order sorted, int expiredCount) {
        Unexpired base = unexpired;
        if (base == null || base.order != sorted) {
            base = new Unexpired(sorted, 0, RowSet.all(sorted.rowCount));
        }
        if (base.expiredCount == expiredCount) {
            return base.rows;
        }
        RowSet rows = base.rows.copy();
        for (int i = base.expiredCount; i < expiredCount; i++) {
            rows.remove(sorted.rows[i]);
        }
        for (int i = expiredCount; i < base.expiredCount; i++) {
            rows.add(sorted.rows[i]);
        }
        unexpired = new Unexpired(sorted, expiredCount, rows);
        return rows;
    }
}
