package io.elanus.query;

import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.DataType;
import io.elanus.model.DatabaseException;
import io.elanus.model.FieldSchema;
import io.elanus.model.JsonForm;
import io.elanus.model.OutputColumn;
import io.elanus.model.StructSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The output fields of a read, resolved.
 *
 * @param fields what to fetch, each once
 * @param names what the user asked for, {@code *} spelled out
 */
record OutputFields(List<FieldSchema> fields, List<String> names) {
    /** The most bytes that one read answers (quotaAndLimits.limits.maxOutputSize). */
    static final long BYTES_MAX = 100L << 20;

    OutputFields {
        fields = List.copyOf(fields);
        names = List.copyOf(names);
    }

    /**
     * Resolves names against the schema: fields, {@code *} for all of them, and, where the schema has a dynamic field,
     * any other name as a key in it.
     *
     * @throws DatabaseException (1100) for a name that is neither
     */
    static OutputFields resolve(CollectionSchema schema, List<String> requested) {
        Map<String, FieldSchema> fields = new LinkedHashMap<>();
        Set<String> names = new LinkedHashSet<>();
        for (String name : requested) {
            String trimmed = name.strip();
            if (trimmed.equals("*")) {
                for (FieldSchema field : schema.fields()) {
                    fields.put(field.name(), field);
                    names.add(field.structName().orElse(field.name()));
                }
                continue;
            }
            Optional<StructSchema> struct = schema.findStruct(trimmed);
            if (struct.isPresent()) {
                schema.parts(struct.get()).forEach(part -> fields.put(part.name(), part));
                names.add(trimmed);
                continue;
            }
            Optional<FieldSchema> field = schema.find(trimmed);
            if (field.isPresent()) {
                fields.put(trimmed, field.get());
                names.add(trimmed);
            } else {
                FieldSchema dynamic = dynamicField(schema, trimmed);
                fields.put(dynamic.name(), dynamic);
                names.add(trimmed);
            }
        }
        return new OutputFields(new ArrayList<>(fields.values()), new ArrayList<>(names));
    }

    private static FieldSchema dynamicField(CollectionSchema schema, String name) {
        FieldSchema dynamic =
                schema.dynamicField().orElseThrow(() -> DatabaseException.invalid("field " + name + " not exist"));
        if (name.startsWith(CollectionSchema.DYNAMIC_FIELD_NAME + "[") || name.contains("[")) {
            throw DatabaseException.invalid("parse output field name failed: " + name);
        }
        return dynamic;
    }

    /** These fields and the key, which comes first if it was not asked for. */
    OutputFields withPrimaryKey(CollectionSchema schema) {
        FieldSchema key = schema.primaryKey();
        if (fields.contains(key)) {
            return this;
        }
        List<FieldSchema> more = new ArrayList<>(fields);
        more.add(0, key);
        return new OutputFields(more, names);
    }

    /**
     * Fetches the fields of the rows referred to.
     *
     * @param read what is read, for the message: {@code query} or {@code search}
     * @throws DatabaseException (1100) if they take more than {@link #BYTES_MAX}
     */
    List<OutputColumn> fetch(RowRefs rows, long[] references, String read) {
        List<OutputColumn> columns = new ArrayList<>();
        long bytes = 0;
        for (FieldSchema field : fields) {
            bytes += rows.byteSize(field, references);
            if (bytes > BYTES_MAX) {
                throw DatabaseException.invalid(read + " results exceed the maxOutputSize Limit " + BYTES_MAX);
            }
            Column column = rows.gather(field, references);
            columns.add(new OutputColumn(
                    field, field.type() == DataType.JSON ? texts(field, (BytesColumn) column) : column));
        }
        return columns;
    }

    /** JSON as text; a dynamic field that was not asked for as such is cut down to the keys that were. */
    private Column texts(FieldSchema field, BytesColumn values) {
        return field.dynamic() && !names.contains(field.name())
                ? JsonForm.texts(values, dynamicKeys())
                : JsonForm.texts(values);
    }

    /** The names that no field has: a key of an older row may be called like a field that was added later. */
    private Set<String> dynamicKeys() {
        Set<String> keys = new LinkedHashSet<>(names);
        fields.forEach(field -> keys.remove(field.name()));
        return keys;
    }
}
