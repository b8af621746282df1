package io.elanus.index;

/**
 * Finds the nearest rows of one segment and one field. Thread-safe.
 *
 * <p>Promise: if k rows are allowed, k rows come back; else all of them. Which ones: the nearest for an exact family,
 * nearly the nearest for the others. A range counts like {@code allowed}, with one exception: an approximate family does
 * not see rows that it misses, so behind an upper bound fewer than k rows may come back while more are in range.
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
