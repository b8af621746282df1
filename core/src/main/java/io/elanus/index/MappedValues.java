package io.elanus.index;

import io.elanus.durable.CorruptFileException;
import io.elanus.expr.ValueIndex;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.Layouts;
import io.elanus.model.RowSet;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** The values and rows of a {@link ValueIndexFormat} file, read where they lie. */
final class MappedValues implements ValueIndex {
    private final ValueIndexFormat.Header header;
    private final MemorySegment values;
    private final MemorySegment texts;
    private final MemorySegment starts;
    private final MemorySegment bitmaps;
    private final MemorySegment rows;
    private final MemorySegment absent;

    /** The values that are dense; few, as each has more than a 32nd of the rows. */
    private final int[] dense;

    /** How many entries the dense values before each have, and at the end all of them: those are not among the rows. */
    private final int[] denseEntries;

    private MappedValues(ValueIndexFormat.Header header, MemorySegment file) {
        this.header = header;
        this.values = file.asSlice(header.valuesOffset(), header.textsOffset() - header.valuesOffset());
        this.texts = file.asSlice(header.textsOffset(), header.textBytes());
        this.starts = file.asSlice(header.startsOffset(), Integer.BYTES * (header.valueCount() + 1L));
        this.bitmaps = file.asSlice(header.bitmapsOffset(), header.denseCount() * header.bitmapBytes());
        this.rows = file.asSlice(header.rowsOffset(), Integer.BYTES * header.sparseEntries());
        this.absent = file.asSlice(header.absentOffset(), header.bitmapBytes());
        this.dense = file.asSlice(header.denseOffset(), (long) Integer.BYTES * header.denseCount())
                .toArray(Layouts.INT);
        this.denseEntries = new int[dense.length + 1];
        for (int i = 0; i < dense.length; i++) {
            denseEntries[i + 1] = denseEntries[i] + (int) entryCount(dense[i], dense[i] + 1);
        }
    }

    /**
     * Verifies every byte of the file, which stays in use.
     *
     * @param key the name for errors
     * @throws CorruptFileException if the file is corrupt, or of other rows or values
     */
    static MappedValues open(String key, MemorySegment file, int rowCount, boolean texts) {
        ValueIndexFormat.Header header = ValueIndexFormat.verify(key, file);
        if (header.rowCount() != rowCount || header.texts() != texts) {
            throw new CorruptFileException(
                    key,
                    0,
                    "value index file is of other rows: expected rowCount=%d, texts=%b, found rowCount=%d, texts=%b"
                            .formatted(rowCount, texts, header.rowCount(), header.texts()));
        }
        return new MappedValues(header, file);
    }

    @Override
    public int rowCount() {
        return header.rowCount();
    }

    @Override
    public int valueCount() {
        return header.valueCount();
    }

    @Override
    public int ceiling(long number) {
        int low = 0;
        int high = valueCount();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (values.get(Layouts.LONG, 8L * middle) < number) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public int ceiling(byte[] text) {
        MemorySegment wanted = MemorySegment.ofArray(text);
        int low = 0;
        int high = valueCount();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (BytesColumn.compareBytes(slice(middle), wanted) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public byte[] text(int value) {
        return slice(value).toArray(Layouts.BYTE);
    }

    private MemorySegment slice(int value) {
        long start = values.get(Layouts.LONG, 8L * value);
        return texts.asSlice(start, values.get(Layouts.LONG, 8L * value + 8) - start);
    }

    @Override
    public long entryCount(int from, int to) {
        return start(to) - start(from);
    }

    private int start(int value) {
        return starts.get(Layouts.INT, 4L * value);
    }

    @Override
    public void addRows(int from, int to, RowSet set) {
        int next = Arrays.binarySearch(dense, from);
        next = next < 0 ? -next - 1 : next;
        int at = from;
        while (next < dense.length && dense[next] < to) {
            addSparse(at, dense[next], denseEntries[next], set);
            addDense(next, set);
            at = dense[next++] + 1;
        }
        addSparse(at, to, denseEntries[next], set);
    }

    /** @param skipped entries of dense values before */
    private void addSparse(int from, int to, int skipped, RowSet set) {
        long[] words = set.words();
        long end = 4L * (start(to) - skipped);
        for (long at = 4L * (start(from) - skipped); at < end; at += 4) {
            int row = rows.get(Layouts.INT, at);
            words[row >>> 6] |= 1L << row;
        }
    }

    private void addDense(int number, RowSet set) {
        long[] words = set.words();
        long offset = number * header.bitmapBytes();
        for (int i = 0; i < words.length; i++) {
            words[i] |= bitmaps.get(Layouts.LONG, offset + 8L * i);
        }
    }

    @Override
    public int absentCount() {
        return header.absentCount();
    }

    @Override
    public RowSet absent() {
        return header.absentCount() == 0
                ? RowSet.none(rowCount())
                : RowSet.ofWords(rowCount(), absent.toArray(Layouts.LONG));
    }
}
