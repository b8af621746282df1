package io.elanus.model;

/**
 * One column of a result.
 *
 * @param field what it holds; of {@code count(*)}: an INT64 field of that name
 * @param column values of the field; JSON is text
 */
public record OutputColumn(FieldSchema field, Column column) {}
