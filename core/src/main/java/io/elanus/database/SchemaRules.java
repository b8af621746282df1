package io.elanus.database;

import io.elanus.model.CollectionSchema;
import io.elanus.model.CreateCollectionRequest;
import io.elanus.model.DataType;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import io.elanus.model.FieldSchema;
import io.elanus.model.StructSchema;
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
        if (schema.fields().size() + schema.structs().size() > FIELDS_MAX) {
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
        StructRules.check(schema);
        for (FieldSchema field : schema.fields()) {
            FieldRules.check(schema, field);
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
        FieldRules.check(schema, field);
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
        if (field.type().hasDim() && !field.params().containsKey(FieldSchema.DIM)) {
            throw DatabaseException.invalid("vector field must have dimension specified, field name = " + field.name());
        }
    }

    private static void checkNames(CollectionSchema schema) {
        Set<String> names = new HashSet<>();
        for (FieldSchema field : schema.fields()) {
            NameRules.checkField(field.partName());
            checkDistinct(names, field.name());
        }
        for (StructSchema struct : schema.structs()) {
            NameRules.checkField(struct.name());
            checkDistinct(names, struct.name());
        }
    }

    private static void checkDistinct(Set<String> names, String name) {
        if (!names.add(name)) {
            throw DatabaseException.invalid("duplicated field name " + name + " found");
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

    private static CollectionSchema numbered(CollectionSchema schema) {
        List<FieldSchema> fields = new ArrayList<>();
        long id = CollectionSchema.FIELD_ID_FIRST;
        for (FieldSchema field : schema.fields()) {
            fields.add(field.toBuilder().id(id++).build());
        }
        List<StructSchema> structs = new ArrayList<>();
        for (StructSchema struct : schema.structs()) {
            structs.add(struct.withId(id++));
        }
        if (schema.dynamicFieldEnabled()) {
            fields.add(dynamicField().id(id).build());
        }
        return new CollectionSchema(
                schema.name(), schema.description(), fields, structs, schema.dynamicFieldEnabled(), schema.version());
    }

    /** The hidden field for keys that the schema does not name. */
    static FieldSchema.Builder dynamicField() {
        return FieldSchema.builder(CollectionSchema.DYNAMIC_FIELD_NAME, DataType.JSON)
                .description("dynamic schema")
                .dynamic(true);
    }
}
