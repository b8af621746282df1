package io.elanus.index;

/**
 * What to search for.
 *
 * @param vector float[dim]; not changed, must not change while searched
 * @param k rows wanted, at least 1
 * @param beam candidates kept while searching, Milvus's ef: more finds more and costs more; raised to {@code k} where
 *     smaller; 0 leaves it to the index; families without a beam ignore it
 * @param allowed rows that may be answered
 * @param range distances that may be answered
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; a copy for each query would cost the search.
public record VectorQuery(float[] vector, int k, int beam, AllowedRows allowed, DistanceRange range) {
    public VectorQuery {
        if (k < 1 || beam < 0) {
            throw new IllegalArgumentException("k must be at least 1 and beam at least 0: k=" + k + ", beam=" + beam);
        }
    }

    /** The nearest of all allowed rows, at any distance, with the beam left to the index. */
    public static VectorQuery nearest(float[] vector, int k, AllowedRows allowed) {
        return new VectorQuery(vector, k, 0, allowed, DistanceRange.ANY);
    }
}
