package io.elanus.model;

import java.util.Arrays;

/**
 * A stable sort of longs by any order, which is fast where the input is made of few ascending runs: merging sealed segments
 * costs one pass a doubling of their number. Source: Knuth, The Art of Computer Programming 3, algorithm 5.2.4 N.
 */
public final class NaturalMergeSort {
    private final Order order;

    @FunctionalInterface
    public interface Order {
        int compare(long left, long right);
    }

    public NaturalMergeSort(Order order) {
        this.order = order;
    }

    /** Sorts, possibly into another array; the one given is used up. */
    public long[] sorted(long[] values) {
        int[] runs = runs(values);
        long[] from = values;
        long[] to = runs.length > 2 ? new long[values.length] : values;
        while (runs.length > 2) {
            int[] merged = new int[runs.length / 2 + 1];
            int count = 0;
            for (int i = 0; i + 1 < runs.length; i += 2) {
                int end = i + 2 < runs.length ? runs[i + 2] : runs[i + 1];
                merge(from, runs[i], runs[i + 1], end, to);
                merged[count++] = runs[i];
            }
            merged[count++] = values.length;
            runs = Arrays.copyOf(merged, count);
            long[] swap = from;
            from = to;
            to = swap;
        }
        return from;
    }

    /** The starts of the ascending runs, and the end. */
    private int[] runs(long[] values) {
        int[] starts = new int[16];
        int count = 0;
        starts[count++] = 0;
        for (int i = 1; i < values.length; i++) {
            if (order.compare(values[i - 1], values[i]) > 0) {
                if (count + 1 >= starts.length) {
                    starts = Arrays.copyOf(starts, starts.length * 2);
                }
                starts[count++] = i;
            }
        }
        starts[count++] = values.length;
        return Arrays.copyOf(starts, count);
    }

    /** Merges [start, middle) and [middle, end). */
    private void merge(long[] from, int start, int middle, int end, long[] to) {
        int left = start;
        int right = middle;
        for (int at = start; at < end; at++) {
            if (left < middle && (right == end || order.compare(from[left], from[right]) <= 0)) {
                to[at] = from[left++];
            } else {
                to[at] = from[right++];
            }
        }
    }
}
