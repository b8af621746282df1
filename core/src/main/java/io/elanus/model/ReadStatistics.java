package io.elanus.model;

/**
 * What reads had to look at. Segments are skipped when the ranges of their columns show that no row in them can match.
 *
 * @param rowsVisited rows in the segments that were looked at
 * @param rowsSkipped rows in the segments that were skipped
 */
public record ReadStatistics(long segmentsVisited, long segmentsSkipped, long rowsVisited, long rowsSkipped) {
    public static final ReadStatistics NONE = new ReadStatistics(0, 0, 0, 0);

    public ReadStatistics plus(ReadStatistics other) {
        return new ReadStatistics(
                segmentsVisited + other.segmentsVisited,
                segmentsSkipped + other.segmentsSkipped,
                rowsVisited + other.rowsVisited,
                rowsSkipped + other.rowsSkipped);
    }

    public ReadStatistics minus(ReadStatistics earlier) {
        return new ReadStatistics(
                segmentsVisited - earlier.segmentsVisited,
                segmentsSkipped - earlier.segmentsSkipped,
                rowsVisited - earlier.rowsVisited,
                rowsSkipped - earlier.rowsSkipped);
    }

    /** The share of rows that lay in skipped segments, from 0 to 1. */
    public double rowsSkippedShare() {
        long rows = rowsVisited + rowsSkipped;
        return rows == 0 ? 0 : (double) rowsSkipped / rows;
    }
}
