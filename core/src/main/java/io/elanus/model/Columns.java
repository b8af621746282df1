package io.elanus.model;

import io.elanus.model.Column.BoolColumn;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.Column.DoubleColumn;
import io.elanus.model.Column.FloatColumn;
import io.elanus.model.Column.IntColumn;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.Column.PackedVectorColumn;
import io.elanus.model.Column.VectorColumn;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** From a data type and raw memory to a column, and back. */
public final class Columns {
    private Columns() {}

    /**
     * A column over memory that already has the layout of {@link Column}.
     *
     * @param values the numbers of the rows, or the bytes that {@code offsets} cut into rows
     * @param offsets long[rowCount + 1] for types whose rows have lengths of their own, else null
     */
    public static Column of(
            DataType type,
            int dim,
            MemorySegment values,
            @Nullable MemorySegment offsets,
            int rowCount,
            @Nullable RowSet nulls) {
        return switch (type) {
            case BOOL -> new BoolColumn(values, rowCount, nulls);
            case INT8, INT16, INT32 -> new IntColumn(values, rowCount, nulls);
            case INT64, TIMESTAMPTZ -> new LongColumn(values, rowCount, nulls);
            case FLOAT -> new FloatColumn(values, rowCount, nulls);
            case DOUBLE -> new DoubleColumn(values, rowCount, nulls);
            case VARCHAR, TEXT, JSON, GEOMETRY, ARRAY, ARRAY_OF_VECTOR, SPARSE_FLOAT_VECTOR ->
                new BytesColumn(Objects.requireNonNull(offsets), values, rowCount, nulls);
            case FLOAT_VECTOR -> new VectorColumn(values, dim, rowCount, nulls);
            case BINARY_VECTOR, FLOAT16_VECTOR, BFLOAT16_VECTOR, INT8_VECTOR ->
                new PackedVectorColumn(values, type, dim, rowCount, nulls);
        };
    }

    /** The memory of the values: numbers of the rows, or the bytes that offsets cut into rows. */
    public static MemorySegment values(Column column) {
        return switch (column) {
            case BoolColumn values -> values.values();
            case IntColumn values -> values.values();
            case LongColumn values -> values.values();
            case FloatColumn values -> values.values();
            case DoubleColumn values -> values.values();
            case VectorColumn values -> values.values();
            case PackedVectorColumn values -> values.values();
            case BytesColumn values -> values.bytes();
        };
    }

    /** The elements of a vector in each row, or 0. */
    public static int dim(Column column) {
        return switch (column) {
            case VectorColumn vectors -> vectors.dim();
            case PackedVectorColumn vectors -> vectors.dim();
            case BoolColumn _, IntColumn _, LongColumn _, FloatColumn _, DoubleColumn _, BytesColumn _ -> 0;
        };
    }

    /** Rows {@code from} to {@code to} - 1 of every column, copied to the heap. */
    public static Column copy(FieldSchema field, Column column, int from, int to) {
        return ColumnBuilder.of(field).addRows(column, from, to).build();
    }

    /** The rows named, in the order named, copied to the heap. */
    public static Column gather(FieldSchema field, Column column, int[] rows) {
        ColumnBuilder builder = ColumnBuilder.of(field);
        for (int row : rows) {
            builder.addRow(column, row);
        }
        return builder.build();
    }
}
