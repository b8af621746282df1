package io.elanus.model;

import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/**
 * What a collection is, all but its rows.
 *
 * @param schema with the numbers of its fields and the hidden dynamic field
 * @param updatedTimestamp moves with each change of the schema and with nothing else; clients send it back with writes
 * @param partitions the default partition first
 */
public record CollectionDescription(
        long id,
        CollectionName name,
        CollectionSchema schema,
        int shardCount,
        ConsistencyLevel consistency,
        long createdTimestamp,
        long updatedTimestamp,
        List<String> aliases,
        List<PartitionDescription> partitions,
        Map<String, String> properties) {
    public CollectionDescription {
        aliases = List.copyOf(aliases);
        partitions = List.copyOf(partitions);
        properties = Map.copyOf(properties);
    }

    /** The zone of times without an offset. */
    public ZoneId zone() {
        return CollectionProperties.zone(properties);
    }
}
