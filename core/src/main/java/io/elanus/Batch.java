package io.elanus;

import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.Column.BoolColumn;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.Column.DoubleColumn;
import io.elanus.model.Column.FloatColumn;
import io.elanus.model.Column.IntColumn;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.Column.PackedVectorColumn;
import io.elanus.model.Column.VectorColumn;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import io.elanus.model.InputColumn;
import io.elanus.model.IsoTimes;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rows to be written, column by column: the quick way for many. Every column has a value for each row.
 *
 * <p>Owned by one thread; arrays are not copied, so leave them as they are until the write has returned.
 */
public final class Batch {
    private final Map<String, Column> columns = new LinkedHashMap<>();
    private Optional<String> partition = Optional.empty();

    private Batch() {}

    /** Rows for the default partition, or for where the partition key says. */
    public static Batch of() {
        return new Batch();
    }

    public Batch partition(String name) {
        partition = Optional.of(name);
        return this;
    }

    /** For a BOOL field. */
    public Batch flags(String field, boolean... values) {
        ColumnBuilder builder = ColumnBuilder.of(DataType.BOOL, 0);
        for (boolean value : values) {
            builder.add(value);
        }
        return put(field, builder.build());
    }

    /** For an INT8, INT16 or INT32 field. */
    public Batch ints(String field, int... values) {
        return put(field, new IntColumn(MemorySegment.ofArray(values), values.length, null));
    }

    /** For an INT64 field. */
    public Batch longs(String field, long... values) {
        return put(field, LongColumn.of(values));
    }

    /** For a TIMESTAMPTZ field. */
    public Batch times(String field, Instant... values) {
        long[] micros = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            micros[i] = IsoTimes.micros(values[i]);
        }
        return longs(field, micros);
    }

    /** For a FLOAT field. */
    public Batch floats(String field, float... values) {
        return put(field, new FloatColumn(MemorySegment.ofArray(values), values.length, null));
    }

    /** For a DOUBLE field. */
    public Batch doubles(String field, double... values) {
        return put(field, new DoubleColumn(MemorySegment.ofArray(values), values.length, null));
    }

    /** For a VARCHAR or JSON field; JSON objects for {@code $meta} are values that no field names. */
    public Batch texts(String field, String... values) {
        ColumnBuilder builder = ColumnBuilder.of(DataType.VARCHAR, 0);
        for (String value : values) {
            builder.add(value);
        }
        return put(field, builder.build());
    }

    /** @param vectors float[rowCount][dim] */
    public Batch vectors(String field, float[]... vectors) {
        ColumnBuilder builder = ColumnBuilder.of(DataType.FLOAT_VECTOR, vectors.length == 0 ? 0 : vectors[0].length);
        for (float[] vector : vectors) {
            builder.add(vector);
        }
        return put(field, builder.build());
    }

    /**
     * Vectors that lie one behind the other.
     *
     * @param elements float[rowCount * dim], row-major: row i starts at i * dim
     */
    public Batch vectors(String field, int dim, float[] elements) {
        if (elements.length % dim != 0) {
            throw new IllegalArgumentException(
                    "the last vector is cut off: field=" + field + ", length=" + elements.length + ", dim=" + dim);
        }
        return put(field, new VectorColumn(MemorySegment.ofArray(elements), dim, elements.length / dim, null));
    }

    private Batch put(String field, Column column) {
        if (columns.put(field, column) != null) {
            throw new IllegalArgumentException("field has its values already: field=" + field);
        }
        return this;
    }

    Optional<String> partition() {
        return partition;
    }

    /** Rows of the first column; the database checks that the others agree. */
    int rowCount() {
        return columns.values().stream().findFirst().map(Column::rowCount).orElse(0);
    }

    List<InputColumn> input(CollectionSchema schema) {
        List<InputColumn> input = new ArrayList<>();
        columns.forEach((name, column) -> {
            Optional<FieldSchema> field = schema.find(name);
            boolean dynamic = name.equals(CollectionSchema.DYNAMIC_FIELD_NAME);
            input.add(new InputColumn(name, type(field, column), dynamic, column));
        });
        return input;
    }

    /** The type of the field where the column can hold it; else what the column looks like, which the database refuses. */
    private static DataType type(Optional<FieldSchema> field, Column column) {
        Optional<DataType> wanted = field.map(FieldSchema::type);
        return switch (column) {
            case BoolColumn _ -> DataType.BOOL;
            case IntColumn _ ->
                wanted.filter(type -> type.isInteger() && type != DataType.INT64)
                        .orElse(DataType.INT32);
            case LongColumn _ ->
                wanted.filter(type -> type == DataType.TIMESTAMPTZ).orElse(DataType.INT64);
            case FloatColumn _ -> DataType.FLOAT;
            case DoubleColumn _ -> DataType.DOUBLE;
            case BytesColumn _ ->
                wanted.filter(type -> type == DataType.JSON || type == DataType.TEXT || type == DataType.GEOMETRY)
                        .orElse(DataType.VARCHAR);
            case VectorColumn _ -> DataType.FLOAT_VECTOR;
            case PackedVectorColumn vectors -> vectors.type();
        };
    }
}
