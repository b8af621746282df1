package io.elanus.expr;

/** The integers from {@code min} to {@code max}, both included; none if {@code min > max}. */
record LongInterval(long min, long max) {
    private static final LongInterval EMPTY = new LongInterval(1, 0);

    /** The integers that compare so to {@code constant}; NOT_EQUAL is no interval. */
    static LongInterval of(Comparison comparison, long constant) {
        return switch (comparison) {
            case EQUAL -> new LongInterval(constant, constant);
            case LESS -> constant == Long.MIN_VALUE ? EMPTY : new LongInterval(Long.MIN_VALUE, constant - 1);
            case LESS_EQUAL -> new LongInterval(Long.MIN_VALUE, constant);
            case GREATER -> constant == Long.MAX_VALUE ? EMPTY : new LongInterval(constant + 1, Long.MAX_VALUE);
            case GREATER_EQUAL -> new LongInterval(constant, Long.MAX_VALUE);
            case NOT_EQUAL -> throw new IllegalArgumentException("not an interval: comparison=" + comparison);
        };
    }

    LongInterval and(LongInterval other) {
        long highestMin = Math.max(min, other.min);
        long lowestMax = Math.min(max, other.max);
        return new LongInterval(highestMin, lowestMax);
    }

    /** The integers that lie in this interval once {@code offset} is added to them; an open end stays open. */
    LongInterval minus(long offset) {
        boolean allAbove = max != Long.MAX_VALUE && offset > 0 && max < Long.MIN_VALUE + offset;
        boolean allBelow = min != Long.MIN_VALUE && offset < 0 && min > Long.MAX_VALUE + offset;
        return allAbove || allBelow
                ? EMPTY
                : new LongInterval(
                        min == Long.MIN_VALUE ? min : TimeSpan.plusSaturated(min, -offset),
                        max == Long.MAX_VALUE ? max : TimeSpan.plusSaturated(max, -offset));
    }

    boolean contains(long value) {
        return value >= min && value <= max;
    }
}
