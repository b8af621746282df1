package io.elanus.query;

import io.elanus.engine.SegmentView;
import io.elanus.model.NaturalMergeSort;
import io.elanus.segment.PrimaryKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Matching rows of a snapshot one by one in the order of their keys, rows of the same key newest first. Sealed segments are
 * in that order at rest, so that a page costs what it holds; only growing rows are sorted. Owned by one thread.
 */
final class KeyOrder {
    private final RowRefs rows;
    private final long keyField;
    private final PriorityQueue<Cursor> cursors;

    /** A place among the matching rows of one segment. */
    private abstract static class Cursor {
        long reference;

        /** Moves to the next row; false at the end. */
        abstract boolean advance();
    }

    /**
     * @param matching of each view the rows to give
     */
    KeyOrder(RowRefs rows, List<MatchedRows> matching, long keyField) {
        this.rows = rows;
        this.keyField = keyField;
        this.cursors = new PriorityQueue<>((left, right) -> compare(left.reference, right.reference));
        for (int i = 0; i < matching.size(); i++) {
            SegmentView view = rows.views().get(i);
            Cursor cursor = view.growing() ? overGrowing(i, matching.get(i)) : overSealed(i, matching.get(i));
            if (cursor.advance()) {
                cursors.add(cursor);
            }
        }
    }

    /** The next row, or -1 at the end. */
    long next() {
        Cursor first = cursors.poll();
        if (first == null) {
            return -1;
        }
        long reference = first.reference;
        if (first.advance()) {
            cursors.add(first);
        }
        return reference;
    }

    boolean sameKey(long left, long right) {
        return compareKeys(left, right) == 0;
    }

    private int compare(long left, long right) {
        int order = compareKeys(left, right);
        return order != 0 ? order : Long.compare(timestamp(right), timestamp(left));
    }

    private int compareKeys(long left, long right) {
        return PrimaryKeys.compare(
                rows.column(keyField, left),
                rows.rowInBlock(left),
                rows.column(keyField, right),
                rows.rowInBlock(right));
    }

    private long timestamp(long reference) {
        return rows.views().get(RowRefs.view(reference)).segment().timestamp(RowRefs.row(reference));
    }

    private Cursor overGrowing(int view, MatchedRows matching) {
        long[] references = new long[matching.count()];
        int count = 0;
        for (int row = matching.next(0); row >= 0; row = matching.next(row + 1)) {
            references[count++] = RowRefs.of(view, row);
        }
        long[] sorted = new NaturalMergeSort(this::compare).sorted(references);
        return new Cursor() {
            private int at;

            @Override
            boolean advance() {
                if (at == sorted.length) {
                    return false;
                }
                reference = sorted[at++];
                return true;
            }
        };
    }

    private Cursor overSealed(int view, MatchedRows matching) {
        // At rest, rows of one key lie oldest first; such a group is given backwards.
        return new Cursor() {
            private int nextRow = matching.next(0);
            private final List<Long> group = new ArrayList<>();

            @Override
            boolean advance() {
                if (group.isEmpty() && !readGroup()) {
                    return false;
                }
                reference = group.remove(group.size() - 1);
                return true;
            }

            private boolean readGroup() {
                while (nextRow >= 0 && (group.isEmpty() || sameKey(group.get(0), RowRefs.of(view, nextRow)))) {
                    group.add(RowRefs.of(view, nextRow));
                    nextRow = matching.next(nextRow + 1);
                }
                return !group.isEmpty();
            }
        };
    }
}
