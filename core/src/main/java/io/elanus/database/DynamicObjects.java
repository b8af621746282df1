package io.elanus.database;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;

/** Objects of the dynamic field, as JSON in UTF-8. */
final class DynamicObjects {
    private static final JsonFactory JSON = new JsonFactory();

    private DynamicObjects() {}

    /** The keys of both; of a key that both have, the later value. */
    static byte[] merge(byte[] earlier, byte[] later) {
        ByteArrayOutputStream merged = new ByteArrayOutputStream(earlier.length + later.length);
        try (JsonGenerator generator = JSON.createGenerator(merged)) {
            generator.writeStartObject();
            copy(earlier, keys(later), generator);
            copy(later, Set.of(), generator);
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("an object that was checked is no JSON", e);
        }
        return merged.toByteArray();
    }

    private static Set<String> keys(byte[] object) throws IOException {
        Set<String> keys = new HashSet<>();
        try (JsonParser parser = JSON.createParser(object)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                keys.add(parser.currentName());
                parser.nextToken();
                parser.skipChildren();
            }
        }
        return keys;
    }

    /** Numbers keep every digit. */
    private static void copy(byte[] object, Set<String> leftOut, JsonGenerator generator) throws IOException {
        try (JsonParser parser = JSON.createParser(object)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                parser.nextToken();
                if (leftOut.contains(key)) {
                    parser.skipChildren();
                } else {
                    generator.writeFieldName(key);
                    generator.copyCurrentStructureExact(parser);
                }
            }
        }
    }
}
