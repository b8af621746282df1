package io.elanus.segment;

import io.elanus.durable.BlockFileReader;
import io.elanus.durable.BlockFileWriter;
import io.elanus.durable.ObjectWriter;
import io.elanus.model.Column;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.Columns;
import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import io.elanus.model.Layouts;
import io.elanus.model.RowSet;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One column of a sealed segment at rest. A block file of kind {@code ELCO}, format version {@value #VERSION}; its body,
 * little-endian:
 *
 * <pre>
 * values   the values of {@link Column}, row after row
 * zeros    to a multiple of 64
 * offsets  long[rowCount + 1], only of types whose rows have lengths of their own
 * nulls    long[(rowCount + 63) / 64], only if a row is null: bit i of word i / 64 is set if row i is null
 * tail     long  bytes of the values
 *          long  offset of the offsets in the body, 0 if there are none
 *          long  offset of the nulls in the body, 0 if there are none
 *          int   rows
 *          int   elements of a vector, else 0
 *          int   data type ({@link DataType#number})
 *          int   0
 * </pre>
 *
 * Values begin at a page, so that vectors are searched where they lie.
 */
final class ColumnFileFormat {
    static final String KIND = "ELCO";
    static final int VERSION = 2;

    private static final int TAIL_BYTES = 40;
    private static final int BUFFER_BYTES = 64 << 10;

    /** Shorter runs of small values are picked one by one. */
    private static final int RUN_ROWS_MIN = 64;

    private ColumnFileFormat() {}

    /**
     * Writes a column of rows picked from several columns.
     *
     * @param sources columns of the field
     * @param order references of {@link RowOrder} into them
     * @param written as in {@link BlockFileWriter}
     */
    static void write(ObjectWriter out, FieldSchema field, Column[] sources, long[] order, LongConsumer written) {
        try (BlockFileWriter file = new BlockFileWriter(out, KIND, VERSION, written)) {
            write(file, field, sources, order);
            file.finish();
        }
    }

    private static void write(BlockFileWriter file, FieldSchema field, Column[] sources, long[] order) {
        int dim = field.dim();
        int width = ColumnBuilder.width(field.type(), dim);
        if (width > 0) {
            writeFixed(file, sources, order, width);
        } else {
            writeBytes(file, sources, order);
        }
        long valueBytes = file.bodyBytes();
        file.align(64);
        long offsetsAt = width > 0 ? 0 : file.bodyBytes();
        if (width == 0) {
            writeOffsets(file, sources, order);
        }
        long[] nulls = nulls(sources, order);
        long nullsAt = nulls == null ? 0 : file.bodyBytes();
        if (nulls != null) {
            file.write(MemorySegment.ofArray(nulls));
        }
        MemorySegment tail = MemorySegment.ofArray(new byte[TAIL_BYTES]);
        tail.set(Layouts.LONG, 0, valueBytes);
        tail.set(Layouts.LONG, 8, offsetsAt);
        tail.set(Layouts.LONG, 16, nullsAt);
        tail.set(Layouts.INT, 24, order.length);
        tail.set(Layouts.INT, 28, dim);
        tail.set(Layouts.INT, 32, field.type().number());
        file.write(tail);
    }

    private static void writeFixed(BlockFileWriter file, Column[] sources, long[] order, int width) {
        MemorySegment[] values = values(sources);
        int rowsMax = Math.max(1, BUFFER_BYTES / width);
        // A vector that was added later has no values where every row is null.
        boolean narrow = isNumber(width) && Arrays.stream(values).allMatch(source -> source.byteSize() > 0);
        MemorySegment buffer = MemorySegment.ofArray(new byte[narrow ? rowsMax * width : 0]);
        int count;
        for (int at = 0; at < order.length; at += count) {
            count = runLength(order, at);
            MemorySegment source = values[RowOrder.block(order[at])];
            if (source.byteSize() == 0) {
                writeZeros(file, (long) count * width);
            } else if (narrow && count < RUN_ROWS_MIN) {
                count = Math.min(rowsMax, order.length - at);
                gather(values, order, at, count, width, buffer);
                file.write(buffer, 0, (long) count * width);
            } else {
                // Rows that lie together go as they lie.
                long from = (long) RowOrder.row(order[at]) * width;
                file.write(source, from, (long) count * width);
            }
        }
    }

    /** Short vectors have other widths. */
    private static boolean isNumber(int width) {
        return width == Byte.BYTES || width == Integer.BYTES || width == Long.BYTES;
    }

    private static void writeZeros(BlockFileWriter file, long byteCount) {
        MemorySegment zeros = MemorySegment.ofArray(new byte[(int) Math.min(byteCount, BUFFER_BYTES)]);
        for (long left = byteCount; left > 0; left -= zeros.byteSize()) {
            file.write(zeros, 0, Math.min(left, zeros.byteSize()));
        }
    }

    /** Picks values of 1, 4 or 8 bytes: a copy of memory would cost many times the value. */
    private static void gather(
            MemorySegment[] values, long[] order, int at, int count, int width, MemorySegment buffer) {
        switch (width) {
            case Byte.BYTES -> {
                for (int i = 0; i < count; i++) {
                    long reference = order[at + i];
                    buffer.set(
                            Layouts.BYTE,
                            i,
                            values[RowOrder.block(reference)].get(Layouts.BYTE, RowOrder.row(reference)));
                }
            }
            case Integer.BYTES -> {
                for (int i = 0; i < count; i++) {
                    long reference = order[at + i];
                    buffer.set(
                            Layouts.INT,
                            4L * i,
                            values[RowOrder.block(reference)].get(Layouts.INT, 4L * RowOrder.row(reference)));
                }
            }
            case Long.BYTES -> {
                for (int i = 0; i < count; i++) {
                    long reference = order[at + i];
                    buffer.set(
                            Layouts.LONG,
                            8L * i,
                            values[RowOrder.block(reference)].get(Layouts.LONG, 8L * RowOrder.row(reference)));
                }
            }
            default -> throw new IllegalStateException("values have another width: width=" + width);
        }
    }

    /** How many references from {@code at} on name rows that follow each other. */
    private static int runLength(long[] order, int at) {
        int run = 1;
        while (at + run < order.length && order[at + run] == order[at] + run) {
            run++;
        }
        return run;
    }

    private static MemorySegment[] values(Column[] sources) {
        return Arrays.stream(sources).map(Columns::values).toArray(MemorySegment[]::new);
    }

    private static void writeBytes(BlockFileWriter file, Column[] sources, long[] order) {
        for (long reference : order) {
            BytesColumn source = (BytesColumn) sources[RowOrder.block(reference)];
            file.write(source.slice(RowOrder.row(reference)));
        }
    }

    private static void writeOffsets(BlockFileWriter file, Column[] sources, long[] order) {
        int entriesMax = BUFFER_BYTES / 8;
        MemorySegment buffer = MemorySegment.ofArray(new byte[BUFFER_BYTES]);
        long offset = 0;
        int buffered = 0;
        for (int i = 0; i <= order.length; i++) {
            buffer.set(Layouts.LONG, 8L * buffered++, offset);
            if (buffered == entriesMax || i == order.length) {
                file.write(buffer.asSlice(0, 8L * buffered));
                buffered = 0;
            }
            if (i < order.length) {
                BytesColumn source = (BytesColumn) sources[RowOrder.block(order[i])];
                offset += source.length(RowOrder.row(order[i]));
            }
        }
    }

    private static long @Nullable [] nulls(Column[] sources, long[] order) {
        if (Arrays.stream(sources).allMatch(source -> source.nulls() == null)) {
            return null;
        }
        RowSet nulls = RowSet.none(order.length);
        for (int i = 0; i < order.length; i++) {
            if (sources[RowOrder.block(order[i])].isNull(RowOrder.row(order[i]))) {
                nulls.add(i);
            }
        }
        return nulls.isEmpty() ? null : nulls.words();
    }

    /**
     * What a file says of itself.
     *
     * @param dim elements of a vector, else 0
     */
    record Shape(DataType type, int dim, int rowCount) {}

    static Shape shape(BlockFileReader file) {
        MemorySegment tail = tail(file);
        DataType type = DataType.ofNumber(tail.get(Layouts.INT, 32));
        return new Shape(type, tail.get(Layouts.INT, 28), tail.get(Layouts.INT, 24));
    }

    private static MemorySegment tail(BlockFileReader file) {
        long tailAt = file.body().byteSize() - TAIL_BYTES;
        if (tailAt < 0) {
            throw file.corrupt(0, "column file is shorter than its tail");
        }
        file.verifyFrom(tailAt);
        return file.body().asSlice(tailAt);
    }

    /** The column in a file, as a view of it. Tail and nulls are verified; values and offsets are whoever's who reads them. */
    static Column read(BlockFileReader file, FieldSchema field, int rowCount) {
        MemorySegment body = file.body();
        MemorySegment tail = tail(file);
        int dim = tail.get(Layouts.INT, 28);
        if (tail.get(Layouts.INT, 24) != rowCount
                || tail.get(Layouts.INT, 32) != field.type().number()) {
            throw file.corrupt(
                    body.byteSize() - TAIL_BYTES,
                    "column file is of another column: rows=" + tail.get(Layouts.INT, 24) + ", expected=" + rowCount
                            + ", type=" + tail.get(Layouts.INT, 32) + ", expected="
                            + field.type().number());
        }
        MemorySegment values = body.asSlice(0, tail.get(Layouts.LONG, 0));
        long offsetsAt = tail.get(Layouts.LONG, 8);
        long nullsAt = tail.get(Layouts.LONG, 16);
        MemorySegment offsets = offsetsAt == 0 && ColumnBuilder.width(field.type(), dim) > 0
                ? null
                : body.asSlice(offsetsAt, 8L * (rowCount + 1));
        return Columns.of(
                field.type(), dim, values, offsets, rowCount, nullsAt == 0 ? null : nulls(file, nullsAt, rowCount));
    }

    private static RowSet nulls(BlockFileReader file, long at, int rowCount) {
        long[] words = new long[RowSet.wordCount(rowCount)];
        file.verifyFrom(at);
        MemorySegment.copy(file.body(), Layouts.LONG, at, words, 0, words.length);
        return RowSet.ofWords(rowCount, words);
    }
}
