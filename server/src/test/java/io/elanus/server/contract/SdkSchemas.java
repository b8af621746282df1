package io.elanus.server.contract;

import io.elanus.model.CollectionDescription;
import io.elanus.model.CollectionName;
import io.elanus.model.CollectionSchema;
import io.elanus.model.ConsistencyLevel;
import io.elanus.model.CreateCollectionRequest;
import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import io.elanus.model.PartitionDescription;
import io.elanus.model.Value;
import io.milvus.v2.service.collection.request.AddCollectionFieldReq;
import io.milvus.v2.service.collection.request.AddFieldReq;
import io.milvus.v2.service.collection.request.CreateCollectionReq;
import io.milvus.v2.service.collection.response.DescribeCollectionResp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Schemas in the words of the SDK, and back. */
final class SdkSchemas {
    private SdkSchemas() {}

    static CreateCollectionReq encode(CreateCollectionRequest request) {
        CollectionSchema schema = request.schema();
        CreateCollectionReq.CollectionSchema fields = CreateCollectionReq.CollectionSchema.builder()
                .enableDynamicField(schema.dynamicFieldEnabled())
                .build();
        schema.fields().forEach(field -> fields.addField(encode(field)));
        CreateCollectionReq.CreateCollectionReqBuilder builder = CreateCollectionReq.builder()
                .databaseName(request.name().database())
                .collectionName(request.name().collection())
                .description(schema.description())
                .collectionSchema(fields)
                .numShards(request.shardCount())
                .consistencyLevel(consistency(request.consistency()))
                .properties(request.properties());
        request.partitionCount().ifPresent(builder::numPartitions);
        return builder.build();
    }

    static AddCollectionFieldReq encode(CollectionName collection, FieldSchema field) {
        AddCollectionFieldReq.AddCollectionFieldReqBuilder builder = AddCollectionFieldReq.builder();
        describe(builder, field);
        return builder.databaseName(collection.database())
                .collectionName(collection.collection())
                .build();
    }

    private static AddFieldReq encode(FieldSchema field) {
        AddFieldReq.AddFieldReqBuilder<?> builder = AddFieldReq.builder();
        describe(builder, field);
        return builder.build();
    }

    private static void describe(AddFieldReq.AddFieldReqBuilder<?> builder, FieldSchema field) {
        builder.fieldName(field.name())
                .description(field.description())
                .dataType(type(field.type()))
                .isPrimaryKey(field.primaryKey())
                .autoID(field.autoId())
                .isNullable(field.nullable())
                .isPartitionKey(field.partitionKey())
                .isClusteringKey(field.clusteringKey());
        if (field.type() == DataType.FLOAT_VECTOR) {
            builder.dimension(field.dim());
        }
        if (field.type() == DataType.VARCHAR) {
            builder.maxLength(field.maxLength());
        }
        field.defaultValue().ifPresent(value -> builder.defaultValue(plain(field.type(), value)));
    }

    /** The SDK wants the very class of the field's type. */
    private static Object plain(DataType type, Value value) {
        return switch (value) {
            case Value.Bool bool -> bool.value();
            case Value.Text text -> text.value();
            case Value.Real real -> type == DataType.FLOAT ? (Object) (float) real.value() : (Object) real.value();
            case Value.Int number -> type == DataType.INT64 ? (Object) number.value() : (Object) (int) number.value();
            case Value.Array array ->
                array.elements().stream().map(element -> plain(type, element)).toList();
        };
    }

    /** A value of a filter. */
    static Object plain(Value value) {
        return plain(DataType.INT64, value);
    }

    static io.milvus.v2.common.ConsistencyLevel consistency(ConsistencyLevel level) {
        return io.milvus.v2.common.ConsistencyLevel.valueOf(level.name());
    }

    private static io.milvus.v2.common.DataType type(DataType type) {
        return io.milvus.v2.common.DataType.valueOf(type.wireName());
    }

    static CollectionDescription decode(
            DescribeCollectionResp answer, List<String> aliases, List<PartitionDescription> partitions) {
        List<FieldSchema> fields = new ArrayList<>();
        for (CreateCollectionReq.FieldSchema field :
                answer.getCollectionSchema().getFieldSchemaList()) {
            fields.add(decode(field));
        }
        boolean dynamic = answer.getEnableDynamicField();
        if (dynamic) {
            fields.add(FieldSchema.builder(CollectionSchema.DYNAMIC_FIELD_NAME, DataType.JSON)
                    .dynamic(true)
                    .build());
        }
        return new CollectionDescription(
                answer.getCollectionID(),
                new CollectionName(answer.getDatabaseName(), answer.getCollectionName()),
                new CollectionSchema(answer.getCollectionName(), answer.getDescription(), fields, dynamic),
                answer.getShardsNum(),
                ConsistencyLevel.valueOf(answer.getConsistencyLevel().name()),
                answer.getCreateTime(),
                0,
                aliases,
                partitions,
                Map.copyOf(answer.getProperties()));
    }

    private static FieldSchema decode(CreateCollectionReq.FieldSchema field) {
        DataType type = DataType.ofNumber(field.getDataType().getCode());
        FieldSchema.Builder builder = FieldSchema.builder(field.getName(), type)
                .description(field.getDescription())
                .primaryKey(field.getIsPrimaryKey())
                .autoId(field.getAutoID())
                .nullable(field.getIsNullable())
                .partitionKey(field.getIsPartitionKey())
                .clusteringKey(field.getIsClusteringKey());
        if (type == DataType.FLOAT_VECTOR) {
            builder.dim(field.getDimension());
        }
        if (type == DataType.VARCHAR) {
            builder.maxLength(field.getMaxLength());
        }
        return builder.build();
    }
}
