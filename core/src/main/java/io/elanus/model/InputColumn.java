package io.elanus.model;

import java.util.Optional;

/**
 * One column as a client sent it, not yet checked against a schema.
 *
 * @param name the name of a field
 * @param type as the client called it
 * @param elementType of the elements of an array, as far as clients say it: INT32 for all integers that are not INT64,
 *     empty if there are no elements
 * @param dynamic whether these are the keys that the schema does not name, one JSON object a row
 * @param column values of the type; JSON and GEOMETRY (well-known text) are text, and TIMESTAMPTZ may be ({@link IsoTimes})
 */
public record InputColumn(String name, DataType type, Optional<DataType> elementType, boolean dynamic, Column column) {
    public InputColumn(String name, DataType type, boolean dynamic, Column column) {
        this(name, type, Optional.empty(), dynamic, column);
    }
}
