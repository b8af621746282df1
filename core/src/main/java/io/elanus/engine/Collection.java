package io.elanus.engine;

import io.elanus.durable.ObjectInfo;
import io.elanus.engine.Manifest.DeleteFile;
import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.ColumnBatch;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import io.elanus.model.SpaceUse;
import io.elanus.segment.ExpiryCutoff;
import io.elanus.segment.IndexDefinition;
import io.elanus.segment.LiveSchema;
import io.elanus.segment.Segment;
import io.elanus.segment.SegmentMeta;
import io.elanus.segment.SegmentSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The rows of one collection: its shards, as one place to write to and to read from. Names, load state and all that users
 * see of a collection besides is the catalog's. Thread-safe.
 */
public final class Collection implements AutoCloseable {
    private final ShardContext context;
    private final List<Shard> shards;
    private final SegmentClaims claims = new SegmentClaims();
    private final JobGate jobs = new JobGate();
    private final Pins pins = new Pins();
    private final IndexBuilder indexBuilder;
    private final WritePath writes;
    private volatile List<IndexDefinition> indexes;
    private volatile Set<Long> partitions;
    private volatile long truncatedThrough;

    /** Partitions that were dropped since this collection was opened. */
    private final Set<Long> dropped = ConcurrentHashMap.newKeySet();

    /** Those of them whose rows may not all be gone, because that failed. */
    private final Set<Long> undropped = ConcurrentHashMap.newKeySet();

    private volatile boolean opened;

    private Collection(CollectionDefinition definition, EngineResources resources) {
        this.indexes = definition.indexes();
        this.partitions = definition.partitions();
        this.truncatedThrough = definition.truncatedThrough();
        this.shards = new CopyOnWriteArrayList<>();
        this.indexBuilder = new IndexBuilder(this);
        this.context = new ShardContext(
                definition.id(),
                new LiveSchema(definition.schema()),
                resources,
                () -> this.indexes,
                definition.expiryRule(),
                this::hasPartition,
                () -> this.truncatedThrough,
                () -> indexBuilder.buildMissing());
        this.writes = new WritePath(context, shards);
    }

    /** Opens the shards: what is at rest, and the log behind it. */
    public static Collection open(CollectionDefinition definition, EngineResources resources)
            throws InterruptedException {
        Collection collection = new Collection(definition, resources);
        try {
            for (int number = 0; number < definition.shardCount(); number++) {
                collection.shards.add(Shard.open(collection.context, number));
            }
            collection.opened = true;
            collection.dropUnknown();
            collection.indexBuilder.buildMissing();
            return collection;
        } catch (InterruptedException | RuntimeException | Error e) {
            collection.close();
            throw e;
        }
    }

    /**
     * Whether rows of a partition that come out of the log count. While the log is replayed, the catalog's partitions are
     * all that there are. Later there may be rows of one that the catalog has and this collection is about to hear of.
     */
    private boolean hasPartition(long partitionId) {
        return partitions.contains(partitionId) || (opened && !dropped.contains(partitionId));
    }

    /** What was dropped or truncated when the collection was not open, or not to the end. */
    private void dropUnknown() {
        for (Shard shard : shards) {
            shard.deleteTruncated();
            shard.manifest().segments().stream()
                    .map(SegmentMeta::partitionId)
                    .distinct()
                    .filter(partitionId -> !partitions.contains(partitionId))
                    .forEach(shard::dropPartition);
            shard.dropIndexesBut(indexIds());
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
        ManifestStore.prefixes(resources.metas()).forEach(prefix -> ids.add(ShardContext.collectionOfKey(prefix)));
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

    private Set<Long> indexIds() {
        return indexes.stream().map(IndexDefinition::id).collect(Collectors.toSet());
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

    /** Rows for one partition: every field of the schema, now or as it was a moment ago. */
    public record PartitionRows(long partitionId, ColumnBatch batch) {}

    /** Makes a change; when it returns, the change is durable and every read sees it. Answers its timestamp. */
    public long write(Change change) {
        return writes.write(change);
    }

    /**
     * Makes a change that follows from the rows there, with no other write to rows of the same keys in between. When it
     * returns, the change is durable and every read sees it.
     *
     * @param keys all that are looked at or written
     * @param chosen the segments to look at
     * @param change called once, with what is in the shards of the keys now; writes to them wait meanwhile
     * @return its timestamp
     */
    public long update(List<Column> keys, Predicate<Segment> chosen, Function<Snapshot, Change> change) {
        return writes.update(keys, touched -> {
            List<SegmentSet> held = hold(touched);
            try (Snapshot snapshot = snapshot(schema(), context.clock().now(), held, chosen)) {
                return change.apply(snapshot);
            }
        });
    }

    // Reads

    /**
     * What a read sees.
     *
     * @param schema by which the rows are read: the one now or, of a read that began earlier, one before
     * @param guarantee every write up to this timestamp; the call waits for those under way
     * @param exactly see nothing later either; else whatever is there already may be seen
     * @param chosen the segments to look at
     */
    public Snapshot snapshot(CollectionSchema schema, long guarantee, boolean exactly, Predicate<Segment> chosen) {
        if (exactly) {
            Optional<List<SegmentSet>> pinned =
                    pins.hold(guarantee, context.clock().instant());
            if (pinned.isPresent()) {
                return snapshot(schema, guarantee, pinned.get(), chosen);
            }
        }
        long awaited = guarantee;
        while (true) {
            awaitAppliedThrough(awaited);
            long timestamp = exactly ? guarantee : Math.max(awaited, appliedThrough());
            List<SegmentSet> held = hold(shards);
            // Some shards may be empty already and others not yet.
            long changedThrough = truncatedThrough;
            if (!exactly) {
                // A compaction may have ended in between and left out rows that were alive at this timestamp.
                changedThrough = Math.max(changedThrough, compactedThrough(held));
            }
            if (changedThrough <= Math.max(awaited, timestamp)) {
                return snapshot(schema, timestamp, held, chosen);
            }
            held.forEach(SegmentSet::letGo);
            awaited = changedThrough;
        }
    }

    /** Keeps what a snapshot sees for later reads at exactly its timestamp, until none has come for a while. */
    public void pin(Snapshot snapshot) {
        pins.keep(snapshot.timestamp(), snapshot.held(), context.clock().instant());
    }

    private void awaitAppliedThrough(long timestamp) {
        shards.forEach(shard -> shard.awaitAppliedThrough(timestamp));
    }

    private long appliedThrough() {
        return shards.stream().mapToLong(Shard::appliedThrough).min().orElse(Long.MAX_VALUE);
    }

    private static List<SegmentSet> hold(List<Shard> shards) {
        List<SegmentSet> held = new ArrayList<>();
        try {
            shards.forEach(shard -> held.add(shard.hold()));
            return held;
        } catch (RuntimeException e) {
            held.forEach(SegmentSet::letGo);
            throw e;
        }
    }

    private static long compactedThrough(List<SegmentSet> held) {
        return held.stream()
                .flatMap(set -> set.segments().stream())
                .mapToLong(segment ->
                        segment.atRest().map(SegmentMeta::deletesThrough).orElse(0L))
                .max()
                .orElse(0);
    }

    private Snapshot snapshot(
            CollectionSchema schema, long timestamp, List<SegmentSet> held, Predicate<Segment> chosen) {
        try {
            // Asked once the segments are held: what a compaction left out of them has expired for this read too.
            // What was kept for later pages may hold segments of partitions that are dropped by now.
            Predicate<Segment> there = segment -> hasPartition(segment.partitionId());
            return new Snapshot(schema, timestamp, held, context.expiryCutoff(), there.and(chosen));
        } catch (RuntimeException e) {
            held.forEach(SegmentSet::letGo);
            throw e;
        }
    }

    /** Everything that is at rest or growing now, for those who count and describe; nothing once it is closed. */
    public List<SegmentStatus> segments() {
        List<SegmentStatus> statuses = new ArrayList<>();
        ExpiryCutoff cutoff = context.expiryCutoff();
        for (Shard shard : shards) {
            Optional<SegmentSet> held = shard.state().tryHold();
            held.ifPresent(set -> {
                set.segments().forEach(segment -> statuses.add(SegmentStatus.of(segment, shard.number(), cutoff)));
                set.letGo();
            });
        }
        return statuses;
    }

    /** What the files and logs of the collection are for. */
    public SpaceUse space() {
        Map<Long, Double> deadShares = new HashMap<>();
        segments().forEach(segment -> deadShares.put(segment.id(), segment.deadShare()));
        SpaceUse sum = SpaceUse.NOTHING;
        for (Shard shard : shards) {
            sum = sum.plus(shard.space(deadShares, jobs.isBusy()));
        }
        return sum;
    }

    /** Deletes at rest that wait to be attached to the segments that they hit. */
    public List<PendingDeletes> pendingDeletes() {
        List<PendingDeletes> pending = new ArrayList<>();
        shards.forEach(shard ->
                shard.manifest().deletes().forEach(file -> pending.add(new PendingDeletes(shard.number(), file))));
        return pending;
    }

    /** One file of deletes of a shard. */
    public record PendingDeletes(int shard, DeleteFile file) {}

    // Files

    /** Begins to bring growing rows into files that have become many or old, and lets go of what was kept for readers. */
    public void tidy() {
        pins.dropIdle(context.clock().instant());
        shards.stream().filter(Shard::wantsFlush).forEach(Shard::flushSoon);
    }

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

    /**
     * The catalog has other fields now. Requires: nobody can write to a new one or read it before. Files of indexes that
     * went with a field go with {@link #indexesChanged}.
     */
    public void schemaChanged(CollectionSchema now) {
        // A job that has seen the schema without a field must not see an index on it afterwards.
        indexes = indexes.stream()
                .filter(index -> now.find(index.fieldId()).isPresent())
                .toList();
        context.liveSchema().change(now);
    }

    /**
     * Removes all rows, for all readers at once; who holds a snapshot keeps it. Writes wait meanwhile: those answered before
     * are gone, those that come later stay.
     *
     * @param decision makes it durable, for all shards at once, that rows up to a timestamp are gone; the catalog says so
     *     when the collection is opened again. If it fails, nothing has changed
     */
    public void truncate(LongConsumer decision) {
        new Truncation(this, shards()).run(decision);
    }

    void setTruncatedThrough(long timestamp) {
        truncatedThrough = timestamp;
    }

    /** The catalog has other indexes now. */
    public void indexesChanged(List<IndexDefinition> now) {
        indexes = List.copyOf(now);
        shards.forEach(shard -> shard.dropIndexesBut(indexIds()));
        indexBuilder.buildMissing();
    }

    /** The catalog has other partitions now. */
    public void partitionsChanged(Set<Long> now) {
        for (long partitionId : partitions) {
            if (!now.contains(partitionId)) {
                dropped.add(partitionId);
                undropped.add(partitionId);
            }
        }
        partitions = Set.copyOf(now);
        for (long partitionId : undropped) {
            shards.forEach(shard -> shard.dropPartition(partitionId));
            undropped.remove(partitionId);
        }
    }

    /** Stops what runs behind and lets everything go; reads under way go on. */
    @Override
    public void close() {
        jobs.close();
        pins.close();
        List<RuntimeException> failures = new ArrayList<>();
        for (Shard shard : shards) {
            try {
                shard.close();
            } catch (RuntimeException e) {
                failures.add(e); // The others are to be closed too.
            }
        }
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
    }
}
