package io.elanus.index;

import java.util.List;

/**
 * What to search for.
 *
 * @param vector of the kind that the rows are
 * @param k rows wanted, at least 1
 * @param effort how thoroughly to search
 * @param allowed rows that may be answered
 * @param range distances that may be answered
 */
public record VectorQuery(QueryVector vector, int k, SearchEffort effort, AllowedRows allowed, DistanceRange range) {
    public VectorQuery {
        if (k < 1) {
            throw new IllegalArgumentException("k must be at least 1: k=" + k);
        }
    }

    public VectorQuery(float[] vector, int k, SearchEffort effort, AllowedRows allowed, DistanceRange range) {
        this(new QueryVector.Numbers(vector), k, effort, allowed, range);
    }

    /** The nearest of all allowed rows, at any distance, with the effort left to the index. */
    public static VectorQuery nearest(float[] vector, int k, AllowedRows allowed) {
        return new VectorQuery(vector, k, SearchEffort.DEFAULT, allowed, DistanceRange.ANY);
    }

    /** @throws IllegalArgumentException if the vector is none of numbers */
    float[] numbers() {
        return vector.numbers();
    }

    /** @throws IllegalArgumentException if it is no list of vectors */
    List<QueryVector> list() {
        if (vector instanceof QueryVector.ListOf list) {
            return list.vectors();
        }
        throw vector.wrongKind();
    }
}
