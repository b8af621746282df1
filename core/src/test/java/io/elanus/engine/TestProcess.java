package io.elanus.engine;

import io.elanus.engine.Collection.Change;
import io.elanus.engine.Collection.PartitionRows;
import io.elanus.engine.TestRows.Row;
import io.elanus.model.CollectionName;
import io.elanus.model.Column;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.CompactionPlan;
import io.elanus.model.CompactionRequest;
import io.elanus.model.CompactionStatus;
import io.elanus.model.SegmentDescription;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A process that has the collection open. Jobs run on the thread that begins them. */
final class TestProcess implements AutoCloseable {
    final TestStores stores;
    final EngineResources resources;
    final Collection collection;
    final Compactor compactor;

    TestProcess(TestStores stores, EngineResources resources, Collection collection) {
        this.stores = stores;
        this.resources = resources;
        this.collection = collection;
        this.compactor = new Compactor(resources, id -> Optional.of(collection));
    }

    long insert(PartitionRows... rows) {
        return collection.write(Change.insert(List.of(rows)));
    }

    long upsert(PartitionRows rows) {
        Column keys = rows.batch().column(TestRows.KEY);
        return collection.write(new Change(Optional.of(keys), OptionalLong.of(rows.partitionId()), List.of(rows)));
    }

    /** From every partition. */
    long delete(long... keys) {
        return collection.write(Change.delete(LongColumn.of(keys), OptionalLong.empty()));
    }

    CompactionStatus compact() {
        return compact(new CompactionRequest.Mix());
    }

    CompactionStatus compact(CompactionRequest.Kind kind) {
        CompactionRequest request = new CompactionRequest(CollectionName.of("rows"), kind, Optional.empty(), List.of());
        return compactor.start(collection, request);
    }

    /** Rewrites whatever is at rest: what has been clustered, others leave alone. */
    CompactionStatus rewriteEverything() {
        boolean clustered =
                collection.segments().stream().anyMatch(segment -> segment.level() == SegmentDescription.Level.L2);
        return clustered ? cluster() : compact();
    }

    /** What a compaction of these segments comes to, before it is applied. */
    CompactionJob.Result rewritten(Shard shard, ShardState.Sources sources) {
        CompactionPlan plan = new CompactionPlan(
                shard.number(),
                sources.segments().get(0).partitionId(),
                new CompactionRequest.Mix(),
                CompactionPlan.Reason.MANUAL,
                sources.segments().stream().map(segment -> segment.id()).toList(),
                Long.MAX_VALUE,
                new CompactionPlan.Estimate(0, 0, 0, 0, 0));
        JobMonitor monitor = new JobMonitor(resources.throttle(), () -> false);
        return new CompactionJob(collection.context(), shard.number(), monitor).run(plan, sources);
    }

    CompactionStatus cluster() {
        return compactor.start(collection, clustering());
    }

    List<CompactionPlan> previewClustering() {
        return compactor.preview(collection, clustering()).plans();
    }

    private static CompactionRequest clustering() {
        return new CompactionRequest(
                CollectionName.of("rows"), new CompactionRequest.Clustering(), Optional.empty(), List.of());
    }

    Snapshot snapshot() {
        return snapshot(resources.clock().now(), false);
    }

    Snapshot snapshot(long guarantee, boolean exactly) {
        return collection.snapshot(collection.schema(), guarantee, exactly, segment -> true);
    }

    List<Row> rows() {
        try (Snapshot snapshot = snapshot()) {
            return TestRows.read(snapshot);
        }
    }

    /** The state that a client who asks now is told. */
    CompactionStatus status(CompactionStatus started) {
        return compactor.status(started.jobId());
    }

    @Override
    public void close() {
        collection.close();
    }
}
