package io.elanus.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A struct array: in each row a list of objects of one shape. Its parts are fields of the collection of the types ARRAY and
 * ARRAY_OF_VECTOR that name it ({@link FieldSchema#structName}); in each row all of them have as many elements.
 *
 * @param id 0 until the collection exists; from the same numbers as the fields'
 * @param nullable whether a row may have no list at all
 * @param params as the user gave them
 */
public record StructSchema(
        long id, String name, String description, boolean nullable, SortedMap<String, String> params) {
    public StructSchema {
        params = Collections.unmodifiableSortedMap(new TreeMap<>(params));
    }

    public StructSchema withId(long number) {
        return new StructSchema(number, name, description, nullable, params);
    }

    /** The name of a part as a field of the collection. */
    public static String fieldName(String struct, String part) {
        return struct + "[" + part + "]";
    }
}
