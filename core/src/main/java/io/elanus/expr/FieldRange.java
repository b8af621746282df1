package io.elanus.expr;

import io.elanus.model.Value;
import java.util.Optional;

/**
 * Between which values those of one field lie, over some rows. A field that holds a NaN, which lies nowhere, has no range.
 *
 * @param min no value is smaller; empty if that is not known, or if there is no value
 * @param max no value is larger; empty if that is not known, or if there is no value
 * @param hasValues whether any row has a value
 * @param hasNulls whether any row is null
 */
public record FieldRange(Optional<Value> min, Optional<Value> max, boolean hasValues, boolean hasNulls) {}
