package io.elanus.engine;

import io.elanus.engine.BackgroundJobs.Priority;
import io.elanus.index.BuildMonitor;
import io.elanus.segment.IndexDefinition;
import io.elanus.segment.SealedSegment;
import io.elanus.segment.SegmentMeta;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;

/**
 * Gives every segment at rest the indexes that its collection has, behind the back of readers. A segment that a compaction
 * has claimed is left alone: its target gets its indexes there. Thread-safe.
 */
public final class IndexBuilder {
    private static final System.Logger LOG = System.getLogger(IndexBuilder.class.getName());

    private final Collection collection;
    private final Set<Task> tasks = ConcurrentHashMap.newKeySet();
    private final Map<Long, String> failures = new ConcurrentHashMap<>();

    private record Task(int shard, long segmentId, long indexId) {}

    IndexBuilder(Collection collection) {
        this.collection = collection;
    }

    /** Why the last build of an index failed; empty if it did not. */
    public Optional<String> failure(long indexId) {
        return Optional.ofNullable(failures.get(indexId));
    }

    /** Begins what is missing and not under way. */
    void buildMissing() {
        Set<Long> damaged = collection.segments().stream()
                .filter(segment -> segment.damage().isPresent())
                .map(SegmentStatus::id)
                .collect(Collectors.toSet());
        for (Shard shard : collection.shards()) {
            for (SegmentMeta segment : shard.manifest().segments()) {
                for (IndexDefinition definition : collection.indexes()) {
                    if (!IndexBuilds.has(segment, definition)
                            && !collection.claims().contains(segment.id())
                            && !damaged.contains(segment.id())) {
                        begin(shard, new Task(shard.number(), segment.id(), definition.id()), definition);
                    }
                }
            }
        }
    }

    private void begin(Shard shard, Task task, IndexDefinition definition) {
        if (collection.jobs().isClosed() || !tasks.add(task)) {
            return;
        }
        try {
            collection.context().resources().background().execute(Priority.INDEX, () -> run(shard, task, definition));
        } catch (RejectedExecutionException e) {
            tasks.remove(task); // The database is closing.
        }
    }

    private void run(Shard shard, Task task, IndexDefinition definition) {
        if (!collection.jobs().enter()) {
            return;
        }
        try {
            build(shard, task, definition);
        } catch (CancellationException e) {
            LOG.log(Level.DEBUG, "index build was cancelled: segment=" + task.segmentId());
        } catch (RuntimeException | OutOfMemoryError e) {
            failures.put(task.indexId(), String.valueOf(e.getMessage()));
            LOG.log(Level.ERROR, "index cannot be built: segment=" + task.segmentId() + ", index=" + task.indexId(), e);
        } finally {
            tasks.remove(task);
            collection.jobs().leave();
        }
        if (!failures.containsKey(task.indexId())) {
            buildMissing(); // What was cancelled for a compaction that failed meanwhile is missing again.
        }
    }

    private void build(Shard shard, Task task, IndexDefinition definition) {
        ShardState.Sources sources = shard.state().sources(List.of(task.segmentId()));
        try {
            if (!sources.segments().isEmpty() && !isObsolete(task)) {
                SealedSegment segment = sources.segments().get(0);
                SegmentMeta.IndexFile index = IndexBuilds.build(
                        segment, definition, List.of(), shard.number(), collection.context(), new Monitor(task));
                shard.apply(ManifestEdit.indexed(task.segmentId(), index));
                failures.remove(task.indexId());
            }
        } finally {
            sources.segments().forEach(SealedSegment::letGo);
        }
    }

    private boolean isObsolete(Task task) {
        return collection.jobs().isClosed()
                || collection.claims().contains(task.segmentId())
                || collection.indexes().stream().noneMatch(definition -> definition.id() == task.indexId());
    }

    private final class Monitor implements BuildMonitor {
        private final Task task;

        Monitor(Task task) {
            this.task = task;
        }

        @Override
        public void rowBuilt() {
            collection.context().resources().throttle().pause();
        }

        @Override
        public boolean isCancelled() {
            return isObsolete(task);
        }
    }
}
