package io.elanus.expr;

import io.elanus.model.JsonCursor;
import io.elanus.model.JsonFormException;
import io.elanus.model.JsonKind;
import io.elanus.model.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Builds values of what a cursor stands on, for the conditions that look at them as a whole. */
final class JsonReader {
    /**
     * Stands inside of arrays for what no constant can be: an object, a null, an array that is deeper than any constant.
     * Constants are never NaN ({@link Constants#checkNumbers}).
     */
    private static final Value OPAQUE = new Value.Real(Double.NaN);

    private JsonReader() {}

    /** Null if it is null, an object, or an array deeper than {@code arrayDepth}. Leaves the cursor anywhere. */
    static @Nullable Value value(JsonCursor cursor, int arrayDepth) throws JsonFormException {
        return switch (cursor.kind()) {
            case BOOL -> new Value.Bool(cursor.bool());
            case INTEGER -> new Value.Int(cursor.integer());
            case REAL -> new Value.Real(cursor.real());
            case TEXT -> new Value.Text(cursor.text());
            case ARRAY -> arrayDepth == 0 ? null : array(cursor, arrayDepth);
            case NULL, OBJECT -> null;
        };
    }

    private static Value array(JsonCursor cursor, int depth) throws JsonFormException {
        long array = cursor.place();
        int count = cursor.count();
        List<Value> elements = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Value element = element(cursor, array, i, depth - 1);
            elements.add(element == null ? OPAQUE : element);
        }
        return new Value.Array(elements);
    }

    static Outcome contains(JsonCursor cursor, JsonCondition.Contains condition) throws JsonFormException {
        if (cursor.kind() != JsonKind.ARRAY) {
            return Outcome.UNKNOWN;
        }
        Set<Value> missing = new HashSet<>(condition.elements());
        long array = cursor.place();
        int count = cursor.count();
        for (int i = 0; i < count && !(condition.all() && missing.isEmpty()); i++) {
            Value element = element(cursor, array, i, condition.arrayDepth());
            if (element != null && missing.remove(Numbers.canonical(element)) && !condition.all()) {
                return Outcome.TRUE;
            }
        }
        return Outcome.of(condition.all() && missing.isEmpty());
    }

    private static @Nullable Value element(JsonCursor cursor, long array, int index, int arrayDepth)
            throws JsonFormException {
        cursor.moveTo(array);
        return cursor.seekElement(index) ? value(cursor, arrayDepth) : null;
    }
}
