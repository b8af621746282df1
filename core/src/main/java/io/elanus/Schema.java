package io.elanus;

import io.elanus.model.CollectionName;
import io.elanus.model.CollectionSchema;
import io.elanus.model.ConsistencyLevel;
import io.elanus.model.CreateCollectionRequest;
import io.elanus.model.FieldSchema;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** What a collection to be made is like. Owned by one thread. */
public final class Schema {
    private final List<Field> fields;
    private final Map<String, String> properties = new HashMap<>();
    private String description = "";
    private boolean dynamic;
    private int shardCount = CreateCollectionRequest.SHARD_COUNT_DEFAULT;
    private ConsistencyLevel consistency = ConsistencyLevel.BOUNDED;
    private OptionalInt partitionCount = OptionalInt.empty();

    private Schema(List<Field> fields) {
        this.fields = fields;
    }

    public static Schema of(Field... fields) {
        return new Schema(List.of(fields));
    }

    /** Lets rows have values that no field names. */
    public Schema dynamic() {
        dynamic = true;
        return this;
    }

    public Schema description(String text) {
        description = text;
        return this;
    }

    /** @param count logs that writes go to side by side, 1 to 16 */
    public Schema shards(int count) {
        shardCount = count;
        return this;
    }

    /** @param level how fresh reads are that do not say it themselves */
    public Schema consistency(ConsistencyLevel level) {
        consistency = level;
        return this;
    }

    /** @param count partitions that the partition key spreads over */
    public Schema partitions(int count) {
        partitionCount = OptionalInt.of(count);
        return this;
    }

    public Schema property(String key, String value) {
        properties.put(key, value);
        return this;
    }

    CreateCollectionRequest request(CollectionName name) {
        List<Field> structs = fields.stream().filter(Field::isStruct).toList();
        List<FieldSchema> columns = Stream.concat(
                        fields.stream().filter(field -> !field.isStruct()).map(Field::schema),
                        structs.stream().flatMap(struct -> struct.partFields().stream()))
                .toList();
        return new CreateCollectionRequest(
                name,
                new CollectionSchema(
                        name.collection(),
                        description,
                        columns,
                        structs.stream().map(Field::struct).toList(),
                        dynamic,
                        0),
                shardCount,
                consistency,
                partitionCount,
                properties);
    }
}
