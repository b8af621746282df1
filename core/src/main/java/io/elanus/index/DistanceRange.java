package io.elanus.index;

/**
 * The distances that a search may answer: {@code from <= distance < below}.
 *
 * <p>Milvus's {@code range_filter} is {@code from} and its {@code radius} is {@code below}, after
 * {@link io.elanus.model.Metric#distance}.
 *
 * @param from negative infinity for no lower bound
 * @param below NaN for no upper bound: infinity would leave out the distances that overflow to it
 */
public record DistanceRange(float from, float below) {
    /** Every distance. */
    public static final DistanceRange ANY = new DistanceRange(Float.NEGATIVE_INFINITY, Float.NaN);

    public boolean contains(float distance) {
        return isNotTooNear(distance) && !(distance >= below);
    }

    boolean isNotTooNear(float distance) {
        return !(distance < from);
    }

    boolean startsAnywhere() {
        return from == Float.NEGATIVE_INFINITY;
    }
}
