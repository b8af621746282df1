package io.elanus.index;

import io.elanus.expr.IndexKeys;
import io.elanus.model.Column;
import io.elanus.model.Layouts;
import io.elanus.model.RowSet;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.Arrays;

/**
 * Builds the file of an index on scalar values. Reads the column twice: first to number the distinct values and to count
 * the rows of each, then to write the rows to where the counts say. So beside the file it holds nothing but the distinct
 * values, with about 30 bytes each on top.
 */
final class ValueIndexBuilder {
    /** Asking whether to go on takes longer than many rows do. */
    private static final int ROWS_A_CHECK = 256;

    /** Places of entries are 32-bit numbers in the file. */
    private static final int ENTRIES_MAX = Integer.MAX_VALUE;

    private final Column column;
    private final IndexKeys.Rows rows;
    private final BuildMonitor monitor;
    private final ValueDictionary values;
    private final RowSet absent;

    /** By number of the value: how many rows it has. */
    private int[] counts = new int[16];

    /** By number of the value: the last row that it was found in; a row may have a value several times. */
    private int[] lastRows = new int[16];

    private long entryCount;

    private ValueIndexBuilder(Column column, IndexKeys keys, BuildMonitor monitor) {
        this.column = column;
        this.rows = keys.of(column);
        this.monitor = monitor;
        this.values = keys.ofTexts() ? new TextDictionary() : new NumberDictionary();
        this.absent = RowSet.none(column.rowCount());
    }

    /**
     * @param allocator gives the bytes answered, once, full of zeroes
     * @return the whole file
     */
    static MemorySegment build(Column column, IndexKeys keys, BuildMonitor monitor, SegmentAllocator allocator) {
        return new ValueIndexBuilder(column, keys, monitor).build(allocator);
    }

    private MemorySegment build(SegmentAllocator allocator) {
        count();
        int[] ascending = values.ascending();
        ValueIndexFormat.Header header = header(ascending);
        MemorySegment file = allocator.allocate(header.byteSize(), Long.BYTES);
        writeValues(header, ascending, file);
        writeRows(places(header, ascending, file), file);
        write(absent.words(), file, header.absentOffset());
        ValueIndexFormat.seal(header, file);
        return file;
    }

    /** Is told each value of each row, by number; one row may have a value several times. */
    private abstract class EachValue implements IndexKeys.Sink {
        int row;

        abstract void value(int number);

        @Override
        public void number(long key) {
            value(values.add(key));
        }

        @Override
        public void text(byte[] bytes, int from, int length) {
            value(values.add(bytes, from, length));
        }

        /** Answers false if the row has no value of the type. */
        boolean read(int next) {
            if (next % ROWS_A_CHECK == 0) {
                monitor.throwIfCancelled();
            }
            row = next;
            return rows.read(row, this);
        }
    }

    private void count() {
        EachValue counter = new EachValue() {
            @Override
            void value(int number) {
                if (number == counts.length) {
                    counts = Arrays.copyOf(counts, 2 * number);
                    lastRows = Arrays.copyOf(lastRows, 2 * number);
                }
                if (counts[number] == 0 || lastRows[number] != row) {
                    counts[number]++;
                    lastRows[number] = row;
                    entryCount++;
                }
            }
        };
        for (int row = 0; row < column.rowCount(); row++) {
            if (!counter.read(row)) {
                absent.add(row);
            }
            monitor.rowBuilt();
        }
        if (entryCount > ENTRIES_MAX) {
            throw new IllegalStateException("index has too many entries: max=" + ENTRIES_MAX + ", got=" + entryCount);
        }
    }

    private ValueIndexFormat.Header header(int[] ascending) {
        int denseCount = 0;
        long sparseEntries = 0;
        long textBytes = 0;
        for (int number : ascending) {
            if (isDense(number)) {
                denseCount++;
            } else {
                sparseEntries += counts[number];
            }
            textBytes += values instanceof TextDictionary texts ? texts.length(number) : 0;
        }
        return new ValueIndexFormat.Header(
                values instanceof TextDictionary,
                column.rowCount(),
                ascending.length,
                denseCount,
                absent.cardinality(),
                textBytes,
                sparseEntries);
    }

    private boolean isDense(int number) {
        return ValueIndexFormat.isDense(counts[number], column.rowCount());
    }

    private void writeValues(ValueIndexFormat.Header header, int[] ascending, MemorySegment file) {
        long at = header.valuesOffset();
        switch (values) {
            case NumberDictionary numbers -> {
                for (int number : ascending) {
                    file.set(Layouts.LONG, at, numbers.value(number));
                    at += Long.BYTES;
                }
            }
            case TextDictionary texts -> {
                long textBytes = 0;
                for (int number : ascending) {
                    file.set(Layouts.LONG, at, textBytes);
                    at += Long.BYTES;
                    MemorySegment.copy(
                            texts.bytes(number),
                            texts.start(number),
                            file,
                            Layouts.BYTE,
                            header.textsOffset() + textBytes,
                            texts.length(number));
                    textBytes += texts.length(number);
                }
                file.set(Layouts.LONG, at, textBytes);
            }
        }
    }

    /**
     * Writes where the rows of each value are.
     *
     * @return by number of the value: the offset of its first row; of a dense one that of its bitmap, complemented
     */
    private long[] places(ValueIndexFormat.Header header, int[] ascending, MemorySegment file) {
        long[] places = new long[ascending.length];
        long rowsAt = header.rowsOffset();
        long bitmapAt = header.bitmapsOffset();
        long denseAt = header.denseOffset();
        int start = 0;
        for (int value = 0; value < ascending.length; value++) {
            int number = ascending[value];
            if (isDense(number)) {
                file.set(Layouts.INT, denseAt, value);
                denseAt += Integer.BYTES;
                places[number] = ~bitmapAt;
                bitmapAt += header.bitmapBytes();
            } else {
                places[number] = rowsAt;
                rowsAt += (long) Integer.BYTES * counts[number];
            }
            start += counts[number];
            file.set(Layouts.INT, header.startsOffset() + Integer.BYTES * (value + 1L), start);
        }
        return places;
    }

    private void writeRows(long[] places, MemorySegment file) {
        Arrays.fill(lastRows, -1);
        EachValue writer = new EachValue() {
            @Override
            void value(int number) {
                long place = places[number];
                if (place < 0) {
                    long word = ~place + (row >>> 6) * (long) Long.BYTES;
                    file.set(Layouts.LONG, word, file.get(Layouts.LONG, word) | 1L << row);
                } else if (lastRows[number] != row) {
                    file.set(Layouts.INT, place, row);
                    places[number] = place + Integer.BYTES;
                    lastRows[number] = row;
                }
            }
        };
        for (int row = 0; row < column.rowCount(); row++) {
            writer.read(row);
        }
    }

    private static void write(long[] words, MemorySegment file, long offset) {
        MemorySegment.copy(words, 0, file, Layouts.LONG, offset, words.length);
    }
}
