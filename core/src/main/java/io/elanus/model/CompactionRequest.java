package io.elanus.model;

import java.util.List;
import java.util.Optional;

/**
 * A compaction to be planned at once and run behind.
 *
 * @param partitionId only this partition
 * @param segmentIds only these segments; empty: all that qualify
 */
public record CompactionRequest(CollectionName name, Kind kind, Optional<Long> partitionId, List<Long> segmentIds) {
    public CompactionRequest {
        segmentIds = List.copyOf(segmentIds);
    }

    public static CompactionRequest mix(CollectionName name) {
        return new CompactionRequest(name, new Mix(), Optional.empty(), List.of());
    }

    /** What a compaction is for. */
    public sealed interface Kind {}

    /** Merges small segments and drops dead rows. */
    public record Mix() implements Kind {}

    /** Attaches pending deletes to the segments that they hit. */
    public record LevelZero() implements Kind {}

    /** Orders rows by the clustering key. */
    public record Clustering() implements Kind {}

    /** Merges to a target size in bytes; {@link Long#MAX_VALUE} lets the product choose. */
    public record ForceMerge(long targetSizeBytes) implements Kind {}
}
