package io.elanus.expr;

import io.elanus.model.Column.BytesColumn;
import io.elanus.model.Layouts;
import io.elanus.model.RowSet;
import io.elanus.simd.ByteSearch;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Compares one column of texts with constants, 64 rows a word. Most texts differ from a constant in their length or in eight
 * bytes, so these are looked at first, as one number; only where they agree are the others.
 */
final class TextScan {
    private static final int ROWS = 64;

    private TextScan() {}

    /** Adds the candidates that are this text. */
    static void addEqual(BytesColumn column, byte[] text, RowSet candidates, RowSet holds) {
        Equality equality = new Equality(column.bytes(), text);
        long[] wanted = candidates.words();
        long[] words = holds.words();
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i] != 0) {
                words[i] |= equality.word(column, i * ROWS) & wanted[i];
            }
        }
    }

    /** The rows of a text: those of its length whose last eight bytes, and then all, agree. */
    private static final class Equality {
        private final MemorySegment bytes;
        private final MemorySegment text;
        private final int length;
        private final long lastEight;
        private final long mask;
        /** Where a text begins at the latest so that eight bytes can be read from its start. */
        private final long readableStart;

        Equality(MemorySegment bytes, byte[] text) {
            this.bytes = bytes;
            this.text = MemorySegment.ofArray(text);
            this.length = text.length;
            this.mask = length >= 8 || length == 0 ? -1L : (1L << 8 * length) - 1;
            this.lastEight = tail(text);
            this.readableStart = bytes.byteSize() - 8;
        }

        private static long tail(byte[] text) {
            long tail = 0;
            int from = Math.max(0, text.length - 8);
            for (int i = text.length - 1; i >= from; i--) {
                tail = tail << 8 | text[i] & 0xFF;
            }
            return tail;
        }

        long word(BytesColumn column, int from) {
            long word = 0;
            int to = Math.min(column.rowCount(), from + ROWS);
            for (int row = from; row < to; row++) {
                if (column.length(row) == length && isAt(column.start(row))) {
                    word |= 1L << row;
                }
            }
            return word;
        }

        private boolean isAt(long start) {
            if (length >= 8) {
                return bytes.get(Layouts.LONG, start + length - 8) == lastEight && (length == 8 || agrees(start));
            }
            return start <= readableStart
                    ? length == 0 || (bytes.get(Layouts.LONG, start) & mask) == lastEight
                    : agrees(start);
        }

        private boolean agrees(long start) {
            return MemorySegment.mismatch(bytes, start, start + length, text, 0, length) < 0;
        }
    }

    /** The rows that have a literal inside of them, found in the bytes of all rows at once. */
    static RowSet containing(BytesColumn column, byte[] literal) {
        RowSet holds = RowSet.none(column.rowCount());
        int last = column.rowCount() - 1;
        if (last < 0) {
            return holds;
        }
        ByteSearch search = ByteSearch.best();
        long end = column.start(last) + column.length(last);
        if (column.offsetStride() == 0) { // The same text in every row.
            return search.find(column.bytes(), column.start(0), end, literal) < 0
                    ? holds
                    : RowSet.all(column.rowCount());
        }
        int row = 0;
        long at = search.find(column.bytes(), column.start(0), end, literal);
        while (at >= 0) {
            while (column.start(row) + column.length(row) <= at) {
                row++;
            }
            long rowEnd = column.start(row) + column.length(row);
            boolean inside = at + literal.length <= rowEnd;
            if (inside) {
                holds.add(row);
            }
            at = search.find(column.bytes(), inside ? rowEnd : at + 1, end, literal);
        }
        return holds;
    }

    /**
     * The candidates from {@code min} to before {@code end} in the order of their bytes.
     *
     * @param end null for none
     */
    static RowSet inRange(BytesColumn column, byte[] min, byte @Nullable [] end, RowSet candidates) {
        Bound low = new Bound(min);
        Bound high = end == null ? null : new Bound(end);
        RowSet holds = RowSet.none(candidates.rowCount());
        long[] wanted = candidates.words();
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i] == 0) {
                continue;
            }
            long word = 0;
            int to = Math.min(column.rowCount(), (i + 1) * ROWS);
            for (int row = i * ROWS; row < to; row++) {
                long prefix = prefix(column, row);
                boolean inside = low.compare(column, row, prefix) >= 0
                        && (high == null || high.compare(column, row, prefix) < 0);
                word |= (inside ? 1L : 0L) << row;
            }
            holds.words()[i] = word & wanted[i];
        }
        return holds;
    }

    /** The first eight bytes as a number that compares like them if taken as unsigned; zeros follow shorter texts. */
    private static long prefix(BytesColumn column, int row) {
        MemorySegment bytes = column.bytes();
        long start = column.start(row);
        int length = column.length(row);
        if (start + 8 > bytes.byteSize()) {
            return prefix(column.get(row));
        }
        long first = Long.reverseBytes(bytes.get(Layouts.LONG, start));
        return length >= 8 ? first : length == 0 ? 0 : first & -1L << 8 * (8 - length);
    }

    private static long prefix(byte[] text) {
        long prefix = 0;
        for (int i = 0; i < 8; i++) {
            prefix = prefix << 8 | (i < text.length ? text[i] & 0xFF : 0);
        }
        return prefix;
    }

    /** A text to compare rows with. */
    private static final class Bound {
        private final MemorySegment text;
        private final long prefix;

        Bound(byte[] text) {
            this.text = MemorySegment.ofArray(text);
            this.prefix = prefix(text);
        }

        int compare(BytesColumn column, int row, long rowPrefix) {
            return rowPrefix == prefix
                    ? BytesColumn.compareBytes(column.slice(row), text)
                    : Long.compareUnsigned(rowPrefix, prefix);
        }
    }
}
