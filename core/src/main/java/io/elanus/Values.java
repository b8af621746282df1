package io.elanus;

import io.elanus.model.Value;
import java.util.Arrays;
import java.util.List;

/** From plain Java values to values of the filter language. */
final class Values {
    private Values() {}

    /** @throws IllegalArgumentException if it is no boolean, number or text, nor a list or an array of such */
    static Value of(Object value) {
        return switch (value) {
            case Value ready -> ready;
            case Boolean bool -> new Value.Bool(bool);
            case Float real -> new Value.Real(real);
            case Double real -> new Value.Real(real);
            case Number number when isInteger(number) -> new Value.Int(number.longValue());
            case String text -> new Value.Text(text);
            case long[] numbers ->
                new Value.Array(
                        Arrays.stream(numbers).<Value>mapToObj(Value.Int::new).toList());
            case List<?> elements ->
                new Value.Array(
                        elements.stream().map(element -> of((Object) element)).toList());
            default ->
                throw new IllegalArgumentException("no value of the filter language: type="
                        + value.getClass().getName() + "; give a boolean, a number, a text, or a list of them");
        };
    }

    static boolean isInteger(Object value) {
        return value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte;
    }
}
