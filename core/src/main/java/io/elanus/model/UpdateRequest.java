package io.elanus.model;

import java.util.List;

/**
 * Rows of which only some fields are sent. Rows with their keys that are there keep the rest; others are made anew, which
 * needs every field that has neither a default nor may be null.
 *
 * @param rows every row has the same fields, the primary key among them. The object of the dynamic field is merged into the
 *     one there, key by key; every other field takes the place of what was there, a struct array as a whole
 * @param operations what is done with fields instead; at most one a field
 */
public record UpdateRequest(WriteRequest rows, List<FieldOperation> operations) {
    public UpdateRequest {
        operations = List.copyOf(operations);
    }

    /** What is done with the values of one field. */
    public record FieldOperation(String field, Kind kind) {}

    /** How values of a field meet those that are there. */
    public enum Kind {
        REPLACE,
        /** The elements follow those of the array there. */
        ARRAY_APPEND,
        /** Every element of the array there that equals one of these goes. */
        ARRAY_REMOVE
    }
}
