package io.elanus.expr;

import io.elanus.expr.FilterParser.ColumnContext;
import io.elanus.model.CollectionSchema;
import io.elanus.model.DatabaseException;
import io.elanus.model.FieldSchema;
import java.util.Optional;

/**
 * A place inside of the rows of a JSON field.
 *
 * @param pointer a JSON pointer (RFC 6901), empty for the whole rows
 */
public record JsonPlace(FieldSchema field, String pointer) {
    /**
     * Reads what a filter would write: {@code field["key"][0]}, or {@code key} for one of the dynamic field.
     *
     * @throws DatabaseException INVALID_PARAMETER if it is no such place
     */
    public static JsonPlace parse(String text, CollectionSchema schema) {
        try {
            if (Syntax.parse(text) instanceof ColumnContext column) {
                return of(column, schema, text);
            }
        } catch (FilterException e) {
            throw DatabaseException.invalid("cannot parse identifier: " + text + ": " + e.getMessage());
        }
        throw DatabaseException.invalid("cannot parse identifier: " + text);
    }

    /** The key with which a pointer begins; empty if it is that of the whole rows. */
    public static Optional<String> firstKey(String pointer) {
        return JsonPath.ofPointer(pointer).steps().stream().findFirst().map(JsonPath.Step::key);
    }

    private static JsonPlace of(ColumnContext column, CollectionSchema schema, String text) {
        if (new Names(schema).resolve(column) instanceof Term.Path(FieldSchema field, JsonPath path)) {
            return new JsonPlace(field, path.pointer());
        }
        throw new FilterException("not inside of a JSON field");
    }
}
