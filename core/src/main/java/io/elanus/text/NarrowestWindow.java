package io.elanus.text;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The narrowest range that holds a number of each of some lists. */
final class NarrowestWindow {
    private NarrowestWindow() {}

    private record Cursor(int[] numbers, int at) {
        int number() {
            return numbers[at];
        }
    }

    /**
     * The largest number less the smallest one of a choice of one number from each list, where that is least.
     *
     * @param lists at least one; each ascending
     * @return {@link Long#MAX_VALUE} if a list is empty
     */
    static long width(List<int[]> lists) {
        if (lists.stream().anyMatch(list -> list.length == 0)) {
            return Long.MAX_VALUE;
        }
        PriorityQueue<Cursor> lowest = new PriorityQueue<>(Comparator.comparingInt(Cursor::number));
        long highest = Long.MIN_VALUE;
        for (int[] list : lists) {
            lowest.add(new Cursor(list, 0));
            highest = Math.max(highest, list[0]);
        }
        long width = Long.MAX_VALUE;
        while (true) {
            Cursor low = lowest.remove();
            width = Math.min(width, highest - low.number());
            if (low.at + 1 == low.numbers.length) {
                return width;
            }
            Cursor next = new Cursor(low.numbers, low.at + 1);
            highest = Math.max(highest, next.number());
            lowest.add(next);
        }
    }
}
