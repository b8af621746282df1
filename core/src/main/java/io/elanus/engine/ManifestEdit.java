package io.elanus.engine;

import io.elanus.durable.LogPosition;
import io.elanus.engine.Manifest.DeleteFile;
import io.elanus.segment.SegmentMeta;
import io.elanus.segment.SegmentMeta.DeathsFile;
import io.elanus.segment.SegmentMeta.IndexFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The difference between two manifests: what every background job returns, and the only way anything at rest changes.
 *
 * @param removed segments that go
 * @param added segments that come
 * @param addedIndexes finished indexes of segments that stay, by segment
 * @param removedIndexes indexes that all segments lose
 * @param attachedDeaths what deletes have done to segments that stay, by segment
 * @param addedDeletes delete files that come; those that nobody needs go by themselves
 * @param checkpoint where the log may be cut off afterwards
 * @param fence the largest epoch fenced before that checkpoint
 */
public record ManifestEdit(
        Set<Long> removed,
        List<SegmentMeta> added,
        Map<Long, List<IndexFile>> addedIndexes,
        Set<Long> removedIndexes,
        Map<Long, AttachedDeaths> attachedDeaths,
        List<DeleteFile> addedDeletes,
        Optional<LogPosition> checkpoint,
        Optional<Long> fence) {
    public ManifestEdit {
        removed = Set.copyOf(removed);
        added = List.copyOf(added);
        addedIndexes = Map.copyOf(addedIndexes);
        removedIndexes = Set.copyOf(removedIndexes);
        attachedDeaths = Map.copyOf(attachedDeaths);
        addedDeletes = List.copyOf(addedDeletes);
    }

    /**
     * All deletes up to a timestamp, as they hit one segment. If more are attached to it already, they stay.
     *
     * @param file empty: they hit none of its rows
     */
    record AttachedDeaths(long deletesThrough, Optional<DeathsFile> file) {}

    /** Sources become targets. */
    static ManifestEdit replace(Set<Long> removed, List<SegmentMeta> added) {
        return new ManifestEdit(
                removed, added, Map.of(), Set.of(), Map.of(), List.of(), Optional.empty(), Optional.empty());
    }

    /** The growing rows and the deletes before a place in the log are at rest. */
    static ManifestEdit flushed(
            List<SegmentMeta> added, List<DeleteFile> addedDeletes, LogPosition checkpoint, long fence) {
        return new ManifestEdit(
                Set.of(),
                added,
                Map.of(),
                Set.of(),
                Map.of(),
                addedDeletes,
                Optional.of(checkpoint),
                Optional.of(fence));
    }

    /** There is nothing before a place in the log: what was there was truncated. */
    static ManifestEdit truncated(LogPosition checkpoint, long fence) {
        return flushed(List.of(), List.of(), checkpoint, fence);
    }

    /** A segment has another finished index. */
    static ManifestEdit indexed(long segmentId, IndexFile index) {
        return new ManifestEdit(
                Set.of(),
                List.of(),
                Map.of(segmentId, List.of(index)),
                Set.of(),
                Map.of(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    /** An index is gone from all segments. */
    static ManifestEdit withoutIndex(long indexId) {
        return new ManifestEdit(
                Set.of(),
                List.of(),
                Map.of(),
                Set.of(indexId),
                Map.of(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    /** Pending deletes are attached to the segments that stay. */
    static ManifestEdit attached(Map<Long, AttachedDeaths> deaths) {
        return new ManifestEdit(
                Set.of(), List.of(), Map.of(), Set.of(), deaths, List.of(), Optional.empty(), Optional.empty());
    }

    /** Segments are gone with their rows: their partition was dropped. Those that were truncated go with any edit. */
    static ManifestEdit without(Set<Long> removed) {
        return replace(removed, List.of());
    }

    /** The edit without files of other indexes than these. */
    ManifestEdit withIndexesAmong(Set<Long> indexIds) {
        Map<Long, List<IndexFile>> indexes = new HashMap<>();
        addedIndexes.forEach((segmentId, files) -> indexes.put(segmentId, among(indexIds, files)));
        List<SegmentMeta> segments = added.stream()
                .map(segment -> segment.withIndexes(among(indexIds, segment.indexes())))
                .toList();
        return new ManifestEdit(
                removed, segments, indexes, removedIndexes, attachedDeaths, addedDeletes, checkpoint, fence);
    }

    private static List<IndexFile> among(Set<Long> indexIds, List<IndexFile> files) {
        return files.stream().filter(file -> indexIds.contains(file.indexId())).toList();
    }

    /** A segment that stays, after the edit. */
    SegmentMeta after(SegmentMeta segment) {
        List<IndexFile> indexes = indexesAfter(segment);
        SegmentMeta indexed = indexes.equals(segment.indexes()) ? segment : segment.withIndexes(indexes);
        AttachedDeaths deaths = attachedDeaths.get(segment.id());
        return deaths == null || deaths.deletesThrough() <= segment.deletesThrough()
                ? indexed
                : indexed.withDeaths(deaths.deletesThrough(), deaths.file());
    }

    private List<IndexFile> indexesAfter(SegmentMeta segment) {
        List<IndexFile> indexes = new ArrayList<>(segment.indexes());
        List<IndexFile> more = addedIndexes.getOrDefault(segment.id(), List.of());
        indexes.removeIf(index -> removedIndexes.contains(index.indexId())
                || more.stream().anyMatch(added -> added.indexId() == index.indexId()));
        indexes.addAll(more);
        return indexes;
    }

    /** The files that the edit brings. */
    Set<String> keys() {
        Set<String> keys = new HashSet<>();
        added.forEach(segment -> keys.addAll(segment.keys()));
        addedIndexes
                .values()
                .forEach(files -> files.stream().filter(IndexFile::hasFile).forEach(file -> keys.add(file.key())));
        attachedDeaths.values().forEach(deaths -> deaths.file().ifPresent(file -> keys.add(file.key())));
        addedDeletes.forEach(file -> keys.add(file.key()));
        return keys;
    }
}
