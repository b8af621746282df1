package io.elanus.database;

import io.elanus.engine.Collection;
import io.elanus.engine.Collection.PendingDeletes;
import io.elanus.engine.SegmentStatus;
import io.elanus.model.CompactionPlan;
import io.elanus.model.SegmentDescription;
import io.elanus.model.SegmentDescription.IndexOnSegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The segments of a collection as clients see them. */
final class SegmentDescriptions {
    private SegmentDescriptions() {}

    /** Segments at rest, and deletes at rest that wait for theirs. */
    static List<SegmentDescription> persistent(CollectionMeta meta, Collection collection) {
        return Stream.concat(
                        collection.segments().stream()
                                .filter(SegmentStatus::atRest)
                                .map(segment -> description(meta, segment)),
                        collection.pendingDeletes().stream().map(pending -> description(meta, pending)))
                .toList();
    }

    /** Segments with rows that searches read. */
    static List<SegmentDescription> loaded(CollectionMeta meta, Collection collection) {
        return collection.segments().stream()
                .filter(segment -> meta.loaded().contains(segment.partitionId()))
                .filter(segment -> segment.rowCount() > 0)
                .map(segment -> description(meta, segment))
                .toList();
    }

    /** Clients know deletes that wait as a segment of level L0, without rows and of no partition. */
    private static SegmentDescription description(CollectionMeta meta, PendingDeletes pending) {
        return new SegmentDescription(
                pending.file().id(),
                meta.id(),
                CompactionPlan.ANY_PARTITION,
                pending.shard(),
                SegmentDescription.State.FLUSHED,
                SegmentDescription.Level.L0,
                0,
                0,
                pending.file().byteSize(),
                false,
                List.of(),
                Optional.empty());
    }

    private static SegmentDescription description(CollectionMeta meta, SegmentStatus segment) {
        List<IndexOnSegment> indexes = new ArrayList<>();
        segment.meta()
                .ifPresent(atRest -> atRest.indexes()
                        .forEach(file -> meta.indexes().stream()
                                .filter(index -> index.id() == file.indexId())
                                .forEach(index -> indexes.add(new IndexOnSegment(index.id(), index.name())))));
        return new SegmentDescription(
                segment.id(),
                meta.id(),
                segment.partitionId(),
                segment.shard(),
                segment.atRest() ? SegmentDescription.State.FLUSHED : SegmentDescription.State.GROWING,
                segment.level(),
                segment.rowCount(),
                segment.liveCount(),
                segment.byteSize(),
                segment.atRest(),
                indexes,
                segment.damage());
    }
}
