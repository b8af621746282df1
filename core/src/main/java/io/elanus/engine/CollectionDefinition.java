package io.elanus.engine;

import io.elanus.model.CollectionSchema;
import io.elanus.segment.ExpiryRule;
import io.elanus.segment.IndexDefinition;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What the catalog says of a collection, as far as it concerns the rows.
 *
 * @param partitions rows of others are dropped
 * @param truncatedThrough rows up to this timestamp are gone; 0: none ever were
 * @param expiryRule when its rows expire; asked again for every read
 */
public record CollectionDefinition(
        long id,
        CollectionSchema schema,
        int shardCount,
        List<IndexDefinition> indexes,
        Set<Long> partitions,
        long truncatedThrough,
        Supplier<ExpiryRule> expiryRule) {
    public CollectionDefinition {
        indexes = List.copyOf(indexes);
        partitions = Set.copyOf(partitions);
    }
}
