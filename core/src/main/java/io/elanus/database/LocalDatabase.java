package io.elanus.database;

import io.elanus.durable.ByteBudget;
import io.elanus.durable.DataFolder;
import io.elanus.durable.LogSettings;
import io.elanus.engine.Collection;
import io.elanus.engine.Compactor;
import io.elanus.engine.EngineResources;
import io.elanus.engine.SegmentStatus;
import io.elanus.engine.Snapshot;
import io.elanus.engine.TimestampOracle;
import io.elanus.model.CollectionDescription;
import io.elanus.model.CollectionName;
import io.elanus.model.CollectionProperties;
import io.elanus.model.CompactionPreview;
import io.elanus.model.CompactionRequest;
import io.elanus.model.CompactionStatus;
import io.elanus.model.ConsistencyLevel;
import io.elanus.model.CreateCollectionRequest;
import io.elanus.model.CreateIndexRequest;
import io.elanus.model.DatabaseDescription;
import io.elanus.model.DatabaseException;
import io.elanus.model.DeleteRequest;
import io.elanus.model.ErrorCode;
import io.elanus.model.FieldSchema;
import io.elanus.model.FlushResult;
import io.elanus.model.IndexDescription;
import io.elanus.model.LoadState;
import io.elanus.model.PartitionDescription;
import io.elanus.model.QueryRequest;
import io.elanus.model.QueryResult;
import io.elanus.model.ReadConsistency;
import io.elanus.model.ReadStatistics;
import io.elanus.model.SearchRequest;
import io.elanus.model.SearchResult;
import io.elanus.model.SegmentDescription;
import io.elanus.model.SpaceUse;
import io.elanus.model.UpdateRequest;
import io.elanus.model.WriteRequest;
import io.elanus.model.WriteResult;
import io.elanus.query.Searcher;
import io.elanus.segment.SegmentMeta;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** The database of one data folder in this process. */
public final class LocalDatabase implements Database {
    private static final int UNSYNCED_BYTES_MAX = 256 << 20;
    private static final Duration TIDY_INTERVAL = Duration.ofSeconds(10);

    private final ExecutorService cpu;
    private final Runnable closeRest;
    private final ScheduledExecutorService ticker;
    private final TimestampOracle clock;
    private final Catalog catalog;
    private final OpenCollections collections;
    private final Definitions definitions;
    private final FieldsAndTruncation fieldsAndTruncation;
    private final IndexesAndLoading indexesAndLoading;
    private final RowReader reader;
    private final RowWriter writer;
    private final Compactor compactor;
    private final AutomaticCompaction automatic;

    /**
     * A database over stores that are open.
     *
     * @param cpu lends its threads to searches
     * @param closeRest called last: closes what was handed in here
     */
    LocalDatabase(EngineResources resources, ExecutorService cpu, Runnable closeRest) {
        this.cpu = cpu;
        this.closeRest = closeRest;
        this.ticker = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("elanus-ticker").factory());
        this.clock = resources.clock();
        ReentrantLock definitionLock = new ReentrantLock();
        this.catalog = new Catalog(resources.metas());
        this.collections = new OpenCollections(resources, catalog);
        this.definitions = new Definitions(catalog, collections, clock, definitionLock);
        this.fieldsAndTruncation = new FieldsAndTruncation(catalog, collections, clock, definitionLock);
        this.indexesAndLoading = new IndexesAndLoading(catalog, collections, clock, definitionLock);
        Searcher searcher = new Searcher(cpu, resources.threads());
        this.reader = new RowReader(catalog, collections, searcher, resources.throttle(), clock);
        this.writer = new RowWriter(catalog, collections, reader, clock);
        this.compactor = new Compactor(resources, id -> catalog.find(id).map(collections::open));
        this.automatic = new AutomaticCompaction(
                catalog, collections, compactor, resources.settings().compaction(), ticker);
        new Leftovers(resources, catalog).delete();
        openLoaded();
        cpu.execute(compactor::takeUpInterrupted);
        automatic.schedule();
        ticker.scheduleWithFixedDelay(
                this::tidy, TIDY_INTERVAL.toMillis(), TIDY_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void tidy() {
        collections.opened().forEach(Collection::tidy);
    }

    /**
     * Opens a data folder, and creates it if it is not there or empty.
     *
     * @throws io.elanus.durable.DurableException if it is in use, of a newer version, or no data folder
     */
    public static LocalDatabase open(Path path, DatabaseSettings settings) {
        return open(path, settings, InstantSource.system());
    }

    /** @param time the clock of the machine, by which timestamps are given and rows expire */
    static LocalDatabase open(Path path, DatabaseSettings settings, InstantSource time) {
        LogSettings log = new LogSettings(
                settings.logSync(), LogSettings.DEFAULT.syncInterval(), LogSettings.DEFAULT.fileBytesMax());
        DataFolder folder = DataFolder.open(path, log, new ByteBudget("unsynced log bytes", UNSYNCED_BYTES_MAX));
        FolderResources shared = new FolderResources(folder, settings.engine(), time);
        try {
            return new LocalDatabase(shared.engine(), shared.cpu(), shared::close);
        } catch (RuntimeException e) {
            shared.close();
            throw e;
        }
    }

    /** Collections that were loaded are opened behind the start; a request that comes first opens its own at once. */
    private void openLoaded() {
        for (CollectionMeta meta : catalog.collections()) {
            if (!meta.loaded().nothing()) {
                cpu.execute(() -> openQuietly(meta));
            }
        }
    }

    private void openQuietly(CollectionMeta meta) {
        try {
            collections.open(meta);
        } catch (RuntimeException e) {
            if (e instanceof DatabaseException refused && refused.code() == ErrorCode.UNAVAILABLE) {
                return; // The database was closed meanwhile.
            }
            System.getLogger(LocalDatabase.class.getName())
                    .log(System.Logger.Level.ERROR, "collection does not open: collection=" + meta.name(), e);
        }
    }

    // Databases

    @Override
    public void createDatabase(String name, Map<String, String> properties) {
        definitions.createDatabase(name, properties);
    }

    @Override
    public void dropDatabase(String name) {
        definitions.dropDatabase(name);
    }

    @Override
    public List<DatabaseDescription> databases() {
        return catalog.databases();
    }

    @Override
    public DatabaseDescription describeDatabase(String name) {
        return catalog.database(name);
    }

    @Override
    public void alterDatabase(String name, Map<String, String> set, Set<String> removed) {
        definitions.alterDatabase(name, set, removed);
    }

    // Collections

    @Override
    public void createCollection(CreateCollectionRequest request) {
        definitions.createCollection(request);
    }

    @Override
    public void dropCollection(CollectionName name) {
        definitions.dropCollection(name);
    }

    @Override
    public boolean hasCollection(CollectionName name) {
        NameRules.checkCollection(name.collection());
        return catalog.find(name).isPresent();
    }

    @Override
    public CollectionDescription describeCollection(CollectionName name) {
        NameRules.checkCollection(name.collection());
        return describe(catalog.collection(name));
    }

    @Override
    public CollectionDescription describeCollection(long collectionId) {
        return describe(catalog.find(collectionId)
                .orElseThrow(() -> Catalog.notFound(CollectionName.of(Long.toString(collectionId)))));
    }

    private CollectionDescription describe(CollectionMeta meta) {
        return meta.description(catalog.aliasesOf(meta.id()));
    }

    @Override
    public List<CollectionDescription> collections(String database) {
        return catalog.collections(database).stream().map(this::describe).toList();
    }

    @Override
    public void renameCollection(CollectionName from, CollectionName to) {
        definitions.renameCollection(from, to);
    }

    @Override
    public void alterCollection(CollectionName name, Map<String, String> set, Set<String> removed) {
        if (set.containsKey(CollectionProperties.DYNAMIC_FIELD_ENABLED)) {
            fieldsAndTruncation.enableDynamicField(name, set);
        } else {
            definitions.alterCollection(name, set, removed);
        }
    }

    @Override
    public void addField(CollectionName name, FieldSchema field) {
        fieldsAndTruncation.addField(name, field);
    }

    @Override
    public void dropField(CollectionName name, String fieldOrStruct) {
        fieldsAndTruncation.dropField(name, fieldOrStruct);
    }

    @Override
    public void alterField(CollectionName name, String field, Map<String, String> set, Set<String> removed) {
        fieldsAndTruncation.alterField(name, field, set, removed);
    }

    @Override
    public void truncateCollection(CollectionName name) {
        fieldsAndTruncation.truncate(name);
    }

    @Override
    public long rowCount(CollectionName name) {
        return rowCount(catalog.collection(name), segment -> true);
    }

    private long rowCount(CollectionMeta meta, Predicate<SegmentStatus> counted) {
        return collections.open(meta).segments().stream()
                .filter(counted)
                .mapToLong(SegmentStatus::rowCount)
                .sum();
    }

    // Partitions

    @Override
    public void createPartition(CollectionName name, String partition) {
        definitions.createPartition(name, partition);
    }

    @Override
    public void dropPartition(CollectionName name, String partition) {
        definitions.dropPartition(name, partition);
    }

    @Override
    public boolean hasPartition(CollectionName name, String partition) {
        NameRules.checkPartition(partition);
        return catalog.collection(name).partition(partition).isPresent();
    }

    @Override
    public List<PartitionDescription> partitions(CollectionName name) {
        return catalog.collection(name).partitions();
    }

    @Override
    public long partitionRowCount(CollectionName name, String partition) {
        CollectionMeta meta = catalog.collection(name);
        long id = meta.partition(partition)
                .orElseThrow(() -> new DatabaseException(
                        ErrorCode.PARTITION_NOT_FOUND, "partition not found[partition=" + partition + "]"))
                .id();
        return rowCount(meta, segment -> segment.partitionId() == id);
    }

    // Aliases

    @Override
    public void createAlias(CollectionName collection, String alias) {
        definitions.createAlias(collection, alias);
    }

    @Override
    public void dropAlias(String database, String alias) {
        definitions.dropAlias(database, alias);
    }

    @Override
    public void alterAlias(CollectionName collection, String alias) {
        definitions.alterAlias(collection, alias);
    }

    @Override
    public CollectionName describeAlias(String database, String alias) {
        NameRules.checkAlias(alias);
        catalog.database(database);
        CollectionName name = new CollectionName(database, alias);
        return catalog.findByAlias(name).map(CollectionMeta::name).orElseThrow(() -> Definitions.aliasNotFound(name));
    }

    @Override
    public List<String> aliases(CollectionName collection) {
        catalog.database(collection.database());
        return collection.collection().isEmpty()
                ? catalog.aliases(collection.database())
                : catalog.aliasesOf(catalog.collection(collection).id());
    }

    // Indexes and loading

    @Override
    public void createIndex(CreateIndexRequest request) {
        indexesAndLoading.createIndex(request);
    }

    @Override
    public void alterIndex(CollectionName name, String indexName, Map<String, String> set, Set<String> removed) {
        indexesAndLoading.alterIndex(name, indexName, set, removed);
    }

    @Override
    public void dropIndex(CollectionName name, String indexName) {
        indexesAndLoading.dropIndex(name, indexName);
    }

    @Override
    public List<IndexDescription> indexes(CollectionName name) {
        return indexesAndLoading.indexes(name);
    }

    @Override
    public void load(CollectionName name, List<String> partitions) {
        indexesAndLoading.load(name, partitions);
    }

    @Override
    public void release(CollectionName name, List<String> partitions) {
        indexesAndLoading.release(name, partitions);
    }

    @Override
    public LoadState loadState(CollectionName name, List<String> partitions) {
        return indexesAndLoading.loadState(name, partitions);
    }

    // Rows

    @Override
    public WriteResult insert(WriteRequest request) {
        return writer.insert(request);
    }

    @Override
    public WriteResult upsert(WriteRequest request) {
        return writer.upsert(request);
    }

    @Override
    public WriteResult update(UpdateRequest request) {
        return writer.update(request);
    }

    @Override
    public WriteResult delete(DeleteRequest request) {
        return writer.delete(request);
    }

    @Override
    public SearchResult search(SearchRequest request) {
        return reader.search(request);
    }

    @Override
    public QueryResult query(QueryRequest request) {
        return reader.query(request);
    }

    @Override
    public ReadStatistics readStatistics() {
        return reader.statistics();
    }

    @Override
    public FlushResult flush(CollectionName name) {
        return flush(catalog.collection(name));
    }

    private FlushResult flush(CollectionMeta meta) {
        Collection collection = collections.open(meta);
        long timestamp = clock.next();
        List<Long> sealed = collection.flush().stream().map(SegmentMeta::id).toList();
        automatic.flushed(collection);
        List<Long> before = collection.segments().stream()
                .filter(segment -> segment.atRest() && !sealed.contains(segment.id()))
                .map(SegmentStatus::id)
                .toList();
        return new FlushResult(meta.name(), meta.id(), sealed, before, timestamp);
    }

    @Override
    public List<FlushResult> flushAll(String database) {
        List<CollectionMeta> all = database.isEmpty() ? catalog.collections() : catalog.collections(database);
        List<FlushResult> results = new ArrayList<>();
        all.forEach(meta -> results.add(flush(meta)));
        return results;
    }

    @Override
    public boolean flushed(List<Long> segmentIds) {
        Set<Long> growing = new HashSet<>();
        for (Collection collection : collections.opened()) {
            collection.segments().stream()
                    .filter(segment -> !segment.atRest())
                    .forEach(segment -> growing.add(segment.id()));
        }
        return segmentIds.stream().noneMatch(growing::contains);
    }

    /** Begins what is worth compacting now, also in collections that want to be asked. */
    void compactAutomatically(CompactionRequest.Kind kind) {
        collections.opened().forEach(collection -> compactor.startAutomatically(collection, kind));
    }

    /** What a reader who takes their time holds; the caller closes it. */
    Snapshot snapshot(CollectionName name) {
        ReadConsistency strong = ReadConsistency.of(ConsistencyLevel.STRONG);
        return reader.snapshot(catalog.collection(name), List.of(), strong, false);
    }

    // Segments and compaction

    @Override
    public List<SegmentDescription> persistentSegments(CollectionName name) {
        CollectionMeta meta = catalog.collection(name);
        return SegmentDescriptions.persistent(meta, collections.open(meta));
    }

    @Override
    public List<SegmentDescription> loadedSegments(CollectionName name) {
        CollectionMeta meta = catalog.collection(name);
        return SegmentDescriptions.loaded(meta, collections.open(meta));
    }

    @Override
    public SpaceUse space(CollectionName name) {
        return collections.open(catalog.collection(name)).space();
    }

    @Override
    public CompactionStatus compact(CompactionRequest request) {
        CollectionMeta meta = catalog.collection(request.name());
        return compactor.start(collections.open(meta), request);
    }

    @Override
    public CompactionPreview previewCompaction(CompactionRequest request) {
        return compactor.preview(collections.open(catalog.collection(request.name())), request);
    }

    @Override
    public CompactionStatus compaction(long jobId) {
        return compactor.status(jobId);
    }

    @Override
    public List<CompactionStatus> compactions(CollectionName name) {
        return compactor.jobs(catalog.collection(name).id());
    }

    @Override
    public void cancelCompaction(long jobId) {
        compactor.cancel(jobId);
    }

    @Override
    public long allocateTimestamp() {
        return clock.next();
    }

    @Override
    public void close() {
        ticker.close();
        collections.close();
        closeRest.run();
    }
}
