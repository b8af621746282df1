package io.elanus;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One row, to be written or read: values by the names of their fields.
 *
 * <p>Numbers may be of any Java type that holds them, times are {@link Instant}s, JSON is its text, or maps and lists to be
 * written as such, geometries are well-known text, arrays are lists, struct arrays lists
 * of maps from the names of their parts. Vectors are {@code float[]}; those of bits, bytes and
 * half floats are {@code byte[]}, sparse ones maps from places to values. Immutable; arrays are not copied, so leave them as they are.
 */
public sealed class Row permits Hit {
    private final Map<String, @Nullable Object> values;

    Row(Map<String, @Nullable Object> values) {
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /**
     * @param namesAndValues a name, its value, a name, its value, …
     * @throws IllegalArgumentException if a name is no text or has no value
     */
    public static Row of(@Nullable Object... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "the last name has no value: name=" + namesAndValues[namesAndValues.length - 1]);
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (!(namesAndValues[i] instanceof String name)) {
                throw new IllegalArgumentException("not a name: at=" + i + ", value=" + namesAndValues[i]);
            }
            values.put(name, namesAndValues[i + 1]);
        }
        return new Row(values);
    }

    public static Row of(Map<String, ? extends @Nullable Object> values) {
        return new Row(new LinkedHashMap<>(values));
    }

    public Map<String, @Nullable Object> values() {
        return values;
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    public boolean isNull(String name) {
        return value(name) == null;
    }

    /**
     * The value as it is.
     *
     * @throws IllegalArgumentException if the row has none of this name
     */
    public @Nullable Object value(String name) {
        if (!values.containsKey(name)) {
            throw new IllegalArgumentException("row has no such value: name=" + name + ", names=" + values.keySet()
                    + "; name it among the output fields");
        }
        return values.get(name);
    }

    /** A text, or JSON as text. */
    public String text(String name) {
        return value(name) instanceof String text ? text : wrong(name, "text");
    }

    /** An integer of any width. */
    public long number(String name) {
        return value(name) instanceof Number number && Values.isInteger(number)
                ? number.longValue()
                : wrong(name, "integer");
    }

    /** A number of any kind. */
    public double real(String name) {
        return value(name) instanceof Number number ? number.doubleValue() : wrong(name, "number");
    }

    /** A time. */
    public Instant time(String name) {
        return value(name) instanceof Instant time ? time : wrong(name, "time");
    }

    public boolean flag(String name) {
        return value(name) instanceof Boolean bool ? bool : wrong(name, "boolean");
    }

    /** @return float[dim] */
    public float[] vector(String name) {
        return value(name) instanceof float[] vector ? vector : wrong(name, "vector");
    }

    private <T> T wrong(String name, String wanted) {
        Object value = value(name);
        String type = value == null ? "null" : value.getClass().getSimpleName();
        throw new IllegalArgumentException(
                "value has another type: name=" + name + ", type=" + type + ", wanted=" + wanted);
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
