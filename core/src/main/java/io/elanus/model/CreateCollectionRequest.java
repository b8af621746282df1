package io.elanus.model;

import java.util.Map;
import java.util.OptionalInt;

/**
 * A collection to be made.
 *
 * @param shardCount 1 to 16
 * @param partitionCount how many partitions a partition key spreads over; only with such a key
 */
public record CreateCollectionRequest(
        CollectionName name,
        CollectionSchema schema,
        int shardCount,
        ConsistencyLevel consistency,
        OptionalInt partitionCount,
        Map<String, String> properties) {
    public static final int SHARD_COUNT_DEFAULT = 1;

    public CreateCollectionRequest {
        properties = Map.copyOf(properties);
    }

    public static CreateCollectionRequest of(CollectionName name, CollectionSchema schema) {
        return new CreateCollectionRequest(
                name, schema, SHARD_COUNT_DEFAULT, ConsistencyLevel.BOUNDED, OptionalInt.empty(), Map.of());
    }
}
