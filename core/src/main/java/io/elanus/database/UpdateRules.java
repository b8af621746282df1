package io.elanus.database;

import io.elanus.model.ArrayForm;
import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.DataType;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import io.elanus.model.FieldSchema;
import io.elanus.model.InputColumn;
import io.elanus.model.StructSchema;
import io.elanus.model.UpdateRequest.FieldOperation;
import io.elanus.model.UpdateRequest.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** From the fields that a client sent of rows to an update that fits the schema. The texts are Milvus's; clients match them. */
final class UpdateRules {
    private UpdateRules() {}

    static PartialUpdate check(
            CollectionSchema schema, List<InputColumn> columns, int rowCount, List<FieldOperation> operations) {
        Map<Long, Kind> byField = new HashMap<>();
        Set<String> named = new HashSet<>();
        for (FieldOperation operation : operations) {
            if (operation.field().isEmpty()) {
                throw new DatabaseException(
                        ErrorCode.MISSING_PARAMETER, "FieldPartialUpdateOp.field_name is required: missing parameter");
            }
            if (!named.add(operation.field())) {
                throw DatabaseException.invalid("duplicate partial-update op for field " + quoted(operation.field()));
            }
            if (operation.kind() != Kind.REPLACE) {
                byField.put(checkOperation(schema, columns, operation), operation.kind());
            }
        }
        checkWholeStructs(schema, columns);
        SortedMap<Long, Column> given = RowRules.checkSome(schema, columns, rowCount);
        ArrayRules.checkStructs(schema, given, rowCount);
        return new PartialUpdate(rowCount, given, byField);
    }

    /** @return the number of the field */
    private static long checkOperation(CollectionSchema schema, List<InputColumn> columns, FieldOperation operation) {
        String name = operation.field();
        String kind = operation.kind().name();
        Optional<FieldSchema> found = schema.find(name);
        if (schema.findStruct(name).isPresent()
                || found.flatMap(FieldSchema::structName).isPresent()) {
            throw DatabaseException.invalid("op " + kind + " is not supported for struct field " + quoted(name));
        }
        FieldSchema field = found.orElseThrow(
                () -> DatabaseException.invalid("field " + quoted(name) + " not found in collection schema"));
        if (field.primaryKey()) {
            throw DatabaseException.invalid(
                    "field " + quoted(name) + " is the primary key and cannot carry a partial-update op");
        }
        if (field.type() != DataType.ARRAY) {
            throw DatabaseException.invalid("op " + kind + " requires Array field, but field " + quoted(name) + " is "
                    + field.type().wireName());
        }
        InputColumn column = columns.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> DatabaseException.invalid(
                        "partial-update op targets field " + quoted(name) + " not present in fields_data"));
        if (column.type() != DataType.ARRAY) {
            throw DatabaseException.invalid("partial-update op field " + quoted(name) + " payload is not an Array");
        }
        ArrayRules.checkElementType(field, column);
        if (operation.kind() == Kind.ARRAY_APPEND) {
            checkCapacity(field, (BytesColumn) column.column());
        }
        return field.id();
    }

    private static void checkCapacity(FieldSchema field, BytesColumn arrays) {
        for (int row = 0; row < arrays.rowCount(); row++) {
            int count = arrays.isNull(row) ? 0 : ArrayForm.count(field.element(), 0, arrays, row);
            if (count > field.maxCapacity()) {
                throw DatabaseException.invalid("ARRAY_APPEND payload for field " + quoted(field.name()) + " row " + row
                        + " has length " + count + " exceeding max_capacity " + field.maxCapacity());
            }
        }
    }

    private static void checkWholeStructs(CollectionSchema schema, List<InputColumn> columns) {
        for (StructSchema struct : schema.structs()) {
            List<FieldSchema> parts = schema.parts(struct);
            long sent = parts.stream()
                    .filter(part ->
                            columns.stream().anyMatch(column -> column.name().equals(part.name())))
                    .count();
            if (sent > 0 && sent < parts.size()) {
                throw DatabaseException.invalid("length of fields of struct field mismatch length of the fields in"
                        + " schema, fieldName: " + struct.name() + ", fieldData fields length:" + sent
                        + ", schema fields length:" + parts.size());
            }
        }
    }

    private static String quoted(String name) {
        return '"' + name + '"';
    }
}
