package io.elanus.expr;

/** The numbers from {@code min} to {@code max}, both included; none if {@code min > max} or either is NaN. */
record DoubleInterval(double min, double max) {
    /** The numbers that compare so to {@code constant}; NOT_EQUAL is no interval. */
    static DoubleInterval of(Comparison comparison, double constant) {
        return switch (comparison) {
            case EQUAL -> new DoubleInterval(constant, constant);
            case LESS -> new DoubleInterval(Double.NEGATIVE_INFINITY, before(constant));
            case LESS_EQUAL -> new DoubleInterval(Double.NEGATIVE_INFINITY, constant);
            case GREATER -> new DoubleInterval(-before(-constant), Double.POSITIVE_INFINITY);
            case GREATER_EQUAL -> new DoubleInterval(constant, Double.POSITIVE_INFINITY);
            case NOT_EQUAL -> throw new IllegalArgumentException("not an interval: comparison=" + comparison);
        };
    }

    DoubleInterval and(DoubleInterval other) {
        double highestMin = Math.max(min, other.min);
        double lowestMax = Math.min(max, other.max);
        return new DoubleInterval(highestMin, lowestMax);
    }

    boolean contains(double value) {
        return value >= min && value <= max;
    }

    // Nothing lies before negative infinity, and nextDown would answer infinity itself.
    private static double before(double value) {
        return value == Double.NEGATIVE_INFINITY ? Double.NaN : Math.nextDown(value);
    }
}
