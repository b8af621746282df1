package io.elanus.model;

/**
 * One column as a client sent it, not yet checked against a schema.
 *
 * @param name the name of a field
 * @param type as the client called it
 * @param dynamic whether these are the keys that the schema does not name, one JSON object a row
 * @param column values of the type; JSON is text, and TIMESTAMPTZ may be ({@link IsoTimes})
 */
public record InputColumn(String name, DataType type, boolean dynamic, Column column) {}
