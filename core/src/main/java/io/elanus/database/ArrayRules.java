package io.elanus.database;

import io.elanus.model.ArrayForm;
import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.Column.IntColumn;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.DataType;
import io.elanus.model.DatabaseException;
import io.elanus.model.FieldSchema;
import io.elanus.model.InputColumn;
import io.elanus.model.StructSchema;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** What arrays may be: as long as their field allows, of its element type, and the parts of a struct of one length. */
final class ArrayRules {
    private ArrayRules() {}

    /** Whether the elements that a client sent are those that the field wants; a column without any may be of any type. */
    static void checkElementType(FieldSchema field, InputColumn column) {
        DataType wanted = inputType(field.element());
        column.elementType().filter(type -> inputType(type) != wanted).ifPresent(type -> {
            throw DatabaseException.invalid("insert data does not match", array(wanted), array(type));
        });
    }

    /** Clients send all integers that are not INT64 in one way. */
    private static DataType inputType(DataType element) {
        return element.isInteger() && element != DataType.INT64 ? DataType.INT32 : element;
    }

    private static String array(DataType inputType) {
        String name = switch (inputType) {
            case INT32 -> "int";
            case VARCHAR -> "string";
            default -> inputType.wireName().toLowerCase(Locale.ROOT);
        };
        return name + " array";
    }

    static void check(FieldSchema field, BytesColumn column) {
        DataType element = field.element();
        int width = ColumnBuilder.width(element, field.dim());
        for (int row = 0; row < column.rowCount(); row++) {
            if (column.isNull(row)) {
                continue;
            }
            if (width > 0 && column.length(row) % width != 0) {
                throw DatabaseException.invalid(
                        "array of vector field " + field.name() + " has invalid payload length " + column.length(row)
                                + ", should be divisible by vector width " + width,
                        "valid array of vector payload length",
                        "invalid payload length");
            }
            int count = ArrayForm.count(element, field.dim(), column, row);
            if (count > field.maxCapacity()) {
                throw tooLong(field, row, count);
            }
            if (element.isVector()) {
                VectorRules.checkElements(element, column.slice(row));
            } else {
                checkElements(field, ArrayForm.elements(element, 0, column, row), row);
            }
        }
    }

    private static DatabaseException tooLong(FieldSchema field, int row, int count) {
        String which = field.element().isVector() ? "array of vector field " + field.name() : row + "th array";
        return DatabaseException.invalid(
                "the length (" + count + ") of " + which + " exceeds max capacity (" + field.maxCapacity() + ")",
                "valid length array",
                "array length exceeds max capacity");
    }

    private static void checkElements(FieldSchema field, Column elements, int row) {
        if (elements instanceof IntColumn ints) {
            RowRules.checkIntegers(field, field.element(), ints);
        }
        if (elements instanceof BytesColumn texts) {
            for (int at = 0; at < texts.rowCount(); at++) {
                if (texts.length(at) > field.maxLength()) {
                    throw DatabaseException.invalid("length of Array array field \"" + field.name()
                            + "\" exceeds max length, row number: " + row + ", array index: " + at + ", length: "
                            + texts.length(at) + ", max length: " + field.maxLength());
                }
            }
        }
    }

    /**
     * In each row, all parts of a struct have as many elements, or all are null.
     *
     * @param columns of each struct all parts or none
     */
    static void checkStructs(CollectionSchema schema, Map<Long, Column> columns, int rowCount) {
        for (StructSchema struct : schema.structs()) {
            List<FieldSchema> parts = schema.parts(struct);
            if (!columns.containsKey(parts.getFirst().id())) {
                continue;
            }
            for (int row = 0; row < rowCount; row++) {
                int first = count(parts.getFirst(), columns, row);
                for (FieldSchema part : parts) {
                    int count = count(part, columns, row);
                    if (count != first) {
                        throw DatabaseException.invalid("inconsistent array length in struct field '" + struct.name()
                                + "': expected " + first + ", got " + count + " for sub-field '" + part.partName()
                                + "', row number: " + row);
                    }
                }
            }
        }
    }

    private static int count(FieldSchema part, Map<Long, Column> columns, int row) {
        BytesColumn column = (BytesColumn) Objects.requireNonNull(columns.get(part.id()));
        return column.isNull(row) ? -1 : ArrayForm.count(part.element(), part.dim(), column, row);
    }
}
