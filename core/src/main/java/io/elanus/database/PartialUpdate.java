package io.elanus.database;

import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.ColumnBatch;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.DatabaseException;
import io.elanus.model.FieldSchema;
import io.elanus.model.JsonForm;
import io.elanus.model.JsonFormException;
import io.elanus.model.UpdateRequest.Kind;
import io.elanus.query.KeyLookup;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Some fields of rows, checked, on their way to be whole rows.
 *
 * @param rowCount of every column
 * @param given the columns that were sent, by field number
 * @param operations of fields whose values do not take the place of what is there, by field number
 */
record PartialUpdate(int rowCount, Map<Long, Column> given, Map<Long, Kind> operations) {
    Column column(FieldSchema field) {
        return Objects.requireNonNull(given.get(field.id()));
    }

    /** The same with other values of a field. */
    PartialUpdate with(FieldSchema field, Column column) {
        TreeMap<Long, Column> changed = new TreeMap<>(given);
        changed.put(field.id(), column);
        return new PartialUpdate(rowCount, changed, operations);
    }

    /**
     * The rows as they are to be written: old ones with what was given, and new ones.
     *
     * @param schema the one now; what was given for fields that it does not have is left out
     * @param old the rows there, one a row of the update
     */
    ColumnBatch merge(CollectionSchema schema, KeyLookup old) {
        TreeMap<Long, Column> merged = new TreeMap<>();
        for (FieldSchema field : schema.fields()) {
            Column column = given.get(field.id());
            merged.put(field.id(), column == null ? kept(field, old) : merged(field, column, old));
        }
        return new ColumnBatch(rowCount, merged);
    }

    /** @throws DatabaseException if a row is new and the field must have a value */
    private Column kept(FieldSchema field, KeyLookup old) {
        Column there = old.gather(field);
        if (old.foundAll()) {
            return there;
        }
        Column absent = RowRules.absent(field, rowCount);
        ColumnBuilder builder = ColumnBuilder.of(field);
        for (int row = 0; row < rowCount; row++) {
            builder.addRow(old.found(row) ? there : absent, row);
        }
        return builder.build();
    }

    private Column merged(FieldSchema field, Column column, KeyLookup old) {
        Kind kind = operations.getOrDefault(field.id(), Kind.REPLACE);
        if (kind == Kind.REPLACE && !field.dynamic()) {
            return column;
        }
        BytesColumn there = (BytesColumn) old.gather(field);
        BytesColumn values = (BytesColumn) column;
        ColumnBuilder builder = ColumnBuilder.of(field);
        for (int row = 0; row < rowCount; row++) {
            if (values.isNull(row)) {
                builder.addRow(there, row); // There is nothing to append or to remove.
            } else if (!old.found(row)) {
                builder.addRow(values, row);
            } else {
                builder.add(
                        switch (kind) {
                            case REPLACE -> merged(there, values, row);
                            case ARRAY_APPEND -> ArrayUpdates.append(field, there, values, row);
                            case ARRAY_REMOVE -> ArrayUpdates.remove(field, there, values, row);
                        });
            }
        }
        Column merged = builder.build();
        if (field.dynamic()) {
            RowRules.checkTexts(field, JsonForm.texts((BytesColumn) merged), RowRules.JSON_BYTES_MAX);
        }
        return merged;
    }

    private static byte[] merged(BytesColumn earlier, BytesColumn later, int row) {
        try {
            return DynamicObjects.merge(earlier.get(row), later.get(row));
        } catch (JsonFormException e) {
            throw e.inRow(row);
        }
    }
}
