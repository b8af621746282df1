package io.elanus.expr;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.elanus.model.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks the JSON text of one row, reading no further than needed and building no tree of it. */
final class JsonReader {
    /**
     * Stands inside of arrays for what no constant can be: an object, a null, an array that is deeper than any constant.
     * Constants are never NaN ({@link Constants#checkNumbers}).
     */
    private static final Value OPAQUE = new Value.Real(Double.NaN);

    // Rows were limited in size when they came in.
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private JsonReader() {}

    /** Whether something other than null stands at the path. */
    static boolean exists(byte[] text, int length, JsonPath path) throws IOException {
        try (JsonParser parser = FACTORY.createParser(text, 0, length)) {
            return seek(parser, path);
        }
    }

    static Outcome test(byte[] text, int length, JsonPath path, JsonCondition condition) throws IOException {
        try (JsonParser parser = FACTORY.createParser(text, 0, length)) {
            if (!seek(parser, path)) {
                return Outcome.UNKNOWN;
            }
            return switch (condition) {
                case JsonCondition.OfValue question -> question.test(value(parser, question.arrayDepth()));
                case JsonCondition.Contains contains -> contains(parser, contains);
            };
        }
    }

    /**
     * The value at the path.
     *
     * @return null if there is none, or it is null, an object, or an array deeper than {@code arrayDepth}; in arrays such
     *     elements are NaN
     */
    static @Nullable Value value(byte[] text, int length, JsonPath path, int arrayDepth) throws IOException {
        try (JsonParser parser = FACTORY.createParser(text, 0, length)) {
            return seek(parser, path) ? value(parser, arrayDepth) : null;
        }
    }

    /** Moves to the value at the path; answers false if there is none or it is null. Of equal keys the first counts. */
    private static boolean seek(JsonParser parser, JsonPath path) throws IOException {
        JsonToken token = parser.nextToken();
        for (JsonPath.Step step : path.steps()) {
            boolean found = (token == JsonToken.START_OBJECT && seekKey(parser, step.key()))
                    || (token == JsonToken.START_ARRAY && seekElement(parser, step.index()));
            if (!found) {
                return false;
            }
            token = parser.currentToken();
        }
        return token != null && token != JsonToken.VALUE_NULL;
    }

    private static boolean seekKey(JsonParser parser, String key) throws IOException {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            if (name.equals(key)) {
                return true;
            }
            parser.skipChildren();
        }
        return false;
    }

    private static boolean seekElement(JsonParser parser, int index) throws IOException {
        for (int i = 0; index >= 0 && parser.nextToken() != JsonToken.END_ARRAY; i++) {
            if (i == index) {
                return true;
            }
            parser.skipChildren();
        }
        return false;
    }

    private static Outcome contains(JsonParser parser, JsonCondition.Contains condition) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            return Outcome.UNKNOWN;
        }
        Set<Value> missing = new HashSet<>(condition.elements());
        while (!(condition.all() && missing.isEmpty()) && parser.nextToken() != JsonToken.END_ARRAY) {
            Value element = value(parser, condition.arrayDepth());
            if (element != null && missing.remove(Numbers.canonical(element)) && !condition.all()) {
                return Outcome.TRUE;
            }
        }
        return Outcome.of(condition.all() && missing.isEmpty());
    }

    /** Reads the current value to its end; null if it is null, an object, or an array deeper than {@code arrayDepth}. */
    private static @Nullable Value value(JsonParser parser, int arrayDepth) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_TRUE -> new Value.Bool(true);
            case VALUE_FALSE -> new Value.Bool(false);
            case VALUE_STRING -> new Value.Text(parser.getText());
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT -> new Value.Real(parser.getDoubleValue());
            case START_ARRAY -> array(parser, arrayDepth);
            case START_OBJECT -> {
                parser.skipChildren();
                yield null;
            }
            case VALUE_NULL -> null;
            case NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT, FIELD_NAME, END_ARRAY, END_OBJECT ->
                throw new IllegalStateException("not a value: token=" + parser.currentToken());
        };
    }

    /** Integers beyond 64 bits become the nearest double. */
    private static Value integer(JsonParser parser) throws IOException {
        return switch (parser.getNumberType()) {
            case INT, LONG -> new Value.Int(parser.getLongValue());
            case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> new Value.Real(parser.getDoubleValue());
        };
    }

    private static @Nullable Value array(JsonParser parser, int depth) throws IOException {
        if (depth == 0) {
            parser.skipChildren();
            return null;
        }
        List<Value> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            Value element = value(parser, depth - 1);
            elements.add(element == null ? OPAQUE : element);
        }
        return new Value.Array(elements);
    }
}
