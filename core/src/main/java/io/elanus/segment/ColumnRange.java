package io.elanus.segment;

import io.elanus.expr.FieldRange;
import io.elanus.model.Value;
import java.util.Optional;

/**
 * Between which values all values of one column of a segment lie, so that a read can pass the segment over. A column that
 * has a NaN has no range.
 *
 * @param min a long text is cut, and so less than any value; empty: every row is null
 * @param max empty: every row is null, or the largest text is too long to be kept
 * @param nullCount rows without a value
 */
public record ColumnRange(long fieldId, Optional<Value> min, Optional<Value> max, int nullCount) {
    /** The range as filters read it. */
    FieldRange of(int rowCount) {
        return new FieldRange(min, max, nullCount < rowCount, nullCount > 0);
    }
}
