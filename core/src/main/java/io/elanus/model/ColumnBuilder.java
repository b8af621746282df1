package io.elanus.model;

import io.elanus.model.Column.BytesColumn;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Collects the values of one column on the heap. Owned by one thread.
 *
 * <p>Every value goes through one growing byte array, so that gathering rows from other columns is a copy of bytes. What
 * has been built stays as it is when more is added to the builder only if {@link #build} was the last call.
 */
public final class ColumnBuilder {
    private static final int CAPACITY_FIRST = 16;

    private final DataType type;
    private final int dim;
    private final int width;
    private byte[] bytes;
    private long[] offsets = new long[1];
    private int rowCount;
    private int byteCount;
    private long[] nullWords = new long[0];
    private boolean anyNull;

    private ColumnBuilder(DataType type, int dim) {
        this.type = type;
        this.dim = dim;
        this.width = width(type, dim);
        this.bytes = new byte[CAPACITY_FIRST * Math.max(width, 1)];
    }

    /** @param dim the number of elements of a vector; anything for other types */
    public static ColumnBuilder of(DataType type, int dim) {
        return new ColumnBuilder(type, dim);
    }

    public static ColumnBuilder of(FieldSchema field) {
        return new ColumnBuilder(field.type(), field.dim());
    }

    /** The bytes that a row takes, or 0 if rows have lengths of their own. */
    public static int width(DataType type, int dim) {
        return switch (type) {
            case BOOL -> 1;
            case INT8, INT16, INT32, FLOAT -> 4;
            case INT64, DOUBLE, TIMESTAMPTZ -> 8;
            case VARCHAR, TEXT, JSON, GEOMETRY, ARRAY, ARRAY_OF_VECTOR, SPARSE_FLOAT_VECTOR -> 0;
            case FLOAT_VECTOR -> 4 * dim;
            case FLOAT16_VECTOR, BFLOAT16_VECTOR -> 2 * dim;
            case INT8_VECTOR -> dim;
            case BINARY_VECTOR -> dim / 8;
        };
    }

    public int rowCount() {
        return rowCount;
    }

    public ColumnBuilder add(boolean value) {
        room(1);
        bytes[byteCount] = (byte) (value ? 1 : 0);
        return rowOf(1);
    }

    public ColumnBuilder add(int value) {
        room(4);
        MemorySegment.ofArray(bytes).set(Layouts.INT, byteCount, value);
        return rowOf(4);
    }

    public ColumnBuilder add(long value) {
        room(8);
        MemorySegment.ofArray(bytes).set(Layouts.LONG, byteCount, value);
        return rowOf(8);
    }

    public ColumnBuilder add(float value) {
        room(4);
        MemorySegment.ofArray(bytes).set(Layouts.FLOAT, byteCount, value);
        return rowOf(4);
    }

    public ColumnBuilder add(double value) {
        room(8);
        MemorySegment.ofArray(bytes).set(Layouts.DOUBLE, byteCount, value);
        return rowOf(8);
    }

    public ColumnBuilder add(byte[] value) {
        room(value.length);
        System.arraycopy(value, 0, bytes, byteCount, value.length);
        return rowOf(value.length);
    }

    public ColumnBuilder add(String value) {
        return add(value.getBytes(StandardCharsets.UTF_8));
    }

    /** @param value float[dim] */
    public ColumnBuilder add(float[] value) {
        if (value.length != dim) {
            throw new IllegalArgumentException("vector has the wrong length: got=" + value.length + ", dim=" + dim);
        }
        room(width);
        MemorySegment.copy(value, 0, MemorySegment.ofArray(bytes), Layouts.FLOAT, byteCount, dim);
        return rowOf(width);
    }

    /** Adds a value of the type of this column; a text for a column of JSON is the text of the JSON value. */
    public ColumnBuilder add(Value value) {
        return switch (value) {
            case Value.Bool bool -> add(bool.value());
            case Value.Int number ->
                switch (type) {
                    case INT8, INT16, INT32 -> add((int) number.value());
                    case FLOAT -> add((float) number.value());
                    case DOUBLE -> add((double) number.value());
                    case BOOL,
                            INT64,
                            VARCHAR,
                            ARRAY,
                            JSON,
                            GEOMETRY,
                            TEXT,
                            TIMESTAMPTZ,
                            BINARY_VECTOR,
                            FLOAT_VECTOR,
                            FLOAT16_VECTOR,
                            BFLOAT16_VECTOR,
                            SPARSE_FLOAT_VECTOR,
                            INT8_VECTOR,
                            ARRAY_OF_VECTOR -> add(number.value());
                };
            case Value.Real number -> type == DataType.FLOAT ? add((float) number.value()) : add(number.value());
            case Value.Text text ->
                switch (type) {
                    case JSON -> add(json(text.value()));
                    case GEOMETRY -> add(GeometryForm.ofText(text.value()));
                    default -> add(text.value());
                };
            case Value.Array array ->
                throw new IllegalArgumentException("column takes no arrays: type=" + type + ", value=" + array);
        };
    }

    private static byte[] json(String text) {
        try {
            return JsonForm.encode(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalArgumentException("not a JSON value: text=" + text, e);
        }
    }

    public ColumnBuilder addNull() {
        if (nullWords.length <= rowCount >>> 6) {
            nullWords = Arrays.copyOf(nullWords, Math.max(2 * nullWords.length, (rowCount >>> 6) + 1));
        }
        nullWords[rowCount >>> 6] |= 1L << rowCount;
        anyNull = true;
        room(width);
        Arrays.fill(bytes, byteCount, byteCount + width, (byte) 0);
        return rowOf(width);
    }

    /** Adds rows {@code from} to {@code to} - 1 of a column of the same type. */
    public ColumnBuilder addRows(Column source, int from, int to) {
        if (source.nulls() != null || width == 0) {
            for (int row = from; row < to; row++) {
                addRow(source, row);
            }
            return this;
        }
        int count = to - from;
        long size = (long) count * width;
        room(size);
        MemorySegment.copy(Columns.values(source), (long) from * width, MemorySegment.ofArray(bytes), byteCount, size);
        byteCount += (int) size;
        rowCount += count;
        return this;
    }

    /** Adds one row of a column of the same type. */
    public ColumnBuilder addRow(Column source, int row) {
        if (source.isNull(row)) {
            return addNull();
        }
        MemorySegment memory = Columns.values(source);
        long start = source instanceof BytesColumn column ? column.start(row) : (long) row * width;
        int size = source instanceof BytesColumn column ? column.length(row) : width;
        room(size);
        MemorySegment.copy(memory, start, MemorySegment.ofArray(bytes), byteCount, size);
        return rowOf(size);
    }

    public Column build() {
        MemorySegment memory = MemorySegment.ofArray(bytes).asSlice(0, byteCount);
        RowSet nulls = anyNull ? RowSet.ofWords(rowCount, Arrays.copyOf(nullWords, RowSet.wordCount(rowCount))) : null;
        return Columns.of(type, dim, memory, offsets(), rowCount, nulls);
    }

    private @Nullable MemorySegment offsets() {
        return width == 0 ? MemorySegment.ofArray(offsets).asSlice(0, 8L * (rowCount + 1)) : null;
    }

    private void room(long size) {
        long needed = byteCount + size;
        if (needed > Integer.MAX_VALUE - 8) {
            throw new IllegalStateException("column is too large for the heap: byteSize=" + needed);
        }
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(2L * bytes.length, needed)));
        }
    }

    private ColumnBuilder rowOf(int size) {
        byteCount += size;
        rowCount++;
        if (width == 0) {
            if (offsets.length <= rowCount) {
                offsets = Arrays.copyOf(offsets, Math.max(2 * offsets.length, CAPACITY_FIRST));
            }
            offsets[rowCount] = byteCount;
        }
        return this;
    }
}
