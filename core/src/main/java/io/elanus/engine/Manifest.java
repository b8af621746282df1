package io.elanus.engine;

import io.elanus.durable.LogPosition;
import io.elanus.segment.SegmentMeta;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What of a shard is at rest, up to a place in its log. Immutable; a {@link ManifestEdit} makes the next one.
 *
 * @param version counts the edits
 * @param checkpoint every record of the log before it is in the files named here
 * @param fence the largest epoch fenced before the checkpoint
 * @param deletes files of deletes that some segment here may still need
 */
public record Manifest(
        long version, LogPosition checkpoint, long fence, List<SegmentMeta> segments, List<DeleteFile> deletes) {
    public Manifest {
        segments = List.copyOf(segments);
        deletes = List.copyOf(deletes);
    }

    public static Manifest empty() {
        return new Manifest(0, LogPosition.START, 0, List.of(), List.of());
    }

    /**
     * Deletes that came before a checkpoint.
     *
     * @param id a segment id, because clients see such a file as a segment of level L0
     */
    public record DeleteFile(
            long id, String key, long byteSize, int deleteCount, long timestampMin, long timestampMax) {
        /** Whether it may hold deletes that the segment has not left out yet. */
        boolean concerns(SegmentMeta segment) {
            return timestampMax > segment.deletesThrough() && timestampMax > segment.timestampMin();
        }
    }

    public Optional<SegmentMeta> segment(long id) {
        return segments.stream().filter(segment -> segment.id() == id).findFirst();
    }

    /**
     * The manifest after the edit, or empty if the edit no longer fits: a segment that it builds on is gone, or has been
     * given deletes that the target which is to take its place has not heard of, and whose files may be gone.
     *
     * <p>Deaths of segments that are gone are passed over: what took their place has seen to the deletes itself, or still
     * needs their files. Delete files that no segment needs any more are left out.
     */
    public Optional<Manifest> apply(ManifestEdit edit) {
        Set<Long> present = new HashSet<>();
        segments.forEach(segment -> present.add(segment.id()));
        if (!present.containsAll(edit.removed())
                || !present.containsAll(edit.addedIndexes().keySet())
                || edit.added().stream().anyMatch(this::lacksDeletes)) {
            return Optional.empty();
        }
        List<SegmentMeta> after = new ArrayList<>();
        for (SegmentMeta segment : segments) {
            if (!edit.removed().contains(segment.id())) {
                after.add(edit.after(segment));
            }
        }
        after.addAll(edit.added());
        List<DeleteFile> needed = new ArrayList<>(deletes);
        needed.addAll(edit.addedDeletes());
        needed.removeIf(file -> after.stream().noneMatch(file::concerns));
        return Optional.of(new Manifest(
                version + 1, edit.checkpoint().orElse(checkpoint), edit.fence().orElse(fence), after, needed));
    }

    /** The manifest without segments whose rows are all of a timestamp up to this one. */
    Manifest after(long timestamp) {
        List<SegmentMeta> left = segments.stream()
                .filter(segment -> segment.timestampMax() > timestamp)
                .toList();
        return left.size() == segments.size() ? this : new Manifest(version, checkpoint, fence, left, deletes);
    }

    private boolean lacksDeletes(SegmentMeta target) {
        return segments.stream()
                .filter(segment -> target.compactedFrom().contains(segment.id()))
                .anyMatch(source -> source.deletesThrough() > target.deletesThrough());
    }

    Manifest withCheckpoint(LogPosition other) {
        return new Manifest(version + 1, other, fence, segments, deletes);
    }

    Manifest withSegments(List<SegmentMeta> others) {
        return new Manifest(version + 1, checkpoint, fence, others, deletes);
    }

    /** The keys of all files named here. */
    public Set<String> keys() {
        Set<String> keys = new HashSet<>();
        segments.forEach(segment -> keys.addAll(segment.keys()));
        deletes.forEach(file -> keys.add(file.key()));
        return keys;
    }
}
