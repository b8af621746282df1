package io.elanus;

import io.elanus.model.ArrayForm;
import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.DataType;
import io.elanus.model.DatabaseException;
import io.elanus.model.FieldSchema;
import io.elanus.model.InputColumn;
import io.elanus.model.IsoTimes;
import io.elanus.model.SparseForm;
import io.elanus.model.StructSchema;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** From rows to the columns of a write. What a row lacks is null; the database knows whether it may be. */
final class InputRows {
    private final CollectionSchema schema;
    private final List<Row> rows;

    InputRows(CollectionSchema schema, List<Row> rows) {
        this.schema = schema;
        this.rows = rows;
    }

    List<InputColumn> columns() {
        Set<String> names = new LinkedHashSet<>();
        rows.forEach(row -> names.addAll(row.values().keySet()));
        List<InputColumn> columns = new ArrayList<>();
        for (FieldSchema field : schema.fields()) {
            if (!field.dynamic() && field.structName().isEmpty() && names.remove(field.name())) {
                columns.add(new InputColumn(field.name(), field.type(), false, column(field)));
            }
        }
        for (StructSchema struct : schema.structs()) {
            if (names.remove(struct.name())) {
                for (FieldSchema part : schema.parts(struct)) {
                    columns.add(new InputColumn(part.name(), part.type(), false, partColumn(struct, part)));
                }
            }
        }
        if (!names.isEmpty()) {
            columns.add(dynamicColumn(names));
        }
        return columns;
    }

    private Column column(FieldSchema field) {
        ColumnBuilder builder = ColumnBuilder.of(field.type(), dim(field));
        for (Row row : rows) {
            Object value = row.values().get(field.name());
            if (value == null) {
                builder.addNull();
            } else {
                add(builder, field, value);
            }
        }
        return builder.build();
    }

    private Column partColumn(StructSchema struct, FieldSchema part) {
        ColumnBuilder builder = ColumnBuilder.of(part);
        Set<String> names =
                schema.parts(struct).stream().map(FieldSchema::partName).collect(Collectors.toSet());
        for (Row row : rows) {
            Object objects = row.values().get(struct.name());
            if (objects == null) {
                builder.addNull();
            } else {
                builder.add(array(part, partValues(part, names, expect(List.class, part, objects))));
            }
        }
        return builder.build();
    }

    private static List<@Nullable Object> partValues(FieldSchema part, Set<String> names, List<?> objects) {
        List<@Nullable Object> values = new ArrayList<>();
        for (Object object : objects) {
            Map<?, ?> valuesOfParts = expect(Map.class, part, object);
            if (!valuesOfParts.keySet().equals(names)) {
                throw DatabaseException.invalid(
                        "object of a struct array has other parts than its field: field="
                                + part.structName().orElseThrow(),
                        names,
                        valuesOfParts.keySet());
            }
            values.add(valuesOfParts.get(part.partName()));
        }
        return values;
    }

    /** Of the first vector, so that the database says whether it is the right one. */
    private int dim(FieldSchema field) {
        for (Row row : rows) {
            if (field.type() == DataType.FLOAT_VECTOR && row.values().get(field.name()) instanceof float[] vector) {
                return vector.length;
            }
        }
        return field.dim();
    }

    private static void add(ColumnBuilder builder, FieldSchema field, Object value) {
        switch (field.type()) {
            case BOOL -> builder.add((boolean) expect(Boolean.class, field, value));
            case INT8, INT16, INT32 -> builder.add(intValue(field, value));
            case INT64 -> builder.add(longValue(field, value));
            case FLOAT -> builder.add(expect(Number.class, field, value).floatValue());
            case DOUBLE -> builder.add(expect(Number.class, field, value).doubleValue());
            case TIMESTAMPTZ -> builder.add(micros(field, value));
            case VARCHAR, TEXT, GEOMETRY -> addText(builder, field, value);
            case JSON -> builder.add(value instanceof String text ? text : Json.write(value));
            case FLOAT_VECTOR -> addVector(builder, field, expect(float[].class, field, value));
            case BINARY_VECTOR, FLOAT16_VECTOR, BFLOAT16_VECTOR, INT8_VECTOR ->
                addPacked(builder, field, expect(byte[].class, field, value));
            case SPARSE_FLOAT_VECTOR -> builder.add(sparse(elements(field, expect(Map.class, field, value))));
            case ARRAY, ARRAY_OF_VECTOR -> builder.add(array(field, expect(List.class, field, value)));
        }
    }

    /** As it was written: the database makes of it what it stores. */
    private static void addText(ColumnBuilder builder, FieldSchema field, Object value) {
        builder.add(expect(String.class, field, value));
    }

    private static void addPacked(ColumnBuilder builder, FieldSchema field, byte[] vector) {
        if (vector.length != ColumnBuilder.width(field.type(), field.dim())) {
            throw DatabaseException.invalid(
                    "vector has another length than its field: field=" + field.name(),
                    ColumnBuilder.width(field.type(), field.dim()),
                    vector.length);
        }
        builder.add(vector);
    }

    private static byte[] array(FieldSchema field, List<?> values) {
        FieldSchema element = FieldSchema.builder(field.name(), field.element())
                .params(field.params())
                .build();
        ColumnBuilder elements = ColumnBuilder.of(element);
        for (Object value : values) {
            if (value == null) {
                throw DatabaseException.invalid("elements of an array cannot be null: field=" + field.name());
            }
            add(elements, element, value);
        }
        return ArrayForm.bytes(elements.build());
    }

    private static Map<Long, Float> elements(FieldSchema field, Map<?, ?> values) {
        Map<Long, Float> elements = new HashMap<>();
        values.forEach((index, value) -> elements.put(
                expect(Number.class, field, index).longValue(),
                expect(Number.class, field, value).floatValue()));
        return elements;
    }

    /** The bytes of a sparse vector. */
    static byte[] sparse(Map<Long, Float> elements) {
        ByteBuffer bytes =
                ByteBuffer.allocate(elements.size() * SparseForm.ELEMENT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        new TreeMap<>(elements)
                .forEach((index, value) -> bytes.putInt((int) (long) index).putFloat(value));
        return bytes.array();
    }

    private static int intValue(FieldSchema field, Object value) {
        long number = longValue(field, value);
        if (number != (int) number) {
            throw DatabaseException.invalid("number is too large: field=" + field.name() + ", value=" + number);
        }
        return (int) number;
    }

    private static long longValue(FieldSchema field, Object value) {
        if (!Values.isInteger(value)) {
            throw wrongType(field, value);
        }
        return ((Number) value).longValue();
    }

    private static long micros(FieldSchema field, Object value) {
        Instant time = expect(Instant.class, field, value);
        try {
            return IsoTimes.micros(time);
        } catch (ArithmeticException e) {
            throw DatabaseException.invalid("time is too far from 1970: field=" + field.name() + ", value=" + time);
        }
    }

    private static void addVector(ColumnBuilder builder, FieldSchema field, float[] vector) {
        try {
            builder.add(vector);
        } catch (IllegalArgumentException e) {
            throw DatabaseException.invalid(
                    "vectors have different lengths: field=" + field.name(), field.dim(), vector.length);
        }
    }

    private static <T> T expect(Class<T> type, FieldSchema field, Object value) {
        if (!type.isInstance(value)) {
            throw wrongType(field, value);
        }
        return type.cast(value);
    }

    private static DatabaseException wrongType(FieldSchema field, Object value) {
        return DatabaseException.invalid(
                "value has another type than its field: field=" + field.name(),
                field.type().wireName(),
                value.getClass().getSimpleName());
    }

    /** One JSON object a row with the values that no field names. */
    private InputColumn dynamicColumn(Set<String> names) {
        if (!schema.dynamicFieldEnabled()) {
            throw DatabaseException.invalid("row has values that no field names: names=" + names + ", collection="
                    + schema.name() + "; make the collection dynamic or leave them out");
        }
        ColumnBuilder builder = ColumnBuilder.of(DataType.JSON, 0);
        for (Row row : rows) {
            Map<String, @Nullable Object> rest = new LinkedHashMap<>(row.values());
            rest.keySet().retainAll(names);
            builder.add(Json.write(rest));
        }
        return new InputColumn(CollectionSchema.DYNAMIC_FIELD_NAME, DataType.JSON, true, builder.build());
    }
}
