package io.elanus.model;

/** Rows whose columns can be asked for one by one: a batch, a chunk of a growing segment, a sealed segment. */
public interface ColumnSource {
    int rowCount();

    /** @throws IllegalArgumentException if there is no such field */
    Column column(long fieldId);
}
