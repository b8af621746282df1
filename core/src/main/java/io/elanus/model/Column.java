package io.elanus.model;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The values of one field for rows 0 to {@link #rowCount} - 1, over memory of any kind: a heap array, a chunk of a growing
 * segment, a mapped file. Numbers are little-endian ({@link Layouts}).
 *
 * <p>A row that is null has a place like any other; what lies there means nothing. Immutable; reading is thread-safe.
 */
public sealed interface Column {
    int rowCount();

    /** The rows that are null, or null if every row has a value. */
    @Nullable
    RowSet nulls();

    default boolean isNull(int row) {
        RowSet nulls = nulls();
        return nulls != null && nulls.contains(row);
    }

    /** BOOL: one byte a row, 0 or 1. */
    record BoolColumn(
            MemorySegment values, int rowCount, @Nullable RowSet nulls) implements Column {
        public boolean get(int row) {
            return values.get(Layouts.BYTE, row) != 0;
        }
    }

    /** INT8, INT16 and INT32: int[rowCount]. */
    record IntColumn(
            MemorySegment values, int rowCount, @Nullable RowSet nulls) implements Column {
        public int get(int row) {
            return values.get(Layouts.INT, 4L * row);
        }
    }

    /** INT64, TIMESTAMPTZ ({@link IsoTimes}) and timestamps: long[rowCount]. */
    record LongColumn(
            MemorySegment values, int rowCount, @Nullable RowSet nulls) implements Column {
        public static LongColumn of(long... values) {
            return new LongColumn(MemorySegment.ofArray(values), values.length, null);
        }

        public long get(int row) {
            return values.get(Layouts.LONG, 8L * row);
        }
    }

    /** FLOAT: float[rowCount]. */
    record FloatColumn(
            MemorySegment values, int rowCount, @Nullable RowSet nulls) implements Column {
        public float get(int row) {
            return values.get(Layouts.FLOAT, 4L * row);
        }
    }

    /** DOUBLE: double[rowCount]. */
    record DoubleColumn(
            MemorySegment values, int rowCount, @Nullable RowSet nulls) implements Column {
        public double get(int row) {
            return values.get(Layouts.DOUBLE, 8L * row);
        }
    }

    /**
     * What has a length of its own in each row: VARCHAR and TEXT (UTF-8), JSON ({@link JsonForm}), GEOMETRY (well-known binary,
     * {@link GeometryForm}), ARRAY and ARRAY_OF_VECTOR ({@link ArrayForm}), SPARSE_FLOAT_VECTOR ({@link SparseForm}). Row i is bytes[offsets[i] .. offsets[i + 1]).
     *
     * <p>With the stride 0 every row is the first one, which has two offsets: a value for any number of rows.
     *
     * @param offsets long[rowCount + 1]
     * @param offsetStride bytes from the offset of a row to that of the next: 8, or 0
     */
    record BytesColumn(
            MemorySegment offsets,
            long offsetStride,
            MemorySegment bytes,
            int rowCount,
            @Nullable RowSet nulls) implements Column {
        public BytesColumn(MemorySegment offsets, MemorySegment bytes, int rowCount, @Nullable RowSet nulls) {
            this(offsets, 8, bytes, rowCount, nulls);
        }

        /** The same value in every row. */
        public static BytesColumn repeated(byte[] value, int rowCount, @Nullable RowSet nulls) {
            MemorySegment offsets = MemorySegment.ofArray(new long[] {0, value.length});
            return new BytesColumn(offsets, 0, MemorySegment.ofArray(value), rowCount, nulls);
        }

        /** Where a row begins in the bytes; of a column with a stride, also where the rows end. */
        public long start(int row) {
            return offsets.get(Layouts.LONG, offsetStride * row);
        }

        public int length(int row) {
            long at = offsetStride * row;
            return (int) (offsets.get(Layouts.LONG, at + 8) - offsets.get(Layouts.LONG, at));
        }

        public MemorySegment slice(int row) {
            return bytes.asSlice(start(row), length(row));
        }

        public byte[] get(int row) {
            byte[] value = new byte[length(row)];
            MemorySegment.copy(bytes, Layouts.BYTE, start(row), value, 0, value.length);
            return value;
        }

        public String string(int row) {
            return new String(get(row), StandardCharsets.UTF_8);
        }

        /** Compares as unsigned bytes, which for UTF-8 is the order of the code points. */
        public int compare(int row, byte[] other) {
            return compareBytes(slice(row), MemorySegment.ofArray(other));
        }

        public static int compareBytes(MemorySegment left, MemorySegment right) {
            long at = left.mismatch(right);
            if (at < 0) {
                return 0;
            }
            if (at == left.byteSize()) {
                return -1;
            }
            if (at == right.byteSize()) {
                return 1;
            }
            return Byte.compareUnsigned(left.get(Layouts.BYTE, at), right.get(Layouts.BYTE, at));
        }
    }

    /** FLOAT_VECTOR: float[rowCount * dim], row-major; may be missing if every row is null. */
    record VectorColumn(
            MemorySegment values,
            int dim,
            int rowCount,
            @Nullable RowSet nulls) implements Column {
        public float[] get(int row) {
            float[] value = new float[dim];
            MemorySegment.copy(values, Layouts.FLOAT, 4L * dim * row, value, 0, dim);
            return value;
        }
    }

    /**
     * BINARY_VECTOR (bits, eight a byte), FLOAT16_VECTOR, BFLOAT16_VECTOR (two bytes an element, little-endian) and
     * INT8_VECTOR: byte[rowCount * rowByteSize], row-major; may be missing if every row is null.
     *
     * @param dim the elements of a row, which are bits for BINARY_VECTOR
     */
    record PackedVectorColumn(
            MemorySegment values,
            DataType type,
            int dim,
            int rowCount,
            @Nullable RowSet nulls) implements Column {
        public int rowByteSize() {
            return ColumnBuilder.width(type, dim);
        }

        public byte[] get(int row) {
            return values.asSlice((long) row * rowByteSize(), rowByteSize()).toArray(Layouts.BYTE);
        }
    }
}
