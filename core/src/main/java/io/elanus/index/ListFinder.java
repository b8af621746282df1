package io.elanus.index;

import io.elanus.model.Metric;

/** Compares a vector with the centers of all lists. Owned by one thread. */
final class ListFinder {
    private final RowScorer scorer;
    private final int[] lists;
    private final float[] distances;

    /**
     * @param centers one row a list
     * @param metric of the index
     */
    ListFinder(VectorRows centers, Metric metric) {
        // The centers of directions have the length 1, so that the dot product ranks them, whatever the vector's
        // length.
        scorer = new RowScorer(centers, isOfDirections(metric) ? Metric.IP : Metric.L2, null);
        lists = new int[centers.rowCount()];
        for (int list = 0; list < lists.length; list++) {
            lists[list] = list;
        }
        distances = new float[lists.length];
    }

    /** Whether the lists of a metric gather rows by their directions, not by their places. */
    static boolean isOfDirections(Metric metric) {
        return switch (metric) {
            case L2 -> false;
            case IP, COSINE -> true;
            case HAMMING,
                    JACCARD,
                    SUBSTRUCTURE,
                    SUPERSTRUCTURE,
                    MAX_SIM,
                    MAX_SIM_COSINE,
                    MAX_SIM_IP,
                    MAX_SIM_L2,
                    MAX_SIM_HAMMING,
                    MAX_SIM_JACCARD -> throw RowScorer.notOfNumbers(metric);
        };
    }

    /** The list with the nearest center; of equally near ones the first. Requires: at least one list. */
    int nearest(float[] vector) {
        measure(vector);
        int nearest = 0;
        for (int list = 1; list < lists.length; list++) {
            if (distances[list] < distances[nearest]) {
                nearest = list;
            }
        }
        return nearest;
    }

    /** Of the vector that was compared last. */
    float distance(int list) {
        return distances[list];
    }

    /** Pushes a {@link DistanceKey} of each list. */
    void rank(float[] vector, LongHeap out) {
        measure(vector);
        for (int list = 0; list < lists.length; list++) {
            out.push(DistanceKey.of(distances[list], list));
        }
    }

    private void measure(float[] vector) {
        scorer.aim(vector);
        scorer.distances(lists, lists.length, distances);
    }
}
