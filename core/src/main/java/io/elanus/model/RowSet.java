package io.elanus.model;

import java.util.Arrays;

/**
 * A set of row offsets below a fixed row count, one bit a row, 64 rows a word.
 *
 * <p>Mutable; owned by one thread until it is handed over, immutable by agreement afterwards. Bits at or above
 * {@link #rowCount} are always zero.
 */
public final class RowSet {
    private final int rowCount;
    private final long[] words;

    private RowSet(int rowCount, long[] words) {
        this.rowCount = rowCount;
        this.words = words;
    }

    public static RowSet none(int rowCount) {
        return new RowSet(rowCount, new long[wordCount(rowCount)]);
    }

    public static RowSet all(int rowCount) {
        RowSet set = none(rowCount);
        Arrays.fill(set.words, -1L);
        set.trim();
        return set;
    }

    /** The rows below {@code visibleCount}, in a set over {@code rowCount} rows. */
    public static RowSet below(int visibleCount, int rowCount) {
        RowSet set = none(rowCount);
        int full = visibleCount >>> 6;
        Arrays.fill(set.words, 0, full, -1L);
        if ((visibleCount & 63) != 0) {
            set.words[full] = (1L << visibleCount) - 1;
        }
        return set;
    }

    /**
     * Takes the words as they are, without a copy.
     *
     * @param words long[(rowCount + 63) / 64]; bits at or above {@code rowCount} are cleared
     */
    public static RowSet ofWords(int rowCount, long[] words) {
        if (words.length != wordCount(rowCount)) {
            throw new IllegalArgumentException(
                    "row set has the wrong length: words=" + words.length + ", rowCount=" + rowCount);
        }
        RowSet set = new RowSet(rowCount, words);
        set.trim();
        return set;
    }

    public static int wordCount(int rowCount) {
        return (rowCount + 63) >>> 6;
    }

    public int rowCount() {
        return rowCount;
    }

    /** The bits themselves, long[(rowCount + 63) / 64]; whoever writes to them keeps the bits past the end zero. */
    public long[] words() {
        return words;
    }

    public boolean contains(int row) {
        return (words[row >>> 6] & (1L << row)) != 0;
    }

    public void add(int row) {
        words[row >>> 6] |= 1L << row;
    }

    public void remove(int row) {
        words[row >>> 6] &= ~(1L << row);
    }

    /**
     * Rows {@code from} to {@code from + count} - 1 as a set of their own.
     *
     * @param from a multiple of 64
     */
    public RowSet slice(int from, int count) {
        long[] part = Arrays.copyOfRange(words, from >>> 6, (from >>> 6) + wordCount(count));
        return ofWords(count, part);
    }

    public RowSet copy() {
        return new RowSet(rowCount, words.clone());
    }

    /** Keeps the rows that are in both; returns this set. */
    public RowSet and(RowSet other) {
        for (int i = 0; i < words.length; i++) {
            words[i] &= other.words[i];
        }
        return this;
    }

    /** Adds the rows of the other; returns this set. */
    public RowSet or(RowSet other) {
        for (int i = 0; i < words.length; i++) {
            words[i] |= other.words[i];
        }
        return this;
    }

    /** Removes the rows of the other; returns this set. */
    public RowSet andNot(RowSet other) {
        for (int i = 0; i < words.length; i++) {
            words[i] &= ~other.words[i];
        }
        return this;
    }

    /** Turns every bit; returns this set. */
    public RowSet flip() {
        for (int i = 0; i < words.length; i++) {
            words[i] = ~words[i];
        }
        trim();
        return this;
    }

    public int cardinality() {
        int count = 0;
        for (long word : words) {
            count += Long.bitCount(word);
        }
        return count;
    }

    public boolean isEmpty() {
        for (long word : words) {
            if (word != 0) {
                return false;
            }
        }
        return true;
    }

    /** The first row of the set at or after {@code from}, or -1 if there is none. */
    public int next(int from) {
        int index = from >>> 6;
        if (index >= words.length) {
            return -1;
        }
        long word = words[index] & (-1L << from);
        while (word == 0) {
            if (++index == words.length) {
                return -1;
            }
            word = words[index];
        }
        return (index << 6) + Long.numberOfTrailingZeros(word);
    }

    private void trim() {
        if ((rowCount & 63) != 0) {
            words[words.length - 1] &= (1L << rowCount) - 1;
        }
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof RowSet other && rowCount == other.rowCount && Arrays.equals(words, other.words);
    }

    @Override
    public int hashCode() {
        return 31 * rowCount + Arrays.hashCode(words);
    }

    @Override
    public String toString() {
        return "RowSet[" + cardinality() + " of " + rowCount + "]";
    }
}
