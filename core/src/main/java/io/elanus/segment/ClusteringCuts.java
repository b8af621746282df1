package io.elanus.segment;

import io.elanus.model.Column;
import io.elanus.model.NaturalMergeSort;
import io.elanus.model.RowSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Divides the rows of several sealed segments into ranges of one field, of about equally many rows: where to cut is chosen
 * from a sample, how many rows lie between two cuts is counted. Equal values stay together; null is the first of all values.
 *
 * <p>Values are named by the rows that hold them and are never copied, so memory does not depend on their lengths: 16 bytes a
 * row of the sample, of at most {@value #SAMPLE_ROWS_MAX} rows; and while a range is read, one bit a row of the sources.
 * Source of the splits: Blelloch and others 1991, "A comparison of sorting algorithms for the CM-2" (oversampling).
 *
 * <p>Owned by one thread. Requires: the segments are held.
 */
public final class ClusteringCuts {
    /** So much more than asked for a range may hold, if that saves a cut. */
    public static final double STRETCH = 1.25;

    static final int SAMPLE_ROWS_MAX = 1 << 18;

    /** Values are counted in so many pieces a range, which is how finely ranges can be told to be equal. */
    private static final int SPLITS_PER_RANGE = 64;

    private final List<RowBlock> blocks;
    private final List<? extends @Nullable RowSet> kept;
    private final Column[] keys;

    /** Rows whose values are the splits, strictly ascending. They make pieces, by turns the values between and the value. */
    private final long[] splits;

    private final List<Range> ranges;

    /**
     * Rows whose values lie together.
     *
     * @param first the first piece of the range
     * @param last the last piece of the range
     */
    public record Range(long rowCount, int first, int last) {}

    /**
     * @param kept of each block the rows to keep, or null for all
     * @param rowsPerRange about how many rows a range is to have; a value that more rows share is a range of its own
     * @param seed of the sample
     */
    public ClusteringCuts(
            List<RowBlock> blocks, List<? extends @Nullable RowSet> kept, long fieldId, long rowsPerRange, long seed) {
        this.blocks = List.copyOf(blocks);
        this.kept = kept;
        this.keys = RowOrder.columns(blocks, fieldId);
        long rowCount = 0;
        for (RowBlock block : blocks) {
            rowCount += block.rowCount();
        }
        this.splits = splits(rowCount, rowsPerRange, new SplittableRandom(seed));
        this.ranges = ranges(count(), rowsPerRange);
    }

    /** Ascending; none if no row is kept. */
    public List<Range> ranges() {
        return ranges;
    }

    /** Of each block the rows kept whose values lie in a range. */
    public List<RowSet> rows(Range range) {
        List<RowSet> chosen = new ArrayList<>();
        for (int block = 0; block < keys.length; block++) {
            RowSet rows = RowSet.none(blocks.get(block).rowCount());
            for (int row = next(block, 0); row >= 0; row = next(block, row + 1)) {
                if (lies(range, block, row)) {
                    rows.add(row);
                }
            }
            chosen.add(rows);
        }
        return chosen;
    }

    private boolean lies(Range range, int block, int row) {
        return !isBelow(range.first, block, row) && !isAbove(range.last, block, row);
    }

    // Piece 2 i + 1 is the value of split i, piece 2 i what lies below it and above the split before.

    private boolean isBelow(int piece, int block, int row) {
        int split = piece / 2;
        return piece % 2 == 1 ? compare(split, block, row) > 0 : split > 0 && compare(split - 1, block, row) >= 0;
    }

    private boolean isAbove(int piece, int block, int row) {
        int split = piece / 2;
        return piece % 2 == 1
                ? compare(split, block, row) < 0
                : split < splits.length && compare(split, block, row) <= 0;
    }

    /** The value of a split to that of a row. */
    private int compare(int split, int block, int row) {
        long reference = splits[split];
        return ScalarOrder.compare(keys[RowOrder.block(reference)], RowOrder.row(reference), keys[block], row);
    }

    private int next(int block, int from) {
        RowSet rows = kept.get(block);
        int row = rows == null ? from : rows.next(from);
        return row < blocks.get(block).rowCount() ? row : -1;
    }

    private long[] splits(long rowCount, long rowsPerRange, SplittableRandom random) {
        long[] sample = new NaturalMergeSort(this::compare).sorted(sample(rowCount, random));
        long wanted = SPLITS_PER_RANGE * Math.max(1, Math.ceilDiv(rowCount, rowsPerRange));
        int step = (int) Math.max(1, sample.length / wanted);
        int count = 0;
        for (int at = step / 2; at < sample.length; at += step) {
            if (count == 0 || compare(sample[count - 1], sample[at]) < 0) {
                sample[count++] = sample[at];
            }
        }
        return Arrays.copyOf(sample, count);
    }

    private int compare(long left, long right) {
        return ScalarOrder.compare(
                keys[RowOrder.block(left)], RowOrder.row(left), keys[RowOrder.block(right)], RowOrder.row(right));
    }

    /**
     * One row of each stride, those kept of them. Any row of it, not the first: values may come and go with the key, and a
     * fixed stride could see the same one over and over.
     */
    private long[] sample(long rowCount, SplittableRandom random) {
        int stride = (int) Math.max(1, Math.ceilDiv(rowCount, SAMPLE_ROWS_MAX));
        long[] sample = new long[(int) (rowCount / stride) + blocks.size()];
        int count = 0;
        for (int block = 0; block < keys.length; block++) {
            int blockRows = blocks.get(block).rowCount();
            for (int from = 0; from < blockRows; from += stride) {
                int row = from + random.nextInt(Math.min(stride, blockRows - from));
                RowSet rows = kept.get(block);
                if (rows == null || rows.contains(row)) {
                    sample[count++] = (long) block << 32 | row;
                }
            }
        }
        return Arrays.copyOf(sample, count);
    }

    /** long[2 * splits + 1]: how many rows each piece has. */
    private long[] count() {
        long[] counts = new long[2 * splits.length + 1];
        for (int block = 0; block < keys.length; block++) {
            for (int row = next(block, 0); row >= 0; row = next(block, row + 1)) {
                counts[piece(block, row)]++;
            }
        }
        return counts;
    }

    private int piece(int block, int row) {
        int low = 0;
        int high = splits.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            int order = compare(middle, block, row);
            if (order == 0) {
                return 2 * middle + 1;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return 2 * low;
    }

    /** Puts neighboring pieces together, and cuts where a range comes nearest to its rows. */
    private static List<Range> ranges(long[] counts, long rowsPerRange) {
        List<Range> ranges = new ArrayList<>();
        double rowsMax = STRETCH * rowsPerRange;
        long rows = 0;
        int first = 0;
        for (int piece = 0; piece < counts.length; piece++) {
            boolean full = rows + counts[piece] / 2 > rowsPerRange || rows + counts[piece] > rowsMax;
            if (rows > 0 && counts[piece] > 0 && full) {
                ranges.add(new Range(rows, first, piece - 1));
                rows = 0;
                first = piece;
            }
            rows += counts[piece];
        }
        if (rows > 0) {
            addLast(ranges, new Range(rows, first, counts.length - 1), rowsMax);
        }
        return List.copyOf(ranges);
    }

    /** What is left over goes to the range before, if it is no more than that may hold. */
    private static void addLast(List<Range> ranges, Range last, double rowsMax) {
        if (!ranges.isEmpty() && ranges.getLast().rowCount + last.rowCount <= rowsMax) {
            Range before = ranges.removeLast();
            ranges.add(new Range(before.rowCount + last.rowCount, before.first, last.last));
        } else {
            ranges.add(last);
        }
    }
}
