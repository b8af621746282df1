package io.elanus.server.contract;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.Column.BoolColumn;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.Column.DoubleColumn;
import io.elanus.model.Column.FloatColumn;
import io.elanus.model.Column.IntColumn;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.Column.PackedVectorColumn;
import io.elanus.model.Column.VectorColumn;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import io.elanus.model.InputColumn;
import io.elanus.model.IsoTimes;
import io.elanus.model.OutputColumn;
import io.elanus.model.WriteRequest;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Columns as the rows of the SDK, and back. */
final class SdkValues {
    private static final Gson GSON = new Gson();

    private SdkValues() {}

    static List<JsonObject> rows(WriteRequest request) {
        List<JsonObject> rows = new ArrayList<>();
        for (int row = 0; row < request.rowCount(); row++) {
            JsonObject object = new JsonObject();
            for (InputColumn column : request.columns()) {
                if (column.dynamic()) {
                    JsonElement values = json(column, row);
                    values.getAsJsonObject().asMap().forEach(object::add);
                } else {
                    object.add(column.name(), json(column, row));
                }
            }
            rows.add(object);
        }
        return rows;
    }

    private static JsonElement json(InputColumn input, int row) {
        if (input.column().isNull(row)) {
            return JsonNull.INSTANCE;
        }
        return switch (input.column()) {
            case BoolColumn values -> new JsonPrimitive(values.get(row));
            case IntColumn values -> new JsonPrimitive(values.get(row));
            case LongColumn values ->
                input.type() == DataType.TIMESTAMPTZ
                        ? new JsonPrimitive(IsoTimes.format(values.get(row), ZoneOffset.UTC))
                        : new JsonPrimitive(values.get(row));
            case FloatColumn values -> new JsonPrimitive(values.get(row));
            case DoubleColumn values -> new JsonPrimitive(values.get(row));
            case BytesColumn values ->
                input.type() == DataType.JSON
                        ? JsonParser.parseString(values.string(row))
                        : new JsonPrimitive(values.string(row));
            case VectorColumn values -> GSON.toJsonTree(values.get(row));
            case PackedVectorColumn values -> GSON.toJsonTree(values.get(row));
        };
    }

    static List<String> names(CollectionSchema schema) {
        return schema.fields().stream().map(FieldSchema::name).toList();
    }

    /** @param names fields, {@code *}, or values that no field names */
    static List<OutputColumn> columns(CollectionSchema schema, List<String> names, List<Map<String, Object>> entities) {
        List<OutputColumn> columns = new ArrayList<>();
        for (FieldSchema field : schema.fields()) {
            if (field.dynamic()) {
                columns.add(new OutputColumn(field, dynamicColumn(schema, entities)));
            } else if (names.contains("*") || names.contains(field.name())) {
                List<Object> values = new ArrayList<>();
                entities.forEach(entity -> values.add(entity.get(field.name())));
                columns.add(new OutputColumn(field, column(field, values)));
            }
        }
        return columns;
    }

    private static Column dynamicColumn(CollectionSchema schema, List<Map<String, Object>> entities) {
        ColumnBuilder builder = ColumnBuilder.of(DataType.JSON, 0);
        for (Map<String, Object> entity : entities) {
            JsonObject rest = new JsonObject();
            entity.forEach((name, value) -> {
                if (schema.find(name).isEmpty()) {
                    rest.add(name, GSON.toJsonTree(value));
                }
            });
            builder.add(rest.toString());
        }
        return builder.build();
    }

    static Column column(FieldSchema field, List<Object> values) {
        ColumnBuilder builder = ColumnBuilder.of(field);
        for (Object value : values) {
            if (value == null || value instanceof JsonNull) {
                builder.addNull();
            } else {
                add(builder, field, value);
            }
        }
        return builder.build();
    }

    private static void add(ColumnBuilder builder, FieldSchema field, Object value) {
        switch (field.type()) {
            case BOOL -> builder.add((boolean) value);
            case INT8, INT16, INT32 -> builder.add(((Number) value).intValue());
            case INT64 -> builder.add(((Number) value).longValue());
            case FLOAT -> builder.add(((Number) value).floatValue());
            case DOUBLE -> builder.add(((Number) value).doubleValue());
            case TIMESTAMPTZ -> builder.add(IsoTimes.parse((String) value, ZoneOffset.UTC));
            case VARCHAR, JSON -> builder.add(Objects.toString(value));
            case FLOAT_VECTOR -> builder.add(vector((List<?>) value));
            case ARRAY,
                    GEOMETRY,
                    TEXT,
                    BINARY_VECTOR,
                    FLOAT16_VECTOR,
                    BFLOAT16_VECTOR,
                    SPARSE_FLOAT_VECTOR,
                    INT8_VECTOR -> throw new IllegalStateException("no such columns: field=" + field);
        }
    }

    private static float[] vector(List<?> elements) {
        float[] vector = new float[elements.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = ((Number) elements.get(i)).floatValue();
        }
        return vector;
    }
}
