package io.elanus.engine;

import io.elanus.durable.LogPosition;
import io.elanus.engine.ShardRecord.Deletes;
import io.elanus.engine.ShardRecord.Fence;
import io.elanus.engine.ShardRecord.Rows;
import io.elanus.engine.ShardRecord.Seal;
import io.elanus.engine.ShardRecord.Write;
import io.elanus.model.Column;
import io.elanus.segment.Deaths;
import io.elanus.segment.GrowingSegment;
import io.elanus.segment.RowBlock;
import io.elanus.segment.SealedSegment;
import io.elanus.segment.Segment;
import io.elanus.segment.SegmentMeta;
import io.elanus.segment.SegmentSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The segments of a shard in memory, and the only code that changes them: records of the log as they are applied, and the
 * results of edits as they are swapped in. Thread-safe; readers are never blocked.
 */
final class ShardState implements AutoCloseable {
    private final ShardContext context;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile SegmentSet current = new SegmentSet(List.of());
    private final Map<Shape, GrowingSegment> growing = new LinkedHashMap<>();
    private final List<Frozen> frozen = new ArrayList<>();
    private DeleteBuffer deletes = new DeleteBuffer();

    /** The first write since the last SEAL, or 0. */
    private volatile long unsealedSince;

    private long fence;
    private long lastTimestamp;
    private LogPosition appliedTo = LogPosition.START;
    private volatile long growingByteSize;
    private volatile boolean closed;

    /** What the rows of a growing segment have in common: rows written under an earlier schema have fewer fields. */
    private record Shape(long partitionId, Set<Long> fieldIds) {}

    /** Where in the log a truncation came, and the largest epoch fenced before. */
    record Truncated(LogPosition checkpoint, long fence) {}

    /**
     * What one SEAL record froze, on its way to files.
     *
     * @param checkpoint behind the record
     */
    record Frozen(LogPosition checkpoint, long fence, List<GrowingSegment> segments, DeleteBuffer deletes) {
        long byteSize() {
            return deletes.byteSize() + bytesOf(segments);
        }
    }

    /** What is waiting to be flushed; all of it in the order of the log. */
    record FrozenRows(
            LogPosition checkpoint, long fence, List<GrowingSegment> segments, List<DeleteBuffer.Entry> deletes) {}

    /**
     * The segments named and the last timestamp that was applied, seen at one moment.
     *
     * @param segments held for the caller, who lets each go
     */
    record Sources(List<SealedSegment> segments, long timestamp) {}

    ShardState(ShardContext context, long fence) {
        this.context = context;
        this.fence = fence;
    }

    /** Puts in what is at rest, before anything is applied. */
    void restore(List<Segment> segments, List<DeleteBuffer.Entry> deletesAtRest) {
        lock.lock();
        try {
            publish(segments);
            segments.forEach(Segment::letGo);
            for (DeleteBuffer.Entry entry : deletesAtRest) {
                applyDeletes(entry.deletes(), entry.timestamp());
                lastTimestamp = Math.max(lastTimestamp, entry.timestamp());
            }
            for (Segment segment : segments) {
                SegmentMeta meta = segment.atRest().orElseThrow();
                lastTimestamp = Math.max(lastTimestamp, Math.max(meta.timestampMax(), meta.deletesThrough()));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Applies the next record of the log. Records of owners that have been fenced off change nothing. */
    void apply(ShardRecord record, LogPosition position) {
        lock.lock();
        try {
            appliedTo = position.after();
            if (record.epoch() < fence) {
                return;
            }
            switch (record) {
                case Fence newer -> fence = newer.epoch();
                case Seal seal -> freeze(position.after());
                case Write write -> applyWrite(write);
            }
        } finally {
            lock.unlock();
        }
    }

    private void applyWrite(Write write) {
        if (write.timestamp() <= context.truncatedThrough()) {
            return;
        }
        write.deletes().ifPresent(keys -> {
            applyDeletes(keys, write.timestamp());
            deletes.add(write.timestamp(), keys);
            countGrowing(DeleteBuffer.bytesOf(keys));
        });
        for (Rows rows : write.rows()) {
            // Rows that were on their way to a partition when it was dropped are dropped with it.
            if (!context.hasPartition(rows.partitionId())) {
                continue;
            }
            growing(rows).append(rows.batch(), write.timestamp());
            countGrowing(GrowingSegment.bytesOf(rows.batch()));
        }
        lastTimestamp = write.timestamp();
        if (unsealedSince == 0) {
            unsealedSince = write.timestamp();
        }
    }

    /** What is not in files yet counts against the budget as long as this state holds it. */
    private void countGrowing(long bytes) {
        growingByteSize = growingByteSize + bytes;
        context.resources().growing().count(bytes);
    }

    private static long bytesOf(List<GrowingSegment> segments) {
        return segments.stream().mapToLong(GrowingSegment::byteSize).sum();
    }

    private void applyDeletes(Deletes keys, long timestamp) {
        for (Segment segment : current.segments()) {
            boolean concerned =
                    keys.partitionId() == Deletes.ANY_PARTITION || keys.partitionId() == segment.partitionId();
            boolean leftOut = segment.atRest()
                    .filter(meta -> timestamp <= meta.deletesThrough())
                    .isPresent();
            if (concerned && !leftOut) {
                for (int i = 0; i < keys.keys().rowCount(); i++) {
                    segment.delete(keys.keys(), i, timestamp);
                }
            }
        }
    }

    private GrowingSegment growing(Rows rows) {
        Shape shape =
                new Shape(rows.partitionId(), Set.copyOf(rows.batch().columns().keySet()));
        GrowingSegment segment = growing.get(shape);
        if (segment == null) {
            segment = new GrowingSegment(
                    context.clock().next(), shape.partitionId(), context.liveSchema(), shape.fieldIds());
            growing.put(shape, segment);
            List<Segment> all = new ArrayList<>(current.segments());
            all.add(segment);
            publish(all);
            segment.letGo();
        }
        return segment;
    }

    private void freeze(LogPosition checkpoint) {
        frozen.add(new Frozen(checkpoint, fence, List.copyOf(growing.values()), deletes));
        growing.clear();
        deletes = new DeleteBuffer();
        unsealedSince = 0;
    }

    private void publish(List<Segment> segments) {
        SegmentSet before = current;
        current = new SegmentSet(segments);
        before.letGo();
    }

    /** The segments as they are now, held for the caller. */
    SegmentSet hold() {
        return tryHold().orElseThrow(() -> new IllegalStateException("held after close"));
    }

    /** The segments as they are now, held for the caller; empty if the state is closed. */
    Optional<SegmentSet> tryHold() {
        while (true) {
            SegmentSet segments = current;
            if (segments.tryHold()) {
                return Optional.of(segments);
            }
            if (closed) {
                return Optional.empty();
            }
        }
    }

    /** Everything frozen so far. */
    FrozenRows frozenRows() {
        lock.lock();
        try {
            List<GrowingSegment> segments = new ArrayList<>();
            List<DeleteBuffer.Entry> entries = new ArrayList<>();
            LogPosition checkpoint = LogPosition.START;
            long fencedBefore = 0;
            for (Frozen batch : frozen) {
                segments.addAll(batch.segments());
                entries.addAll(batch.deletes().entries());
                checkpoint = batch.checkpoint();
                fencedBefore = batch.fence();
            }
            return new FrozenRows(checkpoint, fencedBefore, segments, entries);
        } finally {
            lock.unlock();
        }
    }

    /** Holds the segments named for a job, with the time up to which their deaths are complete. */
    Sources sources(List<Long> ids) {
        lock.lock();
        try {
            List<SealedSegment> found = new ArrayList<>();
            for (Segment segment : current.segments()) {
                if (segment instanceof SealedSegment sealed && ids.contains(sealed.id())) {
                    sealed.hold();
                    found.add(sealed);
                }
            }
            return new Sources(found, lastTimestamp);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Swaps in what an edit brought: targets take the place of the segments whose rows they hold, and take over the deaths
     * that came after they were written.
     *
     * @param removed segments that the edit removed
     * @param added targets, opened
     * @param checkpoint up to where frozen rows are in files now
     */
    void swap(Set<Long> removed, List<SealedSegment> added, LogPosition checkpoint) {
        lock.lock();
        try {
            Map<Long, Segment> before = new HashMap<>();
            current.segments().forEach(segment -> before.put(segment.id(), segment));
            Set<Long> gone = new HashSet<>(removed);
            List<Frozen> flushed = frozen.stream()
                    .filter(batch -> !checkpoint.isBefore(batch.checkpoint()))
                    .toList();
            flushed.forEach(batch -> batch.segments().forEach(segment -> gone.add(segment.id())));
            frozen.removeAll(flushed);
            for (SealedSegment target : added) {
                takeOverDeaths(target, before);
                gone.add(target.id());
            }
            List<Segment> after = new ArrayList<>();
            for (Segment segment : current.segments()) {
                if (!gone.contains(segment.id())) {
                    after.add(segment);
                }
            }
            after.addAll(added);
            publish(after);
            added.forEach(Segment::letGo);
            countGrowing(-flushed.stream().mapToLong(Frozen::byteSize).sum());
        } finally {
            lock.unlock();
        }
    }

    private void takeOverDeaths(SealedSegment target, Map<Long, Segment> before) {
        record Late(long timestamp, Column keys, int row) {}
        List<Long> sourceIds = target.meta().compactedFrom().isEmpty()
                ? List.of(target.id())
                : target.meta().compactedFrom();
        List<Late> late = new ArrayList<>();
        long keyField = context.schema().primaryKey().id();
        for (long sourceId : sourceIds) {
            Segment source = before.get(sourceId);
            if (source == null || source.deaths() == target.deaths()) {
                continue;
            }
            Deaths deaths = source.deaths();
            List<RowBlock> blocks = source.blocks(source.rowCount());
            int blockRows = blocks.isEmpty() ? 1 : Math.max(1, blocks.get(0).rowCount());
            for (int i = deaths.countAt(target.meta().deletesThrough()); i < deaths.count(); i++) {
                RowBlock block = blocks.get(deaths.row(i) / blockRows);
                late.add(new Late(deaths.timestamp(i), block.column(keyField), deaths.row(i) - block.firstRow()));
            }
        }
        late.sort(Comparator.comparingLong(Late::timestamp));
        for (Late death : late) {
            target.delete(death.keys(), death.row(), death.timestamp());
        }
    }

    /** Removes the growing rows of a partition. */
    void dropGrowing(long partitionId) {
        lock.lock();
        try {
            List<GrowingSegment> gone = current.segments().stream()
                    .filter(segment -> segment.partitionId() == partitionId)
                    .filter(GrowingSegment.class::isInstance)
                    .map(GrowingSegment.class::cast)
                    .toList();
            growing.keySet().removeIf(shape -> shape.partitionId() == partitionId);
            frozen.replaceAll(batch -> new Frozen(
                    batch.checkpoint(),
                    batch.fence(),
                    batch.segments().stream()
                            .filter(segment -> segment.partitionId() != partitionId)
                            .toList(),
                    batch.deletes()));
            countGrowing(-bytesOf(gone));
            List<Segment> after = new ArrayList<>(current.segments());
            after.removeAll(gone);
            publish(after);
        } finally {
            lock.unlock();
        }
    }

    /** Removes all that there is. Requires: nothing is on its way through the log, and no edit or flush is under way. */
    Truncated truncate() {
        lock.lock();
        try {
            growing.clear();
            frozen.clear();
            deletes = new DeleteBuffer();
            unsealedSince = 0;
            countGrowing(-growingByteSize);
            publish(List.of());
            return new Truncated(appliedTo, fence);
        } finally {
            lock.unlock();
        }
    }

    /** The bytes of all rows and deletes that are not in files yet. */
    long growingByteSize() {
        return growingByteSize;
    }

    boolean hasFrozen() {
        lock.lock();
        try {
            return !frozen.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Whether a SEAL would freeze anything. */
    boolean hasUnsealed() {
        lock.lock();
        try {
            return deletes.deleteCount() > 0 || growing.values().stream().anyMatch(segment -> segment.rowCount() > 0);
        } finally {
            lock.unlock();
        }
    }

    /** Whether a SEAL would freeze something that came before a timestamp. */
    boolean hasUnsealedBefore(long timestamp) {
        long since = unsealedSince;
        return since != 0 && since < timestamp && hasUnsealed();
    }

    /** Lets go of all segments; those that a reader holds stay until it lets go. Idempotent. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                publish(List.of());
                current.letGo(); // From here on it cannot be held, so nobody takes a closed shard for an empty one.
                countGrowing(-growingByteSize);
            }
        } finally {
            lock.unlock();
        }
    }
}
