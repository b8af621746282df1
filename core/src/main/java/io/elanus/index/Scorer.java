package io.elanus.index;

/** Distances from one query at a time to rows; smaller is nearer. Owned by one thread. */
sealed interface Scorer permits RowScorer, BinaryScorer, SparseScorer, CodeScorer {
    /** Takes a row as the query. */
    void aim(int row);

    /**
     * @param rowOffsets int[at least count]
     * @param out float[at least count], overwritten
     */
    void distances(int[] rowOffsets, int count, float[] out);

    float distance(int row);
}
