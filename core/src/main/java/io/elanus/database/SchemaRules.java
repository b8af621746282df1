package io.elanus.database;

import io.elanus.model.CollectionSchema;
import io.elanus.model.CreateCollectionRequest;
import io.elanus.model.DataType;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import io.elanus.model.FieldSchema;
import io.elanus.model.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a collection may look like, and the numbers that its fields get. The texts are Milvus's; clients match them. */
final class SchemaRules {
    static final int FIELDS_MAX = 64;
    static final int VECTOR_FIELDS_MAX = 10;
    static final int SHARDS_MAX = 16;
    static final int DIM_MIN = 2;
    static final int DIM_MAX = 32_768;
    static final int VARCHAR_BYTES_MAX = 65_535;
    static final int DESCRIPTION_BYTES_MAX = 1024;
    static final int PARTITIONS_MAX = 1024;
    static final int KEY_PARTITIONS_DEFAULT = 16;

    /** Names that Milvus keeps for itself. */
    private static final Set<String> SYSTEM_FIELDS =
            Set.of("RowID", "Timestamp", CollectionSchema.DYNAMIC_FIELD_NAME, "$namespace_id", "__virtual_pk__");

    private SchemaRules() {}

    /**
     * Checks what a user asks for.
     *
     * @return the schema with numbered fields and, if enabled, the hidden dynamic field
     */
    static CollectionSchema check(CreateCollectionRequest request) {
        NameRules.checkCollection(request.name().collection());
        CollectionSchema schema = request.schema();
        if (request.shardCount() > SHARDS_MAX) {
            throw DatabaseException.invalid("maximum shards's number should be limited to " + SHARDS_MAX);
        }
        if (request.shardCount() < 1) {
            throw DatabaseException.invalid("shard count should be at least 1: shards=" + request.shardCount());
        }
        if (schema.description().getBytes(StandardCharsets.UTF_8).length > DESCRIPTION_BYTES_MAX) {
            throw DatabaseException.invalid(
                    "the length of a collection description must not exceed " + DESCRIPTION_BYTES_MAX + " bytes");
        }
        if (schema.fields().size() > FIELDS_MAX) {
            throw DatabaseException.invalid("maximum field's number should be limited to " + FIELDS_MAX);
        }
        if (schema.vectorFields().size() > VECTOR_FIELDS_MAX) {
            throw DatabaseException.invalid("maximum vector field's number should be limited to " + VECTOR_FIELDS_MAX);
        }
        if (schema.vectorFields().isEmpty()) {
            throw DatabaseException.invalid("schema does not contain vector field");
        }
        checkNames(schema);
        checkPrimaryKey(schema);
        checkPartitionKey(request);
        for (FieldSchema field : schema.fields()) {
            checkField(schema, field);
        }
        return numbered(schema);
    }

    /** Checks a field that is to be added to a collection with this schema. */
    static void checkAdded(CollectionSchema schema, FieldSchema field) {
        long visibleCount =
                schema.fields().stream().filter(each -> !each.dynamic()).count();
        if (visibleCount >= FIELDS_MAX) {
            throw DatabaseException.invalid("The number of fields has reached the maximum value " + FIELDS_MAX);
        }
        if (schema.find(field.name()).filter(each -> !each.dynamic()).isPresent()) {
            throw DatabaseException.invalid("duplicated field name " + field.name());
        }
        if (SYSTEM_FIELDS.contains(field.name())) {
            throw DatabaseException.invalid("not support to add system field, field name = " + field.name());
        }
        if (field.primaryKey()) {
            throw DatabaseException.invalid("not support to add pk field, field name = " + field.name());
        }
        if (field.autoId()) {
            throw DatabaseException.invalid(
                    "only primary field can speficy AutoID with true, field name = " + field.name());
        }
        if (field.partitionKey()) {
            throw DatabaseException.invalid("not support to add partition key field, field name  = " + field.name());
        }
        if (field.clusteringKey()) {
            checkAddedClusteringKey(schema, field);
        }
        if (field.type().isVector()) {
            checkAddedVector(schema, field);
        }
        if (!field.nullable()) {
            throw DatabaseException.invalid(
                    "added field must be nullable, please check it, field name = " + field.name());
        }
        NameRules.checkField(field.name());
        checkField(schema, field);
    }

    private static void checkAddedClusteringKey(CollectionSchema schema, FieldSchema field) {
        boolean orders = field.type().isInteger()
                || field.type() == DataType.FLOAT
                || field.type() == DataType.DOUBLE
                || field.type() == DataType.VARCHAR;
        if (!orders) {
            throw DatabaseException.invalid("clustering key field " + field.name() + " has unsupported data type "
                    + field.type().wireName());
        }
        if (schema.fields().stream().anyMatch(FieldSchema::clusteringKey)) {
            throw DatabaseException.invalid("already has another clustering key field, field name: " + field.name());
        }
    }

    private static void checkAddedVector(CollectionSchema schema, FieldSchema field) {
        if (schema.vectorFields().size() >= VECTOR_FIELDS_MAX) {
            throw DatabaseException.invalid("maximum vector field's number should be limited to " + VECTOR_FIELDS_MAX);
        }
        if (field.params().isEmpty()) {
            throw DatabaseException.invalid("vector field must have dimension specified, field name = " + field.name());
        }
    }

    private static void checkNames(CollectionSchema schema) {
        Set<String> names = new HashSet<>();
        for (FieldSchema field : schema.fields()) {
            NameRules.checkField(field.name());
            if (!names.add(field.name())) {
                throw DatabaseException.invalid("duplicated field name " + field.name() + " found");
            }
        }
    }

    private static void checkPrimaryKey(CollectionSchema schema) {
        FieldSchema primaryKey = null;
        for (FieldSchema field : schema.fields()) {
            if (field.autoId() && !field.primaryKey()) {
                throw DatabaseException.invalid(
                        "only primary field can speficy AutoID with true, field name = " + field.name());
            }
            if (field.primaryKey() && primaryKey != null) {
                throw DatabaseException.invalid(
                        "there are more than one primary key, field name = " + primaryKey.name() + ", " + field.name());
            }
            if (field.primaryKey()) {
                primaryKey = field;
            }
        }
        if (primaryKey == null) {
            throw new DatabaseException(ErrorCode.MISSING_PARAMETER, "primary key is not specified: missing parameter");
        }
        if (primaryKey.type() != DataType.INT64 && primaryKey.type() != DataType.VARCHAR) {
            throw DatabaseException.invalid("the data type of primary key should be Int64 or VarChar");
        }
        if (primaryKey.nullable()) {
            throw DatabaseException.invalid(
                    "primary field not support null: primary field not support null, field name = "
                            + primaryKey.name());
        }
        if (primaryKey.defaultValue().isPresent()) {
            throw DatabaseException.invalid(
                    "default_value not support: primary field not support default_value, field name = "
                            + primaryKey.name());
        }
    }

    private static void checkPartitionKey(CreateCollectionRequest request) {
        List<FieldSchema> keys = request.schema().fields().stream()
                .filter(FieldSchema::partitionKey)
                .toList();
        if (keys.size() > 1) {
            throw DatabaseException.invalid("there are more than one partition key, field name = "
                    + keys.get(0).name() + ", " + keys.get(1).name());
        }
        if (keys.isEmpty() && request.partitionCount().isPresent()) {
            throw DatabaseException.invalid("num_partitions should only be specified with partition key field enabled");
        }
        for (FieldSchema key : keys) {
            if (key.primaryKey()) {
                throw DatabaseException.invalid("the partition key field must not be primary field");
            }
            if (key.nullable()) {
                throw DatabaseException.invalid(
                        "partition key field not support nullable: partition key field not support nullable, field name = "
                                + key.name());
            }
            if (key.type() != DataType.INT64 && key.type() != DataType.VARCHAR) {
                throw DatabaseException.invalid("the data type of partition key should be Int64 or VarChar");
            }
        }
        int count = request.partitionCount().orElse(KEY_PARTITIONS_DEFAULT);
        if (count < 1) {
            throw DatabaseException.invalid(
                    "the specified partitions should be greater than 0 if partition key is used");
        }
        if (count > PARTITIONS_MAX) {
            throw DatabaseException.invalid(
                    "partition number (" + count + ") exceeds max configuration (" + PARTITIONS_MAX + ")");
        }
    }

    private static void checkField(CollectionSchema schema, FieldSchema field) {
        if (field.dynamic()) {
            throw DatabaseException.invalid("cannot explicitly set a field as a dynamic field");
        }
        switch (field.type()) {
            case FLOAT_VECTOR -> checkDim(field);
            case VARCHAR -> checkMaxLength(schema, field);
            case BOOL, INT8, INT16, INT32, INT64, FLOAT, DOUBLE, TIMESTAMPTZ, JSON -> {}
            case ARRAY,
                    GEOMETRY,
                    TEXT,
                    BINARY_VECTOR,
                    FLOAT16_VECTOR,
                    BFLOAT16_VECTOR,
                    SPARSE_FLOAT_VECTOR,
                    INT8_VECTOR ->
                throw DatabaseException.invalid(
                        "data type " + field.type().wireName() + " is not supported yet: field=" + field.name());
        }
        if (field.clusteringKey() && field.type().isVector()) {
            throw new DatabaseException(
                    ErrorCode.INVALID_PARAMETER, "vector clustering key not allowed[collection=" + schema.name() + "]");
        }
        field.defaultValue().ifPresent(value -> checkDefault(field, value));
    }

    private static void checkDim(FieldSchema field) {
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
        if (dim > DIM_MAX) {
            throw DatabaseException.invalid("invalid dimension: " + text + " of field " + field.name()
                    + ". float vector dimension should be in range " + DIM_MIN + " ~ " + DIM_MAX);
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
        if (field.type().isVector() || field.type() == DataType.JSON) {
            throw DatabaseException.invalid(
                    "type not support default_value, type:" + field.type().wireName() + ", name:" + field.name());
        }
        boolean fits = switch (value) {
            case Value.Bool bool -> field.type() == DataType.BOOL;
            case Value.Int number -> field.type().isInteger();
            case Value.Real number -> field.type() == DataType.FLOAT || field.type() == DataType.DOUBLE;
            case Value.Text text -> field.type() == DataType.VARCHAR || field.type() == DataType.TIMESTAMPTZ;
            case Value.Array array -> false;
        };
        if (!fits) {
            throw DatabaseException.invalid("type (" + field.type().wireName() + ") of field (" + field.name()
                    + ") is not equal to the type(DataType_" + wireName(value) + ") of default_value");
        }
        if (value instanceof Value.Int number) {
            checkDefaultRange(field, number.value());
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

    private static CollectionSchema numbered(CollectionSchema schema) {
        List<FieldSchema> fields = new ArrayList<>();
        long id = CollectionSchema.FIELD_ID_FIRST;
        for (FieldSchema field : schema.fields()) {
            fields.add(field.toBuilder().id(id++).build());
        }
        if (schema.dynamicFieldEnabled()) {
            fields.add(FieldSchema.builder(CollectionSchema.DYNAMIC_FIELD_NAME, DataType.JSON)
                    .id(id)
                    .description("dynamic schema")
                    .dynamic(true)
                    .build());
        }
        return new CollectionSchema(schema.name(), schema.description(), fields, schema.dynamicFieldEnabled());
    }
}
