package io.elanus.server.grpc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.elanus.model.DatabaseException;

/** JSON texts within requests and replies. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            // Python writes an infinite number as Infinity.
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /**
     * @param complaint begins the text of the refusal
     * @throws DatabaseException (1100) if the text is no JSON
     */
    static JsonNode parse(String text, String complaint) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw DatabaseException.invalid(complaint + ": " + e.getOriginalMessage());
        }
    }

    /** @throws DatabaseException (1100) if the text is no JSON object */
    static ObjectNode parseObject(String text, String complaint) {
        if (parse(text, complaint) instanceof ObjectNode object) {
            return object;
        }
        throw DatabaseException.invalid(complaint + ": not a JSON object: " + text);
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }
}
