package io.elanus.server.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.elanus.model.CollectionSchema;
import io.elanus.model.DatabaseException;
import io.elanus.model.FieldSchema;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** Schemas on the wire: bytes of a message when a collection is made, the message itself when it is described. */
final class Schemas {
    private Schemas() {}

    /**
     * @param name the collection's; the one within the schema does not count
     * @throws DatabaseException (1100) if the bytes are no schema, or name what cannot be made yet
     */
    static CollectionSchema decode(String name, ByteString bytes) {
        io.elanus.wire.CollectionSchema schema;
        try {
            schema = io.elanus.wire.CollectionSchema.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw DatabaseException.invalid("failed to parse the collection schema: " + e.getMessage());
        }
        Refusals.refuseIf(schema.getFunctionsCount() > 0, "a function of a schema");
        Refusals.refuseIf(schema.getStructArrayFieldsCount() > 0, "data type " + io.elanus.wire.DataType.ArrayOfStruct);
        Refusals.refuseIf(schema.getEnableNamespace(), "a namespace");
        boolean autoId = older(schema);
        List<FieldSchema> fields = schema.getFieldsList().stream()
                .map(field -> decode(field, autoId))
                .toList();
        return new CollectionSchema(name, schema.getDescription(), fields, schema.getEnableDynamicField());
    }

    /**
     * A field that is to be added to a collection.
     *
     * @throws DatabaseException (1100) if the bytes are no field, or name what cannot be made yet
     */
    static FieldSchema decodeField(ByteString bytes) {
        try {
            return decode(io.elanus.wire.FieldSchema.parseFrom(bytes), false);
        } catch (InvalidProtocolBufferException e) {
            throw DatabaseException.invalid("failed to parse the field schema: " + e.getMessage());
        }
    }

    /**
     * Without the hidden dynamic field, which clients do not expect to see.
     *
     * @param zone to show default times in
     */
    @SuppressWarnings("deprecation") // autoID of the schema
    static io.elanus.wire.CollectionSchema encode(CollectionSchema schema, String database, ZoneId zone) {
        return io.elanus.wire.CollectionSchema.newBuilder()
                .setName(schema.name())
                .setDescription(schema.description())
                .setAutoID(schema.primaryKey().autoId())
                .addAllFields(schema.fields().stream()
                        .filter(field -> !field.dynamic())
                        .map(field -> encode(field, zone))
                        .toList())
                .setEnableDynamicField(schema.dynamicFieldEnabled())
                .setDbName(database)
                .setVersion(schema.version())
                .build();
    }

    /** The first SDKs said of the whole schema what now stands at the primary key. */
    @SuppressWarnings("deprecation") // autoID of the schema
    private static boolean older(io.elanus.wire.CollectionSchema schema) {
        return schema.getAutoID();
    }

    private static FieldSchema decode(io.elanus.wire.FieldSchema field, boolean autoId) {
        FieldSchema.Builder builder = FieldSchema.builder(field.getName(), DataTypes.decode(field.getDataTypeValue()))
                .description(field.getDescription())
                .primaryKey(field.getIsPrimaryKey())
                .autoId(field.getAutoID() || (autoId && field.getIsPrimaryKey()))
                .nullable(field.getNullable())
                .dynamic(field.getIsDynamic())
                .partitionKey(field.getIsPartitionKey())
                .clusteringKey(field.getIsClusteringKey())
                .params(KeyValues.of(field.getTypeParamsList()).values());
        Optional.of(field.getDefaultValue()).flatMap(Values::decode).ifPresent(builder::defaultValue);
        return builder.build();
    }

    private static io.elanus.wire.FieldSchema encode(FieldSchema field, ZoneId zone) {
        io.elanus.wire.FieldSchema.Builder builder = io.elanus.wire.FieldSchema.newBuilder()
                .setFieldID(field.id())
                .setName(field.name())
                .setDescription(field.description())
                .setDataType(DataTypes.encode(field.type()))
                .setIsPrimaryKey(field.primaryKey())
                .setAutoID(field.autoId())
                .setNullable(field.nullable())
                .setIsPartitionKey(field.partitionKey())
                .setIsClusteringKey(field.clusteringKey())
                .addAllTypeParams(KeyValues.pairs(field.params()));
        field.defaultValue().ifPresent(value -> builder.setDefaultValue(Values.encode(value, field.type(), zone)));
        return builder.build();
    }
}
