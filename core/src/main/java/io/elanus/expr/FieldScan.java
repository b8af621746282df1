package io.elanus.expr;

import io.elanus.model.Column;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.Column.DoubleColumn;
import io.elanus.model.Column.FloatColumn;
import io.elanus.model.RowSet;
import org.jspecify.annotations.Nullable;

/** Compares two columns of the same rows: of numbers by value, of texts by their bytes. */
final class FieldScan {
    private FieldScan() {}

    static Truth compare(Column left, Comparison comparison, Column right, RowSet candidates) {
        if (left instanceof BytesColumn a && right instanceof BytesColumn b) {
            return texts(a, comparison, b, candidates);
        }
        if (isReal(left) && !isReal(right)) {
            return numbers(right, comparison.mirrored(), left, candidates);
        }
        return numbers(left, comparison, right, candidates);
    }

    private static Truth texts(BytesColumn left, Comparison comparison, BytesColumn right, RowSet candidates) {
        RowSet holds = RowSet.none(candidates.rowCount());
        for (int row = candidates.next(0); row >= 0; row = candidates.next(row + 1)) {
            if (comparison.holds(BytesColumn.compareBytes(left.slice(row), right.slice(row)))) {
                holds.add(row);
            }
        }
        return Truth.of(holds, nulls(left, right), candidates);
    }

    /** Requires: if only one column is real, it is the right one. */
    private static Truth numbers(Column left, Comparison comparison, Column right, RowSet candidates) {
        NumberBlock reader = new NumberBlock();
        long[] longs = new long[NumberBlock.ROWS];
        long[] otherLongs = new long[NumberBlock.ROWS];
        double[] doubles = new double[NumberBlock.ROWS];
        double[] otherDoubles = new double[NumberBlock.ROWS];
        long[] wanted = candidates.words();
        long[] words = new long[wanted.length];
        for (int i = 0; i < words.length; i++) {
            if (wanted[i] == 0) {
                continue;
            }
            int from = i * NumberBlock.ROWS;
            if (isReal(left)) {
                reader.doubles(left, from, doubles);
                reader.doubles(right, from, otherDoubles);
                words[i] = compare(doubles, comparison, otherDoubles);
            } else if (isReal(right)) {
                reader.longs(left, from, longs);
                reader.doubles(right, from, otherDoubles);
                words[i] = compare(longs, comparison, otherDoubles);
            } else {
                reader.longs(left, from, longs);
                reader.longs(right, from, otherLongs);
                words[i] = compare(longs, comparison, otherLongs);
            }
        }
        return Truth.of(RowSet.ofWords(candidates.rowCount(), words), nulls(left, right), candidates);
    }

    private static long compare(long[] left, Comparison comparison, long[] right) {
        long word = 0;
        for (int i = 0; i < NumberBlock.ROWS; i++) {
            word |= (comparison.holds(Long.compare(left[i], right[i])) ? 1L : 0L) << i;
        }
        return word;
    }

    private static long compare(long[] left, Comparison comparison, double[] right) {
        long word = 0;
        for (int i = 0; i < NumberBlock.ROWS; i++) {
            word |= (comparison.holds(Numbers.compare(left[i], right[i])) ? 1L : 0L) << i;
        }
        return word;
    }

    private static long compare(double[] left, Comparison comparison, double[] right) {
        long word = 0;
        for (int i = 0; i < NumberBlock.ROWS; i++) {
            word |= (comparison.holds(Numbers.compare(left[i], right[i])) ? 1L : 0L) << i;
        }
        return word;
    }

    private static boolean isReal(Column column) {
        return column instanceof FloatColumn || column instanceof DoubleColumn;
    }

    private static @Nullable RowSet nulls(Column left, Column right) {
        RowSet a = left.nulls();
        RowSet b = right.nulls();
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.copy().or(b);
    }
}
