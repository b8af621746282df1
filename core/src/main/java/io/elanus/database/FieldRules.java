package io.elanus.database;

import io.elanus.model.CollectionSchema;
import io.elanus.model.DataType;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import io.elanus.model.FieldSchema;
import io.elanus.model.Value;
import java.nio.charset.StandardCharsets;

/** What a field may be by its type: parameters, default, role. The texts are Milvus's; clients match them. */
final class FieldRules {
    static final int DIM_MIN = 2;
    static final int DIM_MAX = 32_768;
    static final int VARCHAR_BYTES_MAX = 65_535;
    static final int ARRAY_CAPACITY_MAX = 4_096;

    private FieldRules() {}

    /** @param schema of its collection, for the messages */
    static void check(CollectionSchema schema, FieldSchema field) {
        if (field.dynamic()) {
            throw DatabaseException.invalid("cannot explicitly set a field as a dynamic field");
        }
        switch (field.type()) {
            case FLOAT_VECTOR, FLOAT16_VECTOR, BFLOAT16_VECTOR, INT8_VECTOR -> checkDim(field);
            case BINARY_VECTOR -> checkBinaryDim(field);
            case SPARSE_FLOAT_VECTOR -> checkNoDim(field);
            case VARCHAR -> checkMaxLength(schema, field);
            case ARRAY, ARRAY_OF_VECTOR -> checkArray(schema, field);
            case BOOL, INT8, INT16, INT32, INT64, FLOAT, DOUBLE, TIMESTAMPTZ, JSON, GEOMETRY, TEXT -> {}
        }
        TextRules.check(field);
        if (field.clusteringKey() && field.type().isVector()) {
            throw new DatabaseException(
                    ErrorCode.INVALID_PARAMETER, "vector clustering key not allowed[collection=" + schema.name() + "]");
        }
        field.defaultValue().ifPresent(value -> checkDefault(field, value));
    }

    private static void checkDim(FieldSchema field) {
        int dim = dim(field);
        if (dim > DIM_MAX) {
            throw DatabaseException.invalid("invalid dimension: " + dim + " of field " + field.name()
                    + ". float vector dimension should be in range " + DIM_MIN + " ~ " + DIM_MAX);
        }
    }

    private static void checkBinaryDim(FieldSchema field) {
        int dim = dim(field);
        if (dim % Byte.SIZE != 0) {
            throw DatabaseException.invalid("invalid dimension: " + dim + " of field " + field.name()
                    + ". binary vector dimension should be multiple of 8. ");
        }
        if (dim > DIM_MAX * Byte.SIZE) {
            throw DatabaseException.invalid("invalid dimension: " + dim + " of field " + field.name()
                    + ". binary vector dimension should be in range " + DIM_MIN + " ~ " + DIM_MAX * Byte.SIZE);
        }
    }

    private static int dim(FieldSchema field) {
        String text = field.params().get(FieldSchema.DIM);
        if (text == null) {
            throw DatabaseException.invalid("dimension is not defined in field type params of field " + field.name()
                    + ", check type param `dim` for vector field");
        }
        long dim = parseLong(text);
        if (dim < DIM_MIN) {
            throw DatabaseException.invalid(
                    "invalid dimension: " + text + ". should be in range " + DIM_MIN + " ~ " + DIM_MAX);
        }
        return (int) dim;
    }

    private static void checkNoDim(FieldSchema field) {
        if (field.params().containsKey(FieldSchema.DIM)) {
            throw DatabaseException.invalid(
                    "dim should not be specified for sparse vector field " + field.name() + "(" + field.id() + ")");
        }
    }

    private static void checkArray(CollectionSchema schema, FieldSchema field) {
        if (field.type() == DataType.ARRAY_OF_VECTOR && field.structName().isEmpty()) {
            throw DatabaseException.invalid(
                    "array of vector can only be in the struct array field, field name: " + field.name());
        }
        DataType element = field.elementType().orElseThrow(() -> unsupportedElement("None"));
        switch (element) {
            case VARCHAR -> checkMaxLength(schema, field);
            case BOOL, INT8, INT16, INT32, INT64, FLOAT, DOUBLE -> {}
            case FLOAT_VECTOR, FLOAT16_VECTOR, BFLOAT16_VECTOR, INT8_VECTOR, BINARY_VECTOR -> {
                if (field.type() == DataType.ARRAY) {
                    throw unsupportedElement(element.wireName());
                }
                if (element == DataType.BINARY_VECTOR) {
                    checkBinaryDim(field);
                } else {
                    checkDim(field);
                }
            }
            case SPARSE_FLOAT_VECTOR, ARRAY, JSON, GEOMETRY, TEXT, TIMESTAMPTZ, ARRAY_OF_VECTOR ->
                throw unsupportedElement(element.wireName());
        }
        checkMaxCapacity(schema, field);
    }

    private static DatabaseException unsupportedElement(String name) {
        return DatabaseException.invalid("element type " + name + " is not supported");
    }

    private static void checkMaxCapacity(CollectionSchema schema, FieldSchema field) {
        String text = field.params().get(FieldSchema.MAX_CAPACITY);
        if (text == null) {
            throw new DatabaseException(
                    ErrorCode.MISSING_PARAMETER,
                    "type param(max_capacity) should be specified for array field " + field.name() + " of collection "
                            + schema.name() + ": missing parameter");
        }
        if (!text.matches("[+-]?[0-9]+")) {
            throw DatabaseException.invalid(
                    "the value for max_capacity of field " + field.name() + " must be an integer");
        }
        long capacity = parseLong(text);
        if (capacity <= 0 || capacity > ARRAY_CAPACITY_MAX) {
            throw DatabaseException.invalid(
                    "the maximum capacity specified for a Array should be in (0, " + ARRAY_CAPACITY_MAX + "]");
        }
    }

    private static void checkMaxLength(CollectionSchema schema, FieldSchema field) {
        String text = field.params().get(FieldSchema.MAX_LENGTH);
        if (text == null) {
            throw new DatabaseException(
                    ErrorCode.MISSING_PARAMETER,
                    "type param(max_length) should be specified for the field(" + field.name() + ") of collection "
                            + schema.name() + ": missing parameter");
        }
        long length = parseLong(text);
        if (length <= 0 || length > VARCHAR_BYTES_MAX) {
            throw DatabaseException.invalid("the maximum length specified for the field(" + field.name()
                    + ") should be in (0, " + VARCHAR_BYTES_MAX + "], but got " + text + " instead");
        }
    }

    private static long parseLong(String text) {
        try {
            return Integer.parseInt(text); // As the field reads it later.
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static void checkDefault(FieldSchema field, Value value) {
        boolean none = field.type().isVector()
                || field.type() == DataType.JSON
                || field.type() == DataType.ARRAY
                || field.type() == DataType.TEXT;
        if (none) {
            throw DatabaseException.invalid(
                    "type not support default_value, type:" + field.type().wireName() + ", name:" + field.name());
        }
        boolean fits = switch (value) {
            case Value.Bool bool -> field.type() == DataType.BOOL;
            case Value.Int number -> field.type().isInteger();
            case Value.Real number -> field.type() == DataType.FLOAT || field.type() == DataType.DOUBLE;
            case Value.Text text ->
                field.type() == DataType.VARCHAR
                        || field.type() == DataType.TIMESTAMPTZ
                        || field.type() == DataType.GEOMETRY;
            case Value.Array array -> false;
        };
        if (!fits) {
            throw DatabaseException.invalid("type (" + field.type().wireName() + ") of field (" + field.name()
                    + ") is not equal to the type(DataType_" + wireName(value) + ") of default_value");
        }
        if (value instanceof Value.Int number) {
            checkDefaultRange(field, number.value());
        }
        if (value instanceof Value.Text text && field.type() == DataType.GEOMETRY) {
            RowRules.geometry(text.value());
        }
        if (value instanceof Value.Text text && field.type() == DataType.VARCHAR) {
            int length = text.value().getBytes(StandardCharsets.UTF_8).length;
            if (length > field.maxLength()) {
                throw DatabaseException.invalid(
                        "the length (" + length + ") of string exceeds max length (" + field.maxLength() + ")",
                        "valid length string",
                        "string length exceeds max length");
            }
        }
    }

    private static String wireName(Value value) {
        return switch (value) {
            case Value.Bool bool -> "Bool";
            case Value.Int number -> "Int64";
            case Value.Real number -> "Double";
            case Value.Text text -> "VarChar";
            case Value.Array array -> "Array";
        };
    }

    private static void checkDefaultRange(FieldSchema field, long value) {
        int bits = field.type() == DataType.INT8 ? 8 : field.type() == DataType.INT16 ? 16 : 32;
        long max = (1L << (bits - 1)) - 1;
        if (field.type() != DataType.INT64 && (value > max || value < -max - 1)) {
            throw new DatabaseException(
                    ErrorCode.INVALID_PARAMETER,
                    "default value out of range: invalid parameter[" + value + " out of range " + (-max - 1)
                            + " <= value <= " + max + "]");
        }
    }
}
