package io.elanus.query;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.elanus.model.Column;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.DataType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;

/** Cuts the objects of a dynamic field down to the keys that a read asked for. */
final class DynamicKeys {
    private static final JsonFactory JSON = new JsonFactory();

    private DynamicKeys() {}

    static Column cut(BytesColumn objects, Set<String> keys) {
        ColumnBuilder builder = ColumnBuilder.of(DataType.JSON, 0);
        for (int row = 0; row < objects.rowCount(); row++) {
            if (objects.isNull(row)) {
                builder.addNull();
            } else {
                builder.add(cut(objects.get(row), keys));
            }
        }
        return builder.build();
    }

    private static byte[] cut(byte[] object, Set<String> keys) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(object.length);
        try (JsonParser parser = JSON.createParser(object);
                JsonGenerator generator = JSON.createGenerator(out)) {
            parser.nextToken();
            generator.writeStartObject();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = keys.contains(parser.currentName());
                if (wanted) {
                    generator.writeFieldName(parser.currentName());
                }
                parser.nextToken();
                if (wanted) {
                    generator.copyCurrentStructureExact(parser);
                } else {
                    parser.skipChildren();
                }
            }
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("stored dynamic object is not JSON", e);
        }
        return out.toByteArray();
    }
}
