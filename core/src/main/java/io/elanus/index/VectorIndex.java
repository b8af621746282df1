package io.elanus.index;

/**
 * Finds the nearest rows of one segment and one field. Thread-safe.
 *
 * <p>Promise: as many rows come back as are allowed and in range, up to k. Which ones: the nearest for an exact family,
 * nearly the nearest for the others.
 */
public interface VectorIndex {
    /**
     * Searches on the caller's thread.
     *
     * @param out overwritten: at most {@code query.k()} rows, sorted, nearest first, ties by row offset; where an
     *     approximate family leaves out rows of equal distance, it chooses freely among them
     * @throws IllegalArgumentException if the query has another dimension or other row counts than the rows
     */
    void search(VectorQuery query, NearestRows out);
}
