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
import java.util.function.Predicate;

/**
 * The rows of one collection: its shards, as one place to write to and to read from. Names, load state and all that users
 * see of a collection besides is the catalog's. Thread-safe.
 */
public final class Collection implements AutoCloseable {
    private final ShardContext context;
    private final List<Shard> shards;
    private final SegmentClaims claims = new SegmentClaims();
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
    public static void delete(long id, int shardCount, EngineResources resources) {
        for (int number = 0; number < shardCount; number++) {
            resources.logs().delete(ShardContext.logName(id, number));
        }
        resources.objects()
                .delete(resources.objects().list(ShardContext.prefix(id)).stream()
                        .map(ObjectInfo::key)
                        .toList());
        ManifestStore.deletePointers(resources.metas(), ShardContext.prefix(id));
    }

    ShardContext context() {
        return context;
    }

    List<Shard> shards() {
        return List.copyOf(shards);
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
     * Appends rows.
     *
     * @param batch every field of the schema
     * @return the timestamp of the write
     */
    public long insert(long partitionId, ColumnBatch batch) {
        List<ColumnBatch> parts = ShardSplit.batches(schema(), batch, shards.size());
        return write(number -> parts.get(number).rowCount() == 0
                ? Optional.empty()
                : Optional.of(new Write(0, 0, Optional.empty(), List.of(new Rows(partitionId, parts.get(number))))));
    }

    /** Replaces rows with the same keys, in whichever partition they are, and appends those without. */
    public long upsert(long partitionId, ColumnBatch batch) {
        List<ColumnBatch> parts = ShardSplit.batches(schema(), batch, shards.size());
        long keyField = schema().primaryKey().id();
        return write(number -> {
            ColumnBatch part = parts.get(number);
            return part.rowCount() == 0
                    ? Optional.empty()
                    : Optional.of(new Write(
                            0,
                            0,
                            Optional.of(new Deletes(Deletes.ANY_PARTITION, part.column(keyField))),
                            List.of(new Rows(partitionId, part))));
        });
    }

    /**
     * Deletes rows by their keys.
     *
     * @param partitionId only there; empty: everywhere
     */
    public long delete(OptionalLong partitionId, Column keys) {
        List<Column> parts = ShardSplit.keys(keys, shards.size());
        return write(number -> parts.get(number).rowCount() == 0
                ? Optional.empty()
                : Optional.of(new Write(
                        0,
                        0,
                        Optional.of(new Deletes(partitionId.orElse(Deletes.ANY_PARTITION), parts.get(number))),
                        List.of())));
    }

    /** The part of a write that goes to one shard; epoch and timestamp are filled in later. */
    private interface ShardWrites {
        Optional<Write> of(int number);
    }

    private record Enqueued(Shard shard, ByteBuffer record) {}

    /** All shards get the write at the same timestamp, so that a read sees all of it or nothing. */
    private long write(ShardWrites writes) {
        List<Enqueued> records = new ArrayList<>();
        long growingBytes = 0;
        for (Shard shard : shards) {
            Optional<Write> write = writes.of(shard.number());
            if (write.isPresent()) {
                Write owned = new Write(shard.epoch(), 0, write.get().deletes(), write.get().rows());
                records.add(new Enqueued(shard, ShardRecordFormat.encode(owned)));
                growingBytes += growingBytes(owned);
            }
        }
        takeMemory(growingBytes);
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
                .mapToLong(rows -> GrowingSegment.bytesOf(rows.batch()) + 8L * rows.batch().rowCount())
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
        indexBuilder.close();
        shards.forEach(Shard::close);
    }
}
