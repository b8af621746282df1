package io.elanus.server.grpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.elanus.model.DataType;
import io.elanus.model.DatabaseException;
import io.elanus.model.IsoTimes;
import io.elanus.model.Value;
import io.elanus.wire.TemplateArrayValue;
import io.elanus.wire.TemplateValue;
import io.elanus.wire.ValueField;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Single values: defaults of fields, and what stands for the {@code {name}}s of a filter. */
final class Values {
    private Values() {}

    /** Empty if the field holds nothing, which is how no default is said. */
    static Optional<Value> decode(ValueField value) {
        return switch (value.getDataCase()) {
            case BOOL_DATA -> Optional.of(new Value.Bool(value.getBoolData()));
            case INT_DATA -> Optional.of(new Value.Int(value.getIntData()));
            case LONG_DATA -> Optional.of(new Value.Int(value.getLongData()));
            case FLOAT_DATA -> Optional.of(new Value.Real(value.getFloatData()));
            case DOUBLE_DATA -> Optional.of(new Value.Real(value.getDoubleData()));
            case STRING_DATA -> Optional.of(new Value.Text(value.getStringData()));
            case BYTES_DATA -> Optional.of(new Value.Text(value.getBytesData().toStringUtf8()));
            case TIMESTAMPTZ_DATA -> Optional.of(new Value.Int(value.getTimestamptzData()));
            case DATA_NOT_SET -> Optional.empty();
        };
    }

    /**
     * @param type of the field whose default this is: it decides where clients look
     * @param zone to show a time in
     */
    static ValueField encode(Value value, DataType type, ZoneId zone) {
        ValueField.Builder field = ValueField.newBuilder();
        return switch (value) {
            case Value.Bool bool -> field.setBoolData(bool.value()).build();
            case Value.Int micros
            when type == DataType.TIMESTAMPTZ ->
                field.setStringData(IsoTimes.format(micros.value(), zone)).build();
            case Value.Int number -> encode(field, type, number.value(), (double) number.value());
            case Value.Real number -> encode(field, type, (long) number.value(), number.value());
            case Value.Text text -> field.setStringData(text.value()).build();
            case Value.Array array -> throw new IllegalStateException("a default is no array: value=" + array);
        };
    }

    private static ValueField encode(ValueField.Builder field, DataType type, long whole, double real) {
        return switch (type) {
            case INT8, INT16, INT32 -> field.setIntData((int) whole).build();
            case FLOAT -> field.setFloatData((float) real).build();
            case DOUBLE -> field.setDoubleData(real).build();
            case BOOL,
                    INT64,
                    VARCHAR,
                    ARRAY,
                    JSON,
                    GEOMETRY,
                    TEXT,
                    TIMESTAMPTZ,
                    BINARY_VECTOR,
                    FLOAT_VECTOR,
                    FLOAT16_VECTOR,
                    BFLOAT16_VECTOR,
                    SPARSE_FLOAT_VECTOR,
                    INT8_VECTOR,
                    ARRAY_OF_VECTOR -> field.setLongData(whole).build();
        };
    }

    static Map<String, Value> templates(Map<String, TemplateValue> templates) {
        Map<String, Value> values = new TreeMap<>();
        templates.forEach((name, template) -> values.put(name, template(name, template)));
        return values;
    }

    private static Value template(String name, TemplateValue value) {
        return switch (value.getValCase()) {
            case BOOL_VAL -> new Value.Bool(value.getBoolVal());
            case INT64_VAL -> new Value.Int(value.getInt64Val());
            case FLOAT_VAL -> new Value.Real(value.getFloatVal());
            case STRING_VAL -> new Value.Text(value.getStringVal());
            case ARRAY_VAL -> array(name, value.getArrayVal());
            case VAL_NOT_SET -> throw DatabaseException.invalid("template value is empty: name=" + name);
        };
    }

    private static Value.Array array(String name, TemplateArrayValue array) {
        List<Value> elements = new ArrayList<>();
        switch (array.getDataCase()) {
            case BOOL_DATA -> array.getBoolData().getDataList().forEach(value -> elements.add(new Value.Bool(value)));
            case LONG_DATA -> array.getLongData().getDataList().forEach(value -> elements.add(new Value.Int(value)));
            case DOUBLE_DATA ->
                array.getDoubleData().getDataList().forEach(value -> elements.add(new Value.Real(value)));
            case STRING_DATA ->
                array.getStringData().getDataList().forEach(value -> elements.add(new Value.Text(value)));
            case ARRAY_DATA -> array.getArrayData().getDataList().forEach(value -> elements.add(array(name, value)));
            case JSON_DATA -> array.getJsonData().getDataList().forEach(value -> elements.add(json(name, value)));
            case DATA_NOT_SET -> {
                // An empty list has no type to be of.
            }
        }
        return new Value.Array(elements);
    }

    private static Value json(String name, ByteString text) {
        return value(name, Json.parse(text.toStringUtf8(), "template value is no JSON: name=" + name));
    }

    private static Value value(String name, JsonNode node) {
        if (node.isBoolean()) {
            return new Value.Bool(node.booleanValue());
        }
        if (node.canConvertToLong() && node.isIntegralNumber()) {
            return new Value.Int(node.longValue());
        }
        if (node.isNumber()) {
            return new Value.Real(node.doubleValue());
        }
        if (node.isTextual()) {
            return new Value.Text(node.textValue());
        }
        if (node.isArray()) {
            List<Value> elements = new ArrayList<>();
            node.forEach(element -> elements.add(value(name, element)));
            return new Value.Array(elements);
        }
        throw DatabaseException.invalid(
                "template value is of no type that a filter knows: name=" + name + ", value=" + node);
    }
}
