package io.elanus.segment;

import io.elanus.model.Column;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.Columns;
import io.elanus.model.DataType;
import io.elanus.model.Layouts;
import io.elanus.model.RowSet;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One column of one chunk of a growing segment: off-heap memory that doubles until the chunk is full.
 *
 * <p>One thread appends. A reader first reads the segment's row count and then {@link #column}: memory is published before
 * the count that makes its rows visible, so the reader finds them in it, whichever version it gets.
 */
final class GrowingChunk {
    private static final int VAR_BYTES_FIRST = 256;

    private final Arena arena;
    private final DataType type;
    private final int dim;
    private final int width;
    private volatile Memory memory;
    private long byteCount;

    /**
     * @param offsets long[rows + 1], of rows with lengths of their own
     * @param nullWords long[] or null as long as no row is null
     */
    private record Memory(MemorySegment values, @Nullable MemorySegment offsets, long @Nullable [] nullWords) {}

    GrowingChunk(Arena arena, DataType type, int dim, int rowCapacity) {
        this.arena = arena;
        this.type = type;
        this.dim = dim;
        this.width = ColumnBuilder.width(type, dim);
        this.memory = width == 0
                ? new Memory(allocate(VAR_BYTES_FIRST), allocate(8L * (rowCapacity + 1)), null)
                : new Memory(allocate((long) width * rowCapacity), null, null);
    }

    private MemorySegment allocate(long size) {
        return arena.allocate(size, 64);
    }

    /** Makes room for rows up to {@code rowCapacity}. */
    void grow(int rowCapacity) {
        Memory old = memory;
        memory = width == 0
                ? new Memory(old.values, copied(old.offsets, 8L * (rowCapacity + 1)), old.nullWords)
                : new Memory(copied(old.values, (long) width * rowCapacity), null, old.nullWords);
    }

    private MemorySegment copied(@Nullable MemorySegment old, long size) {
        MemorySegment bigger = allocate(size);
        if (old != null) {
            MemorySegment.copy(old, 0, bigger, 0, old.byteSize());
        }
        return bigger;
    }

    /** Appends rows {@code from} to {@code to} - 1 of the source behind the {@code rowCount} rows that are there. */
    void append(int rowCount, Column source, int from, int to) {
        if (width == 0) {
            appendBytes(rowCount, (BytesColumn) source, from, to);
        } else {
            MemorySegment.copy(
                    Columns.values(source),
                    (long) from * width,
                    memory.values,
                    (long) rowCount * width,
                    (long) (to - from) * width);
        }
        if (source.nulls() != null) {
            appendNulls(rowCount, source, from, to);
        }
    }

    private void appendBytes(int rowCount, BytesColumn source, int from, int to) {
        long sourceStart = source.start(from);
        long size = source.start(to) - sourceStart;
        Memory current = memory;
        if (byteCount + size > current.values.byteSize()) {
            long capacity = Math.max(current.values.byteSize() * 2, byteCount + size);
            current = new Memory(copied(current.values, capacity), current.offsets, current.nullWords);
            memory = current;
        }
        MemorySegment.copy(source.bytes(), sourceStart, current.values, byteCount, size);
        MemorySegment offsets = current.offsets;
        for (int row = from; offsets != null && row < to; row++) {
            offsets.set(
                    Layouts.LONG, 8L * (rowCount + row - from + 1), byteCount + source.start(row + 1) - sourceStart);
        }
        byteCount += size;
    }

    private void appendNulls(int rowCount, Column source, int from, int to) {
        Memory current = memory;
        int words = RowSet.wordCount(rowCount + to - from);
        long[] nullWords = current.nullWords == null
                ? new long[words]
                : Arrays.copyOf(current.nullWords, Math.max(words, current.nullWords.length));
        for (int row = from; row < to; row++) {
            if (source.isNull(row)) {
                int target = rowCount + row - from;
                nullWords[target >>> 6] |= 1L << target;
            }
        }
        memory = new Memory(current.values, current.offsets, nullWords);
    }

    Column column(int rowCount) {
        Memory current = memory;
        RowSet nulls = current.nullWords == null
                ? null
                : RowSet.ofWords(rowCount, Arrays.copyOf(current.nullWords, RowSet.wordCount(rowCount)));
        return Columns.of(type, dim, current.values, current.offsets, rowCount, nulls);
    }
}
