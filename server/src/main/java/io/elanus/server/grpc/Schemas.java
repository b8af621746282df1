package io.elanus.server.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.elanus.model.CollectionSchema;
import io.elanus.model.DatabaseException;
import io.elanus.model.FieldSchema;
import io.elanus.model.StructSchema;
import io.elanus.wire.StructArrayFieldSchema;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Schemas on the wire: bytes of a message when a collection is made, the message itself when it is described. */
final class Schemas {
    /** Newer clients say it, in a field that the published messages do not have yet. */
    private static final int NULLABLE_OF_STRUCTS = 6;

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
        Refusals.refuseIf(schema.getEnableNamespace(), "a namespace");
        boolean autoId = older(schema);
        List<FieldSchema> fields = new ArrayList<>();
        schema.getFieldsList().forEach(field -> fields.add(decode(field, autoId).build()));
        List<StructSchema> structs = new ArrayList<>();
        for (StructArrayFieldSchema struct : schema.getStructArrayFieldsList()) {
            structs.add(decode(struct));
            struct.getFieldsList().forEach(part -> fields.add(decodePart(struct, part)));
        }
        return new CollectionSchema(name, schema.getDescription(), fields, structs, schema.getEnableDynamicField(), 0);
    }

    private static StructSchema decode(StructArrayFieldSchema struct) {
        return new StructSchema(
                0,
                struct.getName(),
                struct.getDescription(),
                nullable(struct),
                new TreeMap<>(KeyValues.of(struct.getTypeParamsList()).values()));
    }

    private static boolean nullable(StructArrayFieldSchema struct) {
        return struct.getUnknownFields().getField(NULLABLE_OF_STRUCTS).getVarintList().stream()
                .anyMatch(value -> value != 0);
    }

    private static FieldSchema decodePart(StructArrayFieldSchema struct, io.elanus.wire.FieldSchema part) {
        String name = StructSchema.fieldName(struct.getName(), part.getName());
        return decode(part.toBuilder().setName(name).build(), false)
                .nullable(part.getNullable() || nullable(struct))
                .structName(struct.getName())
                .build();
    }

    /**
     * A field that is to be added to a collection.
     *
     * @throws DatabaseException (1100) if the bytes are no field, or name what cannot be made yet
     */
    static FieldSchema decodeField(ByteString bytes) {
        try {
            return decode(io.elanus.wire.FieldSchema.parseFrom(bytes), false).build();
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
                        .filter(field -> !field.dynamic() && field.structName().isEmpty())
                        .map(field -> encode(field, zone))
                        .toList())
                .addAllStructArrayFields(schema.structs().stream()
                        .map(struct -> encode(schema, struct, zone))
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

    private static FieldSchema.Builder decode(io.elanus.wire.FieldSchema field, boolean autoId) {
        FieldSchema.Builder builder = FieldSchema.builder(field.getName(), DataTypes.decode(field.getDataTypeValue()))
                .description(field.getDescription())
                .primaryKey(field.getIsPrimaryKey())
                .autoId(field.getAutoID() || (autoId && field.getIsPrimaryKey()))
                .nullable(field.getNullable())
                .dynamic(field.getIsDynamic())
                .partitionKey(field.getIsPartitionKey())
                .clusteringKey(field.getIsClusteringKey())
                .params(KeyValues.of(field.getTypeParamsList()).values());
        DataTypes.decodeElement(field.getElementTypeValue()).ifPresent(builder::elementType);
        Optional.of(field.getDefaultValue()).flatMap(Values::decode).ifPresent(builder::defaultValue);
        return builder;
    }

    private static StructArrayFieldSchema encode(CollectionSchema schema, StructSchema struct, ZoneId zone) {
        return StructArrayFieldSchema.newBuilder()
                .setFieldID(struct.id())
                .setName(struct.name())
                .setDescription(struct.description())
                .addAllTypeParams(KeyValues.pairs(struct.params()))
                .addAllFields(schema.parts(struct).stream()
                        .map(part -> encode(part, zone))
                        .toList())
                .setUnknownFields(nullable(struct))
                .build();
    }

    private static UnknownFieldSet nullable(StructSchema struct) {
        UnknownFieldSet.Field value = UnknownFieldSet.Field.newBuilder()
                .addVarint(struct.nullable() ? 1 : 0)
                .build();
        return UnknownFieldSet.newBuilder().addField(NULLABLE_OF_STRUCTS, value).build();
    }

    private static io.elanus.wire.FieldSchema encode(FieldSchema field, ZoneId zone) {
        io.elanus.wire.FieldSchema.Builder builder = io.elanus.wire.FieldSchema.newBuilder()
                .setFieldID(field.id())
                .setName(field.partName())
                .setDescription(field.description())
                .setDataType(DataTypes.encode(field.type()))
                .setIsPrimaryKey(field.primaryKey())
                .setAutoID(field.autoId())
                .setNullable(field.nullable())
                .setIsPartitionKey(field.partitionKey())
                .setIsClusteringKey(field.clusteringKey())
                .addAllTypeParams(KeyValues.pairs(field.params()));
        field.elementType().ifPresent(type -> builder.setElementType(DataTypes.encode(type)));
        field.defaultValue().ifPresent(value -> builder.setDefaultValue(Values.encode(value, field.type(), zone)));
        return builder.build();
    }
}
