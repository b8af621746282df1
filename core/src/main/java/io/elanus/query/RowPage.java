package io.elanus.query;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The rows between an offset and an end, of rows that come one after the other. A row counts once, or, where elements are
 * chosen, as often as it has such. Owned by one thread.
 */
final class RowPage {
    private static final int CAPACITY_FIRST = 16;

    private final long from;
    private final long to;
    private final boolean ofElements;
    private final List<int[]> places = new ArrayList<>();
    private long[] references = new long[CAPACITY_FIRST];
    private int rowCount;
    private long passed;

    /** @param ofElements whether {@link #addElements} will be called, else {@link #addRow} */
    RowPage(long from, long to, boolean ofElements) {
        this.from = from;
        this.to = to;
        this.ofElements = ofElements;
    }

    /** Whether no row to come is on the page. */
    boolean isOver() {
        return passed >= to;
    }

    void addRow(long reference) {
        if (passed++ >= from) {
            append(reference);
        }
    }

    /** @param chosen the places of the elements that are chosen */
    void addElements(long reference, int[] chosen) {
        int skipped = (int) Math.clamp(from - passed, 0, chosen.length);
        int end = (int) Math.min(to - passed, chosen.length);
        passed += chosen.length;
        if (skipped < end) {
            append(reference);
            places.add(Arrays.copyOfRange(chosen, skipped, end));
        }
    }

    private void append(long reference) {
        if (rowCount == references.length) {
            references = Arrays.copyOf(references, rowCount * 2);
        }
        references[rowCount++] = reference;
    }

    long[] references() {
        return Arrays.copyOf(references, rowCount);
    }

    /** For each row the places of its elements that are on the page, if elements are chosen. */
    Optional<List<int[]>> places() {
        return ofElements ? Optional.of(places) : Optional.empty();
    }
}
