package io.elanus.index;

/**
 * Chooses diverse neighbors: a candidate is taken if it is nearer to the base than to every neighbor taken before.
 * Source: Malkov and Yashunin 2018, algorithm 4, without the filling up. Owned by one thread.
 */
final class NeighborSelection {
    private static final int BLOCK_ROWS = 4;

    private final Scorer scorer;
    private final int[] takenRows;
    private final int[] block = new int[BLOCK_ROWS];
    private final float[] distances = new float[BLOCK_ROWS];

    NeighborSelection(Scorer scorer, int widthMax) {
        this.scorer = scorer;
        this.takenRows = new int[widthMax];
    }

    /**
     * Takes up to {@code limit} of the candidates.
     *
     * @param candidates long[at least count]: keys of nodes with their distances from the base, nearest first
     * @param limit neighbors to take at most
     * @param out long[at least limit]: the keys taken, nearest first
     * @return how many were taken; at least one if there was any
     */
    int select(HnswLevel level, long[] candidates, int count, int limit, long[] out) {
        int taken = 0;
        for (int i = 0; i < count && taken < limit; i++) {
            int row = level.row(DistanceKey.offset(candidates[i]));
            if (isDiverse(row, DistanceKey.distance(candidates[i]), taken)) {
                takenRows[taken] = row;
                out[taken++] = candidates[i];
            }
        }
        return taken;
    }

    private boolean isDiverse(int row, float distance, int taken) {
        if (taken == 0) {
            return true;
        }
        scorer.aim(row);
        for (int from = 0; from < taken; from += BLOCK_ROWS) {
            int count = Math.min(BLOCK_ROWS, taken - from);
            System.arraycopy(takenRows, from, block, 0, count);
            scorer.distances(block, count, distances);
            for (int i = 0; i < count; i++) {
                if (distances[i] <= distance) {
                    return false;
                }
            }
        }
        return true;
    }
}
