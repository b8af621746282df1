package io.elanus.engine;

import io.elanus.durable.ObjectInfo;
import io.elanus.engine.PendingWrites.Pending;
import io.elanus.engine.ShardRecord.Deletes;
import io.elanus.engine.ShardRecord.Rows;
import io.elanus.engine.ShardRecord.Write;
import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.ColumnBatch;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import io.elanus.segment.GrowingSegment;
import io.elanus.segment.IndexDefinition;
import io.elanus.segment.Segment;
import io.elanus.segment.SegmentMeta;
import io.elanus.segment.SegmentSet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The rows of one collection: its shards, as one place to write to and to read from. Names, load state and all that users
 * see of a collection besides is the catalog's. Thread-safe.
 */
public final class Collection implements AutoCloseable {
    private final ShardContext context;
    private final List<Shard> shards;
    private final SegmentClaims claims = new SegmentClaims();
    private final JobGate jobs = new JobGate();
    private final IndexBuilder indexBuilder;
    private volatile List<IndexDefinition> indexes;
    private volatile Set<Long> partitions;

    private Collection(
            long id,
            CollectionSchema schema,
            List<IndexDefinition> indexes,
            Set<Long> partitions,
            EngineResources resources) {
        this.indexes = List.copyOf(indexes);
        this.partitions = Set.copyOf(partitions);
        this.shards = new ArrayList<>();
        this.indexBuilder = new IndexBuilder(this);
        this.context = new ShardContext(
                id,
                schema,
                resources,
                () -> this.indexes,
                partitionId -> this.partitions.contains(partitionId),
                () -> indexBuilder.buildMissing());
    }

    /**
     * Opens the shards: what is at rest, and the log behind it.
     *
     * @param indexes the indexes that the catalog has
     * @param partitions the partitions that the catalog has; rows of others are dropped
     */
    public static Collection open(
            long id,
            CollectionSchema schema,
            int shardCount,
            List<IndexDefinition> indexes,
            Set<Long> partitions,
            EngineResources resources)
            throws InterruptedException {
        Collection collection = new Collection(id, schema, indexes, partitions, resources);
        try {
            for (int number = 0; number < shardCount; number++) {
                collection.shards.add(Shard.open(collection.context, number));
            }
        } catch (InterruptedException | RuntimeException e) {
            collection.shards.forEach(Shard::close);
            throw e;
        }
        collection.dropUnknownPartitions();
        collection.indexBuilder.buildMissing();
        return collection;
    }

    private void dropUnknownPartitions() {
        for (Shard shard : shards) {
            shard.manifest().segments().stream()
                    .map(SegmentMeta::partitionId)
                    .distinct()
                    .filter(partitionId -> !partitions.contains(partitionId))
                    .forEach(shard::dropPartition);
        }
    }

    /** Deletes everything that a collection left in the stores. Requires: it is not open. */
    public static void delete(long id, EngineResources resources) {
        resources.logs().names().stream()
                .filter(name -> ShardContext.collectionOfLog(name) == id)
                .forEach(resources.logs()::delete);
        resources
                .objects()
                .delete(resources.objects().list(ShardContext.prefix(id)).stream()
                        .map(ObjectInfo::key)
                        .toList());
        ManifestStore.deletePointers(resources.metas(), ShardContext.prefix(id));
    }

    /** The collections of which something is in the stores. */
    public static Set<Long> idsInStores(EngineResources resources) {
        Set<Long> ids = new TreeSet<>();
        resources.logs().names().forEach(name -> ids.add(ShardContext.collectionOfLog(name)));
        resources
                .objects()
                .list(ShardContext.COLLECTIONS)
                .forEach(object -> ids.add(ShardContext.collectionOfKey(object.key())));
        return ids;
    }

    ShardContext context() {
        return context;
    }

    List<Shard> shards() {
        return List.copyOf(shards);
    }

    JobGate jobs() {
        return jobs;
    }

    SegmentClaims claims() {
        return claims;
    }

    public IndexBuilder indexBuilder() {
        return indexBuilder;
    }

    public long id() {
        return context.collectionId();
    }

    public CollectionSchema schema() {
        return context.schema();
    }

    List<IndexDefinition> indexes() {
        return indexes;
    }

    // Writes

    /**
     * One write: first the deletes, then the rows.
     *
     * @param deletedKeys keys whose rows die; empty: none
     * @param deletedFrom only rows of this partition die; empty: of every one
     * @param rows by partition
     */
    public record Change(Optional<Column> deletedKeys, OptionalLong deletedFrom, List<PartitionRows> rows) {
        public Change {
            rows = List.copyOf(rows);
        }

        public static Change insert(List<PartitionRows> rows) {
            return new Change(Optional.empty(), OptionalLong.empty(), rows);
        }

        public static Change delete(Column keys, OptionalLong partitionId) {
            return new Change(Optional.of(keys), partitionId, List.of());
        }
    }

    /** Rows for one partition: every field of the schema. */
    public record PartitionRows(long partitionId, ColumnBatch batch) {}

    /** Makes a change; when it returns, the change is durable and every read sees it. Answers its timestamp. */
    public long write(Change change) {
        Optional<List<Column>> deletes = change.deletedKeys().map(keys -> ShardSplit.keys(keys, shards.size()));
        List<List<Rows>> rows = split(change.rows());
        List<Enqueued> records = new ArrayList<>();
        long growingBytes = 0;
        for (Shard shard : shards) {
            Optional<Deletes> ofShard = deletes.map(keys -> keys.get(shard.number()))
                    .filter(keys -> keys.rowCount() > 0)
                    .map(keys -> new Deletes(change.deletedFrom().orElse(Deletes.ANY_PARTITION), keys));
            List<Rows> parts = rows.get(shard.number());
            if (ofShard.isPresent() || !parts.isEmpty()) {
                Write write = new Write(shard.epoch(), 0, ofShard, parts);
                records.add(new Enqueued(shard, ShardRecordFormat.encode(write)));
                growingBytes += growingBytes(write);
            }
        }
        takeMemory(growingBytes);
        return append(records);
    }

    /** The rows of each shard, in the order of the shards. */
    private List<List<Rows>> split(List<PartitionRows> rows) {
        List<List<Rows>> ofShards = new ArrayList<>();
        shards.forEach(shard -> ofShards.add(new ArrayList<>()));
        for (PartitionRows part : rows) {
            List<ColumnBatch> batches = ShardSplit.batches(schema(), part.batch(), shards.size());
            for (int number = 0; number < batches.size(); number++) {
                if (batches.get(number).rowCount() > 0) {
                    ofShards.get(number).add(new Rows(part.partitionId(), batches.get(number)));
                }
            }
        }
        return ofShards;
    }

    private record Enqueued(Shard shard, ByteBuffer record) {}

    /** All shards get the write at the same timestamp, so that a read sees all of it or nothing. */
    private long append(List<Enqueued> records) {
        List<Pending> pending = new ArrayList<>();
        long timestamp;
        records.forEach(record -> record.shard().orderLock().lock());
        try {
            timestamp = context.clock().next();
            for (Enqueued record : records) {
                ShardRecordFormat.stamp(record.record(), timestamp);
                pending.add(record.shard().append(record.record(), timestamp));
            }
        } finally {
            records.forEach(record -> record.shard().orderLock().unlock());
        }
        pending.forEach(PendingWrites::await);
        records.stream().map(Enqueued::shard).filter(Shard::wantsFlush).forEach(Shard::flushSoon);
        return timestamp;
    }

    private static long growingBytes(Write write) {
        return write.rows().stream()
                .mapToLong(rows ->
                        GrowingSegment.bytesOf(rows.batch()) + 8L * rows.batch().rowCount())
                .sum();
    }

    private void takeMemory(long bytes) {
        try {
            context.resources().growing().take(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatabaseException(ErrorCode.UNAVAILABLE, "interrupted while waiting for memory", e);
        }
    }

    // Reads

    /**
     * What a read sees.
     *
     * @param guarantee every write up to this timestamp; the call waits for those under way
     * @param exactly see nothing later either; else whatever is there already may be seen
     * @param chosen the segments to look at
     */
    public Snapshot snapshot(long guarantee, boolean exactly, Predicate<Segment> chosen) {
        shards.forEach(shard -> shard.awaitAppliedThrough(guarantee));
        long timestamp = guarantee;
        if (!exactly) {
            long everywhere = Long.MAX_VALUE;
            for (Shard shard : shards) {
                everywhere = Math.min(everywhere, shard.appliedThrough());
            }
            timestamp = Math.max(guarantee, everywhere);
        }
        List<SegmentSet> held = new ArrayList<>();
        shards.forEach(shard -> held.add(shard.hold()));
        return new Snapshot(schema(), timestamp, held, chosen);
    }

    /** Everything that is at rest or growing now, for those who count and describe. */
    public List<SegmentStatus> segments() {
        List<SegmentStatus> statuses = new ArrayList<>();
        for (Shard shard : shards) {
            SegmentSet held = shard.hold();
            try {
                held.segments().forEach(segment -> statuses.add(SegmentStatus.of(segment, shard.number())));
            } finally {
                held.letGo();
            }
        }
        return statuses;
    }

    // Files

    /** Brings every write that was answered before the call into files. Answers the segments that came by it. */
    public List<SegmentMeta> flush() {
        List<SegmentMeta> flushed = new ArrayList<>();
        try {
            for (Shard shard : shards) {
                flushed.addAll(shard.flush());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatabaseException(ErrorCode.UNAVAILABLE, "interrupted while flushing", e);
        }
        indexBuilder.buildMissing();
        return flushed;
    }

    /** The catalog has other indexes now. */
    public void indexesChanged(List<IndexDefinition> now) {
        List<IndexDefinition> before = indexes;
        indexes = List.copyOf(now);
        for (IndexDefinition gone : before) {
            if (now.stream().noneMatch(definition -> definition.id() == gone.id())) {
                shards.forEach(shard -> shard.apply(ManifestEdit.withoutIndex(gone.id())));
            }
        }
        indexBuilder.buildMissing();
    }

    /** The catalog has other partitions now. */
    public void partitionsChanged(Set<Long> now) {
        Set<Long> before = partitions;
        partitions = Set.copyOf(now);
        for (long partitionId : before) {
            if (!now.contains(partitionId)) {
                shards.forEach(shard -> shard.dropPartition(partitionId));
            }
        }
    }

    /** Stops what runs behind and lets everything go; reads under way go on. */
    @Override
    public void close() {
        jobs.close();
        shards.forEach(Shard::close);
    }
}
