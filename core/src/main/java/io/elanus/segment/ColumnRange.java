package io.elanus.segment;

import io.elanus.model.Value;
import java.util.Optional;

/**
 * Between which values all values of one column of a segment lie, so that a read can pass the segment over.
 *
 * @param min empty: no value, or none that is known
 * @param max empty: no value, or none that is known; long texts are not kept
 * @param nullCount rows without a value
 */
public record ColumnRange(long fieldId, Optional<Value> min, Optional<Value> max, int nullCount) {}
