package io.elanus.model;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Columns of the same rows, by field number.
 *
 * @param columns every one of {@code rowCount} rows
 */
public record ColumnBatch(int rowCount, SortedMap<Long, Column> columns) implements ColumnSource {
    public ColumnBatch {
        columns = Collections.unmodifiableSortedMap(new TreeMap<>(columns));
        for (Map.Entry<Long, Column> entry : columns.entrySet()) {
            if (entry.getValue().rowCount() != rowCount) {
                throw new IllegalArgumentException("column has the wrong row count: field=" + entry.getKey() + ", got="
                        + entry.getValue().rowCount() + ", batch=" + rowCount);
            }
        }
    }

    @Override
    public Column column(long fieldId) {
        Column column = columns.get(fieldId);
        if (column == null) {
            throw new IllegalArgumentException("batch has no such column: field=" + fieldId);
        }
        return column;
    }
}
