package io.elanus.database;

import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.Column.DoubleColumn;
import io.elanus.model.Column.FloatColumn;
import io.elanus.model.Column.IntColumn;
import io.elanus.model.Column.VectorColumn;
import io.elanus.model.ColumnBatch;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.DataType;
import io.elanus.model.DatabaseException;
import io.elanus.model.FieldSchema;
import io.elanus.model.InputColumn;
import io.elanus.model.Layouts;
import io.elanus.model.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * From the columns that a client sent to a batch that fits the schema: every field there, of its type, within its limits,
 * nulls only where they may be, defaults filled in, JSON in the form in which it is stored. The texts are Milvus's; clients match them.
 */
final class RowRules {
    static final int JSON_BYTES_MAX = 65_536;

    private RowRules() {}

    /**
     * @param generatedKeys the key column of a collection with auto ids, when the client did not send one
     */
    static ColumnBatch check(
            CollectionSchema schema, Iterable<InputColumn> columns, int rowCount, Optional<Column> generatedKeys) {
        Map<String, InputColumn> byName = new HashMap<>();
        for (InputColumn column : columns) {
            checkExpected(schema, column);
            if (byName.put(column.name(), column) != null) {
                throw DatabaseException.invalid("duplicated field " + column.name() + " found");
            }
        }
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
                checked.put(field.id(), column(schema, field, Optional.ofNullable(input), rowCount));
            }
        }
        return new ColumnBatch(rowCount, checked);
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
    }

    private static Column column(
            CollectionSchema schema, FieldSchema field, Optional<InputColumn> input, int rowCount) {
        if (input.isEmpty()) {
            return absent(field, rowCount);
        }
        Column column = input.get().column();
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
        Column stored = field.type() == DataType.JSON ? JsonRules.encode(schema, field, (BytesColumn) column) : column;
        return substitute.isPresent() && stored.nulls() != null
                ? withoutNulls(field, stored, substitute.get())
                : stored;
    }

    private static Column absent(FieldSchema field, int rowCount) {
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
            case IntColumn ints -> checkIntegers(field, ints);
            case FloatColumn floats -> checkFloats(floats);
            case DoubleColumn doubles -> checkDoubles(doubles);
            case BytesColumn bytes -> checkBytes(field, bytes);
            case VectorColumn vectors -> checkVectors(field, vectors);
            case Column.BoolColumn any -> {}
            case Column.LongColumn any -> {}
        }
    }

    private static void checkIntegers(FieldSchema field, IntColumn column) {
        int min = field.type() == DataType.INT8 ? Byte.MIN_VALUE : Short.MIN_VALUE;
        int max = field.type() == DataType.INT8 ? Byte.MAX_VALUE : Short.MAX_VALUE;
        for (int row = 0; field.type() != DataType.INT32 && row < column.rowCount(); row++) {
            int value = column.get(row);
            if (!column.isNull(row) && (value < min || value > max)) {
                throw DatabaseException.invalid("the " + row + "th element (" + value + ") out of range: [" + min + ", "
                        + max + "]: field=" + field.name());
            }
        }
    }

    private static void checkFloats(FloatColumn column) {
        for (int row = 0; row < column.rowCount(); row++) {
            checkNumber(column.get(row), column.isNull(row));
        }
    }

    private static void checkDoubles(DoubleColumn column) {
        for (int row = 0; row < column.rowCount(); row++) {
            checkNumber(column.get(row), column.isNull(row));
        }
    }

    private static void checkNumber(double value, boolean isNull) {
        if (!isNull && !Double.isFinite(value)) {
            String text = Double.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
            throw DatabaseException.invalid("value '" + text + "' is not a number or infinity");
        }
    }

    private static void checkVectors(FieldSchema field, VectorColumn column) {
        long floats = (long) column.rowCount() * column.dim();
        if (floats % field.dim() != 0) {
            throw DatabaseException.invalid(
                    "the length(" + floats + ") of float data should divide the dim(" + field.dim() + ")");
        }
        if (column.dim() != field.dim()) {
            throw DatabaseException.invalid(
                    "the dim (" + column.dim() + ") of field data(" + field.name() + ") is not equal to schema dim ("
                            + field.dim() + ")",
                    field.dim(),
                    column.dim());
        }
        // The sum of x * 0 is 0 only if every x is finite: one quick pass, and a slow one only for the message.
        float sum = 0;
        for (long i = 0; i < floats; i++) {
            sum += column.values().get(Layouts.FLOAT, 4 * i) * 0f;
        }
        for (long i = 0; sum != 0 && i < floats; i++) {
            checkNumber(column.values().get(Layouts.FLOAT, 4 * i), column.isNull((int) (i / column.dim())));
        }
    }

    private static void checkBytes(FieldSchema field, BytesColumn column) {
        int max = field.type() == DataType.JSON ? JSON_BYTES_MAX : field.maxLength();
        for (int row = 0; row < column.rowCount(); row++) {
            if (column.isNull(row)) {
                continue;
            }
            int length = column.length(row);
            if (length > max) {
                throw tooLong(field, row, length, max);
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
        return DatabaseException.invalid("length of varchar field " + field.name() + " exceeds max length, row number: "
                + row + ", length: " + length + ", max length: " + max);
    }
}
