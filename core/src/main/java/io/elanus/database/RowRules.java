package io.elanus.database;

import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.Column.DoubleColumn;
import io.elanus.model.Column.FloatColumn;
import io.elanus.model.Column.IntColumn;
import io.elanus.model.Column.PackedVectorColumn;
import io.elanus.model.Column.VectorColumn;
import io.elanus.model.ColumnBatch;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.DataType;
import io.elanus.model.DatabaseException;
import io.elanus.model.FieldSchema;
import io.elanus.model.GeometryForm;
import io.elanus.model.InputColumn;
import io.elanus.model.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * From the columns that a client sent to a batch that fits the schema: every field there, of its type, within its limits,
 * nulls only where they may be, defaults filled in, JSON in the form in which it is stored. The texts are Milvus's; clients match them.
 */
final class RowRules {
    static final int JSON_BYTES_MAX = 65_536;
    static final int TEXT_BYTES_MAX = 2 << 20;

    private RowRules() {}

    /**
     * @param generatedKeys the key column of a collection with auto ids, when the client did not send one
     */
    static ColumnBatch check(
            CollectionSchema schema, Iterable<InputColumn> columns, int rowCount, Optional<Column> generatedKeys) {
        Map<String, InputColumn> byName = byName(schema, columns);
        TreeMap<Long, Column> checked = new TreeMap<>();
        for (FieldSchema field : schema.fields()) {
            InputColumn input = byName.get(field.name());
            if (field.primaryKey() && generatedKeys.isPresent()) {
                if (input != null) {
                    throw DatabaseException.invalid(
                            "more fieldData has pass in", schema.fields().size() - 1, byName.size());
                }
                checked.put(field.id(), generatedKeys.get());
            } else {
                checked.put(
                        field.id(), input == null ? absent(field, rowCount) : column(schema, field, input, rowCount));
            }
        }
        ArrayRules.checkStructs(schema, checked, rowCount);
        return new ColumnBatch(rowCount, checked);
    }

    /** Checks columns of which any may be missing; answers them by field number. */
    static SortedMap<Long, Column> checkSome(CollectionSchema schema, List<InputColumn> columns, int rowCount) {
        TreeMap<Long, Column> checked = new TreeMap<>();
        byName(schema, columns).forEach((name, input) -> {
            FieldSchema field = schema.find(name).orElseThrow();
            checked.put(field.id(), column(schema, field, input, rowCount));
        });
        return checked;
    }

    private static Map<String, InputColumn> byName(CollectionSchema schema, Iterable<InputColumn> columns) {
        Map<String, InputColumn> byName = new HashMap<>();
        for (InputColumn column : columns) {
            checkExpected(schema, column);
            if (byName.put(column.name(), column) != null) {
                throw DatabaseException.invalid("duplicated field " + column.name() + " found");
            }
        }
        return byName;
    }

    private static void checkExpected(CollectionSchema schema, InputColumn column) {
        if (column.dynamic() && !schema.dynamicFieldEnabled()) {
            throw DatabaseException.invalid(
                    "without dynamic schema enabled, the field name cannot be set to " + column.name());
        }
        Optional<FieldSchema> field = schema.find(column.name());
        if (field.isEmpty()) {
            throw DatabaseException.invalid("fieldName " + column.name() + " not exist in collection schema");
        }
        if (field.get().type() != column.type()) {
            throw DatabaseException.invalid(
                    "field " + column.name() + " has another type: insert data does not match",
                    field.get().type().wireName(),
                    column.type().wireName());
        }
        if (field.get().elementType().isPresent()) {
            ArrayRules.checkElementType(field.get(), column);
        }
    }

    private static Column column(CollectionSchema schema, FieldSchema field, InputColumn input, int rowCount) {
        Column column = input.column();
        if (column.rowCount() != rowCount) {
            throw DatabaseException.invalid(
                    "the num_rows (" + column.rowCount() + ") of field (" + field.name()
                            + ") is not equal to passed num_rows (" + rowCount + ")",
                    rowCount,
                    column.rowCount());
        }
        Optional<Column> substitute = substitute(field);
        if (column.nulls() != null && !field.nullable() && substitute.isEmpty()) {
            throw DatabaseException.invalid(
                    "the length of valid_data of field(" + field.name() + ") is wrong", 0, column.rowCount());
        }
        checkValues(field, column);
        Column stored = stored(schema, field, column);
        return substitute.isPresent() && stored.nulls() != null
                ? withoutNulls(field, stored, substitute.get())
                : stored;
    }

    /** JSON and geometries come as text. */
    private static Column stored(CollectionSchema schema, FieldSchema field, Column column) {
        return switch (field.type()) {
            case JSON -> JsonRules.encode(schema, field, (BytesColumn) column);
            case GEOMETRY -> geometries((BytesColumn) column);
            default -> column;
        };
    }

    private static Column geometries(BytesColumn texts) {
        ColumnBuilder builder = ColumnBuilder.of(DataType.GEOMETRY, 0);
        for (int row = 0; row < texts.rowCount(); row++) {
            if (texts.isNull(row)) {
                builder.addNull();
            } else {
                builder.add(geometry(texts.string(row)));
            }
        }
        return builder.build();
    }

    static byte[] geometry(String text) {
        try {
            return GeometryForm.ofText(text);
        } catch (IllegalArgumentException e) {
            throw DatabaseException.invalid("invalid Geometry data, transform to wkb failed: " + e.getMessage());
        }
    }

    /**
     * The column of a field that a client did not send.
     *
     * @throws DatabaseException if the field must have values
     */
    static Column absent(FieldSchema field, int rowCount) {
        Optional<Column> substitute = substitute(field);
        if (substitute.isEmpty() && !field.nullable()) {
            throw DatabaseException.invalid("fieldSchema(" + field.name() + ") has no corresponding fieldData pass in");
        }
        ColumnBuilder builder = ColumnBuilder.of(field);
        for (int row = 0; row < rowCount; row++) {
            if (substitute.isPresent()) {
                builder.addRow(substitute.get(), 0);
            } else {
                builder.addNull();
            }
        }
        return builder.build();
    }

    /** What stands where the client sent nothing: one row, or none if that is null or an error. */
    private static Optional<Column> substitute(FieldSchema field) {
        Optional<Value> value = field.dynamic() ? Optional.of(new Value.Text("{}")) : field.defaultValue();
        return value.map(one -> ColumnBuilder.of(field).add(one).build());
    }

    private static Column withoutNulls(FieldSchema field, Column column, Column substitute) {
        ColumnBuilder builder = ColumnBuilder.of(field);
        for (int row = 0; row < column.rowCount(); row++) {
            if (column.isNull(row)) {
                builder.addRow(substitute, 0);
            } else {
                builder.addRow(column, row);
            }
        }
        return builder.build();
    }

    private static void checkValues(FieldSchema field, Column column) {
        switch (column) {
            case IntColumn ints -> checkIntegers(field, field.type(), ints);
            case FloatColumn floats -> checkFloats(floats);
            case DoubleColumn doubles -> checkDoubles(doubles);
            case BytesColumn bytes -> checkBytes(field, bytes);
            case VectorColumn vectors -> VectorRules.check(field, vectors);
            case PackedVectorColumn vectors -> VectorRules.check(field, vectors);
            case Column.BoolColumn any -> {}
            case Column.LongColumn any -> {}
        }
    }

    /** @param type of the numbers, which may be elements of an array */
    static void checkIntegers(FieldSchema field, DataType type, IntColumn column) {
        int min = type == DataType.INT8 ? Byte.MIN_VALUE : Short.MIN_VALUE;
        int max = type == DataType.INT8 ? Byte.MAX_VALUE : Short.MAX_VALUE;
        for (int row = 0; type != DataType.INT32 && row < column.rowCount(); row++) {
            int value = column.get(row);
            if (!column.isNull(row) && (value < min || value > max)) {
                throw DatabaseException.invalid("the " + row + "th element (" + value + ") out of range: [" + min + ", "
                        + max + "]: field=" + field.name());
            }
        }
    }

    private static void checkFloats(FloatColumn column) {
        for (int row = 0; row < column.rowCount(); row++) {
            if (!column.isNull(row)) {
                VectorRules.checkNumber(column.get(row));
            }
        }
    }

    private static void checkDoubles(DoubleColumn column) {
        for (int row = 0; row < column.rowCount(); row++) {
            if (!column.isNull(row)) {
                VectorRules.checkNumber(column.get(row));
            }
        }
    }

    private static void checkBytes(FieldSchema field, BytesColumn column) {
        switch (field.type()) {
            case VARCHAR -> checkTexts(field, column, field.maxLength());
            case TEXT -> checkTexts(field, column, TEXT_BYTES_MAX);
            case JSON -> checkTexts(field, column, JSON_BYTES_MAX);
            case ARRAY, ARRAY_OF_VECTOR -> ArrayRules.check(field, column);
            case SPARSE_FLOAT_VECTOR -> VectorRules.checkSparse(column);
            case GEOMETRY -> {} // Checked as it becomes what is stored.
            case BOOL,
                    INT8,
                    INT16,
                    INT32,
                    INT64,
                    FLOAT,
                    DOUBLE,
                    TIMESTAMPTZ,
                    FLOAT_VECTOR,
                    BINARY_VECTOR,
                    FLOAT16_VECTOR,
                    BFLOAT16_VECTOR,
                    INT8_VECTOR -> throw new IllegalStateException("values have one length: field=" + field.name());
        }
    }

    static void checkTexts(FieldSchema field, BytesColumn column, int max) {
        for (int row = 0; row < column.rowCount(); row++) {
            if (!column.isNull(row) && column.length(row) > max) {
                throw tooLong(field, row, column.length(row), max);
            }
        }
    }

    private static DatabaseException tooLong(FieldSchema field, int row, int length, int max) {
        if (field.dynamic()) {
            return DatabaseException.invalid(
                    "the length (" + length + ") of dynamic field exceeds max length (" + max + ")",
                    "valid length dynamic field",
                    "length exceeds max length");
        }
        if (field.type() == DataType.JSON) {
            return DatabaseException.invalid(
                    "the length (" + length + ") of json field (" + field.name() + ") exceeds max length (" + max + ")",
                    "valid length json string",
                    "length exceeds max length");
        }
        return DatabaseException.invalid("length of " + field.type().wireName().toLowerCase(Locale.ROOT) + " field "
                + field.name() + " exceeds max length, row number: "
                + row + ", length: " + length + ", max length: " + max);
    }
}
