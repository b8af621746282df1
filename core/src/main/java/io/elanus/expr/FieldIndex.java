package io.elanus.expr;

import io.elanus.model.IndexParams.JsonTarget;
import io.elanus.model.IndexParams.ScalarParams;
import org.jspecify.annotations.Nullable;

/** An index on a field of some rows. Immutable and thread-safe. */
public final class FieldIndex {
    private final ScalarParams params;
    private final ValueIndex values;
    private final @Nullable JsonPath path;

    public FieldIndex(ScalarParams params, ValueIndex values) {
        this.params = params;
        this.values = values;
        this.path = params.json().map(JsonTarget::path).map(JsonPath::ofPointer).orElse(null);
    }

    ScalarParams params() {
        return params;
    }

    ValueIndex values() {
        return values;
    }

    /** Whether it is an index on what stands at a place in a JSON field. */
    boolean isAt(JsonPath other) {
        return other.equals(path);
    }
}
