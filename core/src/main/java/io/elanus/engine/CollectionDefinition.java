package io.elanus.engine;

import io.elanus.model.CollectionSchema;
import io.elanus.segment.IndexDefinition;
import java.util.List;
import java.util.Set;

/**
 * What the catalog says of a collection, as far as it concerns the rows.
 *
 * @param partitions rows of others are dropped
 * @param truncatedThrough rows up to this timestamp are gone; 0: none ever were
 */
public record CollectionDefinition(
        long id,
        CollectionSchema schema,
        int shardCount,
        List<IndexDefinition> indexes,
        Set<Long> partitions,
        long truncatedThrough) {
    public CollectionDefinition {
        indexes = List.copyOf(indexes);
        partitions = Set.copyOf(partitions);
    }
}
