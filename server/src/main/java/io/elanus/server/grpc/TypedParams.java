package io.elanus.server.grpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.elanus.model.DatabaseException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * Parameters of an index or of a search. They stand side by side as key-value pairs, or together in one pair
 * {@code params} that holds a JSON object, or both; numbers and truth values may be written as text. The refusals are
 * worded as Milvus's index library words them.
 */
final class TypedParams {
    static final String PARAMS = "params";

    private final Map<String, JsonNode> values;

    private TypedParams(Map<String, JsonNode> values) {
        this.values = values;
    }

    /** What stands in {@code params} counts more than what stands beside it. */
    static TypedParams of(KeyValues pairs) {
        Map<String, JsonNode> values = new TreeMap<>();
        pairs.values().forEach((key, value) -> values.put(key, TextNode.valueOf(value)));
        values.remove(PARAMS);
        pairs.find(PARAMS)
                .ifPresent(text -> Json.parseObject(text, "unmarshal params failed")
                        .properties()
                        .forEach(entry -> values.put(entry.getKey(), entry.getValue())));
        return new TypedParams(values);
    }

    Set<String> keys() {
        return values.keySet();
    }

    Optional<String> text(String key) {
        return Optional.ofNullable(values.get(key))
                .filter(value -> !value.isNull())
                .map(JsonNode::asText)
                .filter(text -> !text.isEmpty());
    }

    OptionalInt integer(String key, int min, int max) {
        JsonNode value = values.get(key);
        if (value == null || value.isNull()) {
            return OptionalInt.empty();
        }
        long number = value.isTextual() ? parsedInt(key, value.asText().strip()) : integral(key, value);
        if (number < min || number > max) {
            throw DatabaseException.invalid("Out of range in json: param '" + key + "' (" + value.asText()
                    + ") should be in range [" + min + ", " + max + "]");
        }
        return OptionalInt.of((int) number);
    }

    Optional<Float> real(String key) {
        JsonNode value = values.get(key);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (value.isTextual()) {
            return Optional.of(parsedFloat(key, value.asText().strip()));
        }
        if (!value.isNumber()) {
            throw wrongType(key, value, "a number");
        }
        return Optional.of(value.floatValue());
    }

    private static long integral(String key, JsonNode value) {
        if (!value.isIntegralNumber()) {
            throw wrongType(key, value, "integer");
        }
        // What no long can hold lies beyond every range anyway.
        return value.canConvertToLong() ? value.longValue() : Long.MAX_VALUE;
    }

    private static long parsedInt(String key, String text) {
        if (text.matches("[+-]?[0-9]{1,18}")) {
            return Long.parseLong(text);
        }
        boolean beginsAsNumber = text.matches("[+-]?[0-9].*");
        throw DatabaseException.invalid(
                beginsAsNumber
                        ? "wrong data type in json, key: '" + key + "', value: '" + text + "'"
                        : "invalid integer value, key: '" + key + "', value: '" + text + "'");
    }

    private static float parsedFloat(String key, String text) {
        try {
            return Float.parseFloat(text);
        } catch (NumberFormatException e) {
            throw DatabaseException.invalid("invalid float value, key: '" + key + "', value: '" + text + "'");
        }
    }

    private static DatabaseException wrongType(String key, JsonNode value, String wanted) {
        return DatabaseException.invalid(
                "Type conflict in json: param '" + key + "' (" + value + ") should be " + wanted);
    }
}
