package io.elanus.engine;

import io.elanus.durable.LogStore;
import io.elanus.durable.MemoryLogStore;
import io.elanus.durable.MemoryMetaStore;
import io.elanus.durable.MemoryObjectStore;
import io.elanus.durable.MetaStore;
import io.elanus.durable.MetaStore.Change;
import io.elanus.durable.ObjectInfo;
import io.elanus.durable.ObjectStore;
import io.elanus.model.CollectionSchema;
import io.elanus.segment.ExpiryRule;
import io.elanus.segment.IndexDefinition;
import io.elanus.testkit.Faults;
import io.elanus.testkit.FaultyLogStore;
import io.elanus.testkit.FaultyMetaStore;
import io.elanus.testkit.FaultyObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.UnaryOperator;

/** What survives: the stores of one collection, and the processes that open it one after the other. */
final class TestStores {
    static final long COLLECTION = 7;

    private static final String TRUNCATION = "catalog/truncation";

    final Faults faults = new Faults();
    private final ObjectStore objects;
    private final MetaStore metas;
    private LogStore logs;
    private int shardCount = 1;
    private EngineSettings settings = new EngineSettings(1L << 30, Duration.ofHours(1), 1L << 30, 1L << 30, 4, 100);
    private Set<Long> partitions = Set.of(1L);
    private List<IndexDefinition> indexes = List.of();
    private CollectionSchema schema = TestRows.SCHEMA;
    private volatile ExpiryRule expiryRule = ExpiryRule.NEVER;
    private volatile long wallMillis = 1_000;
    private UnaryOperator<LogStore> wrappedLogs = UnaryOperator.identity();

    /** In memory. */
    TestStores() {
        this(new MemoryObjectStore(), new MemoryMetaStore(), new MemoryLogStore());
    }

    TestStores(ObjectStore objects, MetaStore metas, LogStore logs) {
        this.objects = objects;
        this.metas = metas;
        this.logs = logs;
    }

    TestStores withShards(int count) {
        shardCount = count;
        return this;
    }

    TestStores withSettings(EngineSettings other) {
        settings = other;
        return this;
    }

    TestStores withSchema(CollectionSchema other) {
        schema = other;
        return this;
    }

    /** What the catalog says, also to a process that has the collection open. */
    TestStores withExpiryRule(ExpiryRule rule) {
        expiryRule = rule;
        return this;
    }

    /** Sets the machine's clock. */
    void setWallMillis(long epochMillis) {
        wallMillis = epochMillis;
    }

    /** Puts something between the engine and its logs. */
    TestStores withLogs(UnaryOperator<LogStore> wrapper) {
        wrappedLogs = wrapper;
        return this;
    }

    /** What the catalog says. */
    TestStores withPartitions(Set<Long> ids) {
        partitions = ids;
        return this;
    }

    TestStores withIndexes(List<IndexDefinition> definitions) {
        indexes = definitions;
        return this;
    }

    /** The catalog decides that rows up to a timestamp are gone, unless the store fails. */
    void decideTruncation(long timestamp) {
        byte[] value = Long.toString(timestamp).getBytes(StandardCharsets.UTF_8);
        new FaultyMetaStore(metas, faults).commit(List.of(), List.of(new Change.Put(TRUNCATION, value)));
    }

    private long truncatedThrough() {
        return metas.get(TRUNCATION)
                .map(found -> Long.parseLong(new String(found.value(), StandardCharsets.UTF_8)))
                .orElse(0L);
    }

    /** The resources of a new process. */
    EngineResources resources(ExecutorService executor) {
        MetaStore metaStore = new FaultyMetaStore(metas, faults);
        return new EngineResources(
                new FaultyObjectStore(objects, faults),
                metaStore,
                wrappedLogs.apply(new FaultyLogStore(logs, faults)),
                new TimestampOracle(metaStore, () -> Instant.ofEpochMilli(wallMillis)),
                new GrowingBudget(settings.growingBytesTotal()),
                BackgroundJobs.on(executor),
                new Throttle(1.5),
                1,
                settings);
    }

    /** A new process opens the collection. Requires: the one before was closed. */
    TestProcess open() throws InterruptedException {
        return open(new DirectExecutor());
    }

    /** @param executor runs the jobs */
    TestProcess open(ExecutorService executor) throws InterruptedException {
        EngineResources resources = resources(executor);
        Collection collection = Collection.open(definition(), resources);
        return new TestProcess(this, resources, collection);
    }

    private CollectionDefinition definition() {
        return new CollectionDefinition(
                COLLECTION, schema, shardCount, indexes, partitions, truncatedThrough(), () -> expiryRule);
    }

    /** Lets go of the logs of a process that died. */
    void closeLogs() {
        logs.close();
    }

    /** The end of a log that was not synced is gone; here all of it. */
    void loseLogs() {
        logs.close();
        logs = new MemoryLogStore();
    }

    /** Every compaction job that is remembered. */
    List<Long> compactionJobs() {
        return metas.range("compactions/").stream()
                .map(entry -> entry.key().substring("compactions/".length()))
                .filter(name -> name.indexOf('/') < 0) // Below a job lie its plans.
                .map(Long::parseLong)
                .toList();
    }

    List<String> objectKeys() {
        return objects.list("").stream().map(ObjectInfo::key).toList();
    }

    /** Everything that is left of any collection. */
    List<String> leftovers() {
        List<String> left = new ArrayList<>(objectKeys());
        left.addAll(logs.names());
        metas.range("shards/").forEach(entry -> left.add(entry.key()));
        return left;
    }

    /**
     * The objects that no manifest names. Requires: the collection is closed, or nothing was begun behind; a flush that an
     * opening or a size began writes files before a manifest names them.
     */
    List<String> orphans() {
        return Orphans.in(objects, metas);
    }
}
