package io.elanus.index;

import io.elanus.model.RowSet;

/**
 * The rows that a search may answer, counted once and used for many queries.
 *
 * @param rows a set over all rows of the index
 * @param count how many rows are in the set
 */
public record AllowedRows(RowSet rows, int count) {
    public AllowedRows {
        assert count == rows.cardinality();
    }

    public static AllowedRows of(RowSet rows) {
        return new AllowedRows(rows, rows.cardinality());
    }

    public static AllowedRows all(int rowCount) {
        return new AllowedRows(RowSet.all(rowCount), rowCount);
    }

    /** Whether no row is left out, so that nobody needs to look. */
    public boolean isAll() {
        return count == rows.rowCount();
    }

    /** @throws IllegalArgumentException if this is a set over other rows */
    void requireOf(SearchableRows other) {
        if (rows.rowCount() != other.rowCount()) {
            throw new IllegalArgumentException(
                    "allowed rows are of other rows: got=" + rows.rowCount() + ", rowCount=" + other.rowCount());
        }
    }
}
