package io.elanus.expr;

/** One way to say the same in a form that is faster to answer or plainer to read. Immutable and thread-safe. */
interface Rewrite {
    /**
     * A predicate that is true, false and unknown for the same rows; the predicate itself if there is nothing to change.
     * Does not look below the operands of the predicate, which {@link Rewrites} walks through.
     */
    Predicate apply(Predicate predicate);
}
