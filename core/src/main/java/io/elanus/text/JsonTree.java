package io.elanus.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** JSON as a tree; numbers are kept as what matters here, whether they are natural. */
sealed interface JsonTree {
    record Members(Map<String, JsonTree> values) implements JsonTree {
        Optional<JsonTree> find(String key) {
            return Optional.ofNullable(values.get(key));
        }
    }

    record Elements(List<JsonTree> values) implements JsonTree {}

    record Text(String value) implements JsonTree {}

    record Natural(long value) implements JsonTree {}

    record Bool(boolean value) implements JsonTree {}

    /** A null, or a number with a sign or a fraction. */
    record Other() implements JsonTree {}

    /** @throws IOException if the text is not JSON */
    static JsonTree parse(String text) throws IOException {
        JsonFactory factory = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        try (JsonParser parser = factory.createParser(text)) {
            JsonTree tree = read(parser, parser.nextToken());
            if (parser.nextToken() != null) {
                throw new IOException("trailing characters");
            }
            return tree;
        }
    }

    private static JsonTree read(JsonParser parser, JsonToken token) throws IOException {
        if (token == null) {
            throw new IOException("EOF while parsing a value");
        }
        return switch (token) {
            case START_OBJECT -> members(parser);
            case START_ARRAY -> elements(parser);
            case VALUE_STRING -> new Text(parser.getText());
            case VALUE_TRUE -> new Bool(true);
            case VALUE_FALSE -> new Bool(false);
            case VALUE_NUMBER_INT -> natural(parser.getText());
            case VALUE_NUMBER_FLOAT, VALUE_NULL -> new Other();
            case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                throw new IOException("unexpected " + token);
        };
    }

    private static JsonTree natural(String digits) {
        return digits.matches("[0-9]{1,18}") ? new Natural(Long.parseLong(digits)) : new Other();
    }

    private static JsonTree members(JsonParser parser) throws IOException {
        Map<String, JsonTree> values = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            values.put(key, read(parser, parser.nextToken()));
        }
        return new Members(values);
    }

    private static JsonTree elements(JsonParser parser) throws IOException {
        List<JsonTree> values = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            values.add(read(parser, token));
        }
        return new Elements(values);
    }
}
