package io.elanus.database;

import io.elanus.model.ArrayForm;
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
import io.elanus.model.DatabaseException;
import io.elanus.model.FieldSchema;
import java.util.HashSet;
import java.util.Set;

/** Arrays with elements appended or removed; an array that is null has none. The texts are Milvus's; clients match them. */
final class ArrayUpdates {
    private ArrayUpdates() {}

    /** The elements of the array of a row, and behind them those to append. */
    static byte[] append(FieldSchema field, BytesColumn there, BytesColumn values, int row) {
        Column before = elements(field, there, row);
        Column after = elements(field, values, row);
        int count = before.rowCount() + after.rowCount();
        if (count > field.maxCapacity()) {
            throw DatabaseException.invalid("array length " + count + " exceeds max_capacity " + field.maxCapacity());
        }
        return ArrayForm.bytes(builder(field)
                .addRows(before, 0, before.rowCount())
                .addRows(after, 0, after.rowCount())
                .build());
    }

    /** The elements of the array of a row that are not among those to remove. */
    static byte[] remove(FieldSchema field, BytesColumn there, BytesColumn values, int row) {
        Column removed = elements(field, values, row);
        Set<Object> gone = new HashSet<>();
        for (int i = 0; i < removed.rowCount(); i++) {
            gone.add(value(removed, i));
        }
        Column before = elements(field, there, row);
        ColumnBuilder left = builder(field);
        for (int i = 0; i < before.rowCount(); i++) {
            if (!gone.contains(value(before, i))) {
                left.addRow(before, i);
            }
        }
        return ArrayForm.bytes(left.build());
    }

    private static Column elements(FieldSchema field, BytesColumn arrays, int row) {
        return arrays.isNull(row) ? builder(field).build() : ArrayForm.elements(field.element(), 0, arrays, row);
    }

    private static ColumnBuilder builder(FieldSchema field) {
        return ColumnBuilder.of(field.element(), 0);
    }

    /** What equals as the element does. */
    private static Object value(Column elements, int row) {
        return switch (elements) {
            case BoolColumn column -> column.get(row);
            case IntColumn column -> column.get(row);
            case LongColumn column -> column.get(row);
            // Both zeros are equal, as they are in filters.
            case FloatColumn column -> column.get(row) + 0.0f;
            case DoubleColumn column -> column.get(row) + 0.0;
            case BytesColumn column -> column.string(row);
            case VectorColumn _, PackedVectorColumn _ -> throw new IllegalStateException("array of vectors");
        };
    }
}
