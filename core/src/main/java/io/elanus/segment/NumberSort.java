package io.elanus.segment;

/**
 * A stable sort of longs by a number each: quick where the numbers are in no order. Bytes of the numbers that are the same
 * everywhere cost nothing. Source: Knuth, The Art of Computer Programming 3, algorithm 5.2.5 R.
 */
final class NumberSort {
    private static final int DIGIT_BITS = 8;
    private static final int DIGITS = Long.SIZE / DIGIT_BITS;
    private static final int VALUES = 1 << DIGIT_BITS;

    private long[] numbers;
    private long[] values;

    /** @param numbers long[values.length]; both arrays are used up */
    NumberSort(long[] numbers, long[] values) {
        this.numbers = numbers;
        this.values = values;
        sort();
    }

    /** Ascending. */
    long[] numbers() {
        return numbers;
    }

    /** In the order of their numbers. */
    long[] values() {
        return values;
    }

    private void sort() {
        int[][] counts = counts();
        long[] numbersTo = new long[numbers.length];
        long[] valuesTo = new long[values.length];
        for (int digit = 0; digit < DIGITS; digit++) {
            int[] ends = counts[digit];
            if (numbers.length == 0 || ends[digit(numbers[0], digit)] == numbers.length) {
                continue;
            }
            distribute(starts(ends), digit, numbersTo, valuesTo);
            long[] swap = numbers;
            numbers = numbersTo;
            numbersTo = swap;
            swap = values;
            values = valuesTo;
            valuesTo = swap;
        }
    }

    /** How often each digit has each value. */
    private int[][] counts() {
        int[][] counts = new int[DIGITS][VALUES];
        for (long number : numbers) {
            for (int digit = 0; digit < DIGITS; digit++) {
                counts[digit][digit(number, digit)]++;
            }
        }
        return counts;
    }

    private static int[] starts(int[] counts) {
        int[] starts = new int[VALUES];
        for (int value = 1; value < VALUES; value++) {
            starts[value] = starts[value - 1] + counts[value - 1];
        }
        return starts;
    }

    private void distribute(int[] starts, int digit, long[] numbersTo, long[] valuesTo) {
        for (int i = 0; i < numbers.length; i++) {
            int to = starts[digit(numbers[i], digit)]++;
            numbersTo[to] = numbers[i];
            valuesTo[to] = values[i];
        }
    }

    /** The sign is turned, so that negative numbers come first. */
    private static int digit(long number, int digit) {
        return (int) ((number ^ Long.MIN_VALUE) >>> digit * DIGIT_BITS) & VALUES - 1;
    }
}
