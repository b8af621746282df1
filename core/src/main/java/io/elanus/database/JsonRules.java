package io.elanus.database;

import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.DatabaseException;
import io.elanus.model.FieldSchema;
import io.elanus.model.JsonCursor;
import io.elanus.model.JsonForm;
import io.elanus.model.JsonFormException;
import io.elanus.model.JsonKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** From JSON as clients send it, which is text, to the form in which it is stored, if it is what it should be. */
final class JsonRules {
    private JsonRules() {}

    /** @param texts of at most {@link RowRules#JSON_BYTES_MAX} */
    static Column encode(CollectionSchema schema, FieldSchema field, BytesColumn texts) {
        ColumnBuilder builder = ColumnBuilder.of(field);
        for (int row = 0; row < texts.rowCount(); row++) {
            if (texts.isNull(row)) {
                builder.addNull();
            } else {
                builder.add(encode(field, texts.get(row), row));
            }
        }
        BytesColumn values = (BytesColumn) builder.build();
        if (field.dynamic()) {
            checkObjects(schema, field, values);
        }
        return values;
    }

    private static byte[] encode(FieldSchema field, byte[] text, int row) {
        try {
            return JsonForm.encode(text);
        } catch (IOException e) {
            throw notJson(
                    field,
                    row,
                    String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    /** A field may have been added that is called like a key of older rows; new ones have to say which they mean. */
    private static void checkObjects(CollectionSchema schema, FieldSchema field, BytesColumn values) {
        List<byte[]> taken = new ArrayList<>();
        for (FieldSchema other : schema.fields()) {
            taken.add(other.name().getBytes(StandardCharsets.UTF_8));
        }
        JsonCursor cursor = new JsonCursor();
        for (int row = 0; row < values.rowCount(); row++) {
            if (values.isNull(row)) {
                continue;
            }
            try {
                cursor.open(values, row);
                if (cursor.kind() != JsonKind.OBJECT) {
                    throw notJson(field, row, "an object is wanted");
                }
                for (byte[] name : taken) {
                    if (cursor.seekKey(name)) {
                        throw taken(new String(name, StandardCharsets.UTF_8));
                    }
                }
            } catch (JsonFormException e) {
                throw e.inRow(row);
            }
        }
    }

    private static DatabaseException taken(String key) {
        return DatabaseException.invalid(
                key.equals(CollectionSchema.DYNAMIC_FIELD_NAME)
                        ? "cannot set key name to: " + key
                        : "dynamic field name cannot include the static field name: " + key);
    }

    private static DatabaseException notJson(FieldSchema field, int row, String why) {
        return DatabaseException.invalid(
                "value is not valid JSON: field=" + field.name() + ", row=" + row + ", why=" + why);
    }
}
