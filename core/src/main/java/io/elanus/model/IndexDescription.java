package io.elanus.model;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An index and how far it has come.
 *
 * @param metric of vectors; empty for an index on scalar values
 * @param totalRows rows at rest
 * @param indexedRows rows at rest that need no further work: in a finished index, or in a segment too small for one
 * @param failure empty unless a build failed
 */
public record IndexDescription(
        long id,
        String name,
        String fieldName,
        IndexParams params,
        Optional<Metric> metric,
        SortedMap<String, String> userParams,
        long totalRows,
        long indexedRows,
        String failure) {
    public IndexDescription {
        userParams = Collections.unmodifiableSortedMap(new TreeMap<>(userParams));
    }

    public long pendingRows() {
        return totalRows - indexedRows;
    }
}
