package io.elanus.engine;

import io.elanus.durable.DurableException;
import io.elanus.durable.LogPosition;
import io.elanus.engine.BackgroundJobs.Priority;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import io.elanus.model.SpaceUse;
import io.elanus.segment.DamagedSegment;
import io.elanus.segment.IndexDefinition;
import io.elanus.segment.SealedSegment;
import io.elanus.segment.Segment;
import io.elanus.segment.SegmentMeta;
import io.elanus.segment.SegmentOpener;
import io.elanus.segment.SegmentSet;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * What of one shard is at rest, and the only place where that changes: an edit is made durable in a new manifest, and then
 * swapped into the state in memory. Thread-safe.
 */
final class ShardFiles implements AutoCloseable, SegmentOpener.Files {
    private static final System.Logger LOG = System.getLogger(ShardFiles.class.getName());

    private final ShardContext context;
    private final ManifestStore manifests;
    private final SegmentOpener opener;
    private final ShardState state;

    /** One edit at a time. */
    private final ReentrantLock lock = new ReentrantLock();

    /**
     * Files that no manifest names any more. They are deleted when nobody reads them; what cannot be deleted is tried again
     * after the next edit.
     */
    private final Set<String> garbage = ConcurrentHashMap.newKeySet();

    private final Set<String> open = ConcurrentHashMap.newKeySet();

    /** Files of edits whose end is unknown: until the next edit is durable, a crash may yet need them. */
    private final Set<String> doubtful = new HashSet<>();

    private volatile Manifest manifest;
    private boolean closed;

    /** @param manifest the current one; the caller has taken the shard over */
    ShardFiles(ShardContext context, ManifestStore manifests, Manifest manifest, ShardState state) {
        this.context = context;
        this.manifests = manifests;
        this.manifest = manifest;
        this.state = state;
        this.opener = new SegmentOpener(context.objects(), context.liveSchema(), this);
    }

    /** Deletes what a crash left behind, and opens what is at rest. Requires: nothing has been applied to the state. */
    void restore() {
        manifests.deleteOrphans(manifest);
        Manifest visible = manifest();
        DeleteFiles.Readable deletes = DeleteFiles.readAll(context.objects(), visible);
        List<Segment> opened = new ArrayList<>();
        try {
            for (SegmentMeta meta : visible.segments()) {
                Optional<String> deletesLost = deletes.lostTo(meta);
                opened.add(
                        deletesLost.isPresent()
                                ? new DamagedSegment(meta, deletesLost.get())
                                : opener.restore(meta, context.indexes()));
            }
            forgetDamagedIndexes(visible, opened);
        } catch (RuntimeException e) {
            opened.forEach(Segment::letGo);
            throw e;
        }
        state.restore(opened, deletes.entries());
    }

    /** What is derived can be derived again: once the manifest lacks an index, it is built like any that is missing. */
    private void forgetDamagedIndexes(Manifest visible, List<Segment> opened) {
        List<SegmentMeta> found =
                opened.stream().flatMap(segment -> segment.atRest().stream()).toList();
        if (!found.equals(visible.segments())) {
            Manifest next = visible.withSegments(found);
            garbage.addAll(manifest.keys());
            garbage.removeAll(next.keys());
            garbage.addAll(manifests.save(next));
            manifest = next;
        }
    }

    ShardState state() {
        return state;
    }

    /** Without segments that were truncated, be they in files yet. */
    Manifest manifest() {
        return manifest.after(context.truncatedThrough());
    }

    /**
     * A crash may cost the end of a log, if its sync policy allows that; what lies in files outlives it. New records come to
     * lie below the checkpoint then, so it moves back first. Nothing is lost by it: all that was before is in files.
     */
    void moveCheckpointBack(LogPosition logEnd) {
        LOG.log(
                Level.WARNING,
                "log ends before what is in files, its last records were not synced: shard=" + manifests.prefix()
                        + ", end=" + logEnd + ", checkpoint=" + manifest.checkpoint());
        Manifest next = manifest.withCheckpoint(logEnd);
        garbage.addAll(manifests.save(next));
        manifest = next;
    }

    /**
     * Makes an edit durable and swaps it in.
     *
     * @return false if it no longer fits; then its files are deleted and nothing has changed
     */
    boolean apply(ManifestEdit wanted) {
        boolean fits;
        lock.lock();
        try {
            if (closed) {
                throw new DatabaseException(ErrorCode.UNAVAILABLE, "shard is closed: service unavailable");
            }
            // An index that was dropped while a job built it must not come back.
            ManifestEdit edit = wanted.withIndexesAmong(
                    context.indexes().stream().map(IndexDefinition::id).collect(Collectors.toSet()));
            // What was truncated stays so, whatever a job still makes of it.
            Optional<Manifest> next = manifest().apply(edit);
            fits = next.isPresent();
            Set<String> obsolete = wanted.keys();
            obsolete.addAll(manifest.keys());
            if (fits) {
                try {
                    obsolete.addAll(makeCurrent(next.get(), edit.removed()));
                } catch (RuntimeException e) {
                    doubtful.addAll(wanted.keys());
                    throw e;
                }
                obsolete.addAll(doubtful);
                doubtful.clear();
            }
            obsolete.removeAll(manifest.keys());
            garbage.addAll(obsolete);
        } finally {
            lock.unlock();
        }
        deleteGarbage();
        return fits;
    }

    /** Answers which manifests are not needed any more. */
    private Set<String> makeCurrent(Manifest next, Set<Long> removed) {
        List<SealedSegment> opened = open(next);
        Set<String> replaced;
        try {
            replaced = manifests.save(next);
        } catch (RuntimeException e) {
            opened.forEach(SealedSegment::letGo);
            throw e;
        }
        manifest = next;
        state.swap(removed, opened, next.checkpoint());
        return replaced;
    }

    /** Opens what the edit adds or gives other indexes. */
    private List<SealedSegment> open(Manifest next) {
        List<SealedSegment> opened = new ArrayList<>();
        SegmentSet held = state.hold();
        try {
            for (SegmentMeta meta : next.segments()) {
                Optional<SegmentMeta> before = manifest.segment(meta.id());
                if (before.isEmpty()) {
                    opened.add(opener.open(meta, context.indexes()));
                } else if (!before.get().equals(meta)) {
                    // One that is out of service stays so, whatever indexes it has.
                    sealed(held, meta.id())
                            .ifPresent(segment -> opened.add(opener.reopen(segment, meta, context.indexes())));
                }
            }
        } catch (RuntimeException e) {
            opened.forEach(SealedSegment::letGo);
            throw e;
        } finally {
            held.letGo();
        }
        return opened;
    }

    private static Optional<SealedSegment> sealed(SegmentSet held, long id) {
        return held.segments().stream()
                .filter(segment -> segment.id() == id && segment instanceof SealedSegment)
                .map(SealedSegment.class::cast)
                .findFirst();
    }

    @Override
    public void opened(String key) {
        open.add(key);
    }

    @Override
    public void closed(String key) {
        open.remove(key);
        if (garbage.contains(key)) {
            try {
                context.resources().background().execute(Priority.DELETES, this::deleteGarbage);
            } catch (RejectedExecutionException e) {
                // The database is closing: the next opening of the shard finds that no manifest names the file.
                LOG.log(Level.DEBUG, "file stays until the next start: key=" + key);
            }
        }
    }

    /**
     * Files that no manifest names any more and that are still there.
     *
     * @param open those of them that somebody reads
     */
    record Replaced(Set<String> all, Set<String> open) {}

    /**
     * What the files of the shard are for.
     *
     * @param deadShares of each segment at rest, the share of its rows that are dead
     * @param jobsRunning whether files may lie there that an edit is about to name
     */
    SpaceUse space(Map<Long, Double> deadShares, long logBytes, boolean jobsRunning) {
        lock.lock(); // Else an edit could come between the listing and what is listed.
        try {
            Set<String> all = Set.copyOf(garbage);
            Set<String> read = new HashSet<>(all);
            read.retainAll(open);
            SpaceAccount account = new SpaceAccount(manifest, deadShares, new Replaced(all, read), jobsRunning);
            return account.of(context.objects().list(manifests.prefix()), manifests.currentKey(), logBytes);
        } finally {
            lock.unlock();
        }
    }

    private void deleteGarbage() {
        Set<String> keys = new HashSet<>(garbage);
        keys.removeAll(open);
        try {
            context.objects().delete(keys);
            garbage.removeAll(keys);
        } catch (DurableException e) {
            LOG.log(Level.WARNING, "files that nobody needs cannot be deleted: shard=" + manifests.prefix(), e);
        }
    }

    /** Removes the segments of a partition. */
    void dropPartition(long partitionId) {
        lock.lock(); // Else a compaction could put another segment in the place of these.
        try {
            Set<Long> segments = manifest().segments().stream()
                    .filter(segment -> segment.partitionId() == partitionId)
                    .map(SegmentMeta::id)
                    .collect(Collectors.toSet());
            if (!segments.isEmpty()) {
                apply(ManifestEdit.without(segments));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Removes the segments that were truncated and are still in files. */
    void deleteTruncated() {
        if (manifest() != manifest) {
            apply(ManifestEdit.without(Set.of()));
        }
    }

    /** Edits wait until {@link #resume}, which the same thread calls; one under way ends first. */
    void pause() {
        lock.lock();
    }

    void resume() {
        lock.unlock();
    }

    /** No edit is applied any more; one under way ends first. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }
}
