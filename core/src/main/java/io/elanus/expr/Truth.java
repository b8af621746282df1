package io.elanus.expr;

import io.elanus.model.RowSet;
import org.jspecify.annotations.Nullable;

/**
 * What a predicate says about rows: those for which it is true, and those for which it is not false. Unknown are the rows
 * that are only in the second. In this form Kleene's and, or and not are the plain operations on each of the two sets.
 *
 * @param certain a subset of {@code possible}
 */
record Truth(RowSet certain, RowSet possible) {
    /** True for the rows that hold, unknown for those that are null, false for other candidates. */
    static Truth of(RowSet holds, @Nullable RowSet nulls, RowSet candidates) {
        RowSet certain = holds.and(candidates);
        if (nulls == null) {
            return new Truth(certain, certain);
        }
        RowSet unknown = nulls.copy().and(candidates);
        certain.andNot(unknown);
        return new Truth(certain, unknown.or(certain));
    }

    /** True for the rows that hold, false for other candidates. */
    static Truth of(RowSet holds, RowSet candidates) {
        return of(holds, null, candidates);
    }

    Truth not(RowSet candidates) {
        return new Truth(candidates.copy().andNot(possible), candidates.copy().andNot(certain));
    }
}
