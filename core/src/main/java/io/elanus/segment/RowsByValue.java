package io.elanus.segment;

/**
 * Sorts row numbers by a value of each row, in time linear in their count: least significant digits first. Source: Knuth,
 * The Art of Computer Programming 3, algorithm 5.2.5 R.
 */
final class RowsByValue {
    private static final int DIGIT_BITS = 11;
    private static final int DIGITS = 1 << DIGIT_BITS;

    private RowsByValue() {}

    /**
     * The numbers of {@code rows} by ascending value, equal ones as they came.
     *
     * @param values of each of the rows; both arrays are used up
     */
    static int[] sorted(int[] rows, long[] values) {
        if (rows.length == 0) {
            return rows;
        }
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        for (long value : values) {
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        int[] rowsFrom = rows;
        long[] from = values;
        int[] rowsTo = new int[rows.length];
        long[] to = new long[values.length];
        // What the values differ by is read without a sign, so that it fits whatever they are.
        for (int shift = 0; shift < Long.SIZE && (max - min) >>> shift != 0; shift += DIGIT_BITS) {
            int[] starts = starts(from, min, shift);
            for (int i = 0; i < from.length; i++) {
                int at = starts[digit(from[i] - min, shift)]++;
                rowsTo[at] = rowsFrom[i];
                to[at] = from[i];
            }
            int[] rowsSwap = rowsFrom;
            rowsFrom = rowsTo;
            rowsTo = rowsSwap;
            long[] swap = from;
            from = to;
            to = swap;
        }
        return rowsFrom;
    }

    /** Where the values with each digit begin. */
    private static int[] starts(long[] values, long min, int shift) {
        int[] starts = new int[DIGITS + 1];
        for (long value : values) {
            starts[digit(value - min, shift) + 1]++;
        }
        for (int digit = 0; digit < DIGITS; digit++) {
            starts[digit + 1] += starts[digit];
        }
        return starts;
    }

    private static int digit(long difference, int shift) {
        return (int) (difference >>> shift) & DIGITS - 1;
    }
}
