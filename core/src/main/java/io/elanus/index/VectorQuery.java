package io.elanus.index;

/**
 * What to search for.
 *
 * @param vector float[dim]; not changed, must not change while searched
 * @param k rows wanted, at least 1
 * @param effort how thoroughly to search
 * @param allowed rows that may be answered
 * @param range distances that may be answered
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; a copy for each query would cost the search.
public record VectorQuery(float[] vector, int k, SearchEffort effort, AllowedRows allowed, DistanceRange range) {
    public VectorQuery {
        if (k < 1) {
            throw new IllegalArgumentException("k must be at least 1: k=" + k);
        }
    }

    /** The nearest of all allowed rows, at any distance, with the effort left to the index. */
    public static VectorQuery nearest(float[] vector, int k, AllowedRows allowed) {
        return new VectorQuery(vector, k, SearchEffort.DEFAULT, allowed, DistanceRange.ANY);
    }
}
