package io.elanus;

import io.elanus.database.Database;
import io.elanus.model.CollectionDescription;
import io.elanus.model.CollectionName;
import io.elanus.model.CompactionPreview;
import io.elanus.model.CompactionRequest;
import io.elanus.model.CompactionStatus;
import io.elanus.model.CreateIndexRequest;
import io.elanus.model.DatabaseException;
import io.elanus.model.IndexDescription;
import io.elanus.model.IndexParams;
import io.elanus.model.IndexParams.AutoParams;
import io.elanus.model.IndexParams.ScalarParams;
import io.elanus.model.LoadState;
import io.elanus.model.Metric;
import io.elanus.model.PartitionDescription;
import io.elanus.model.SegmentDescription;
import io.elanus.model.SegmentDescription.Level;
import io.elanus.model.SpaceUse;
import io.elanus.model.WriteRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One collection of an {@link Elanus}. Thread-safe; holds nothing, so there is nothing to close.
 *
 * <p>Rows can be searched and queried once every vector field has an index and the collection is loaded.
 */
public final class Collection {
    /** A write without a check whether the schema has changed meanwhile. */
    private static final long ANY_SCHEMA = 0;

    private final Database database;
    private final CollectionName name;

    Collection(Database database, CollectionName name) {
        this.database = database;
        this.name = name;
    }

    public String name() {
        return name.collection();
    }

    public CollectionDescription describe() {
        return database.describeCollection(name);
    }

    // Rows

    public Written insert(Row... rows) {
        return insert(List.of(rows));
    }

    public Written insert(List<Row> rows) {
        return new Written(database.insert(request(Optional.empty(), rows)));
    }

    public Written insert(Batch batch) {
        return new Written(database.insert(request(batch)));
    }

    /** Writes rows instead of those with the same keys, if there are any. */
    public Written upsert(Row... rows) {
        return upsert(List.of(rows));
    }

    public Written upsert(List<Row> rows) {
        return new Written(database.upsert(request(Optional.empty(), rows)));
    }

    public Written upsert(Batch batch) {
        return new Written(database.upsert(request(batch)));
    }

    /** Writes some fields of rows, which need not be there; an upsert that keeps the others. */
    public Written update(Row... rows) {
        return update(Update.of(rows));
    }

    /**
     * Writes some fields of rows in one with reading the others, so that nothing that is written meanwhile is lost.
     *
     * @throws DatabaseException (1100) if a row is not there and lacks a field that must have a value
     */
    public Written update(Update update) {
        return new Written(database.update(update.request(name, describe().schema(), ANY_SCHEMA)));
    }

    private WriteRequest request(Optional<String> partition, List<Row> rows) {
        return new WriteRequest(
                name, partition, new InputRows(describe().schema(), rows).columns(), rows.size(), ANY_SCHEMA);
    }

    private WriteRequest request(Batch batch) {
        return new WriteRequest(
                name, batch.partition(), batch.input(describe().schema()), batch.rowCount(), ANY_SCHEMA);
    }

    /** @return how many rows were deleted; with keys, how many keys were given */
    public long delete(Delete delete) {
        String keyField = describe().schema().primaryKey().name();
        return database.delete(delete.request(name, keyField)).rowCount();
    }

    /** The rows nearest to a vector, nearest first. */
    public List<Hit> search(float[] vector, int limit) {
        return search(Search.near(vector).limit(limit));
    }

    /**
     * The rows nearest to a vector, nearest first.
     *
     * @throws IllegalArgumentException if the search has several vectors
     */
    public List<Hit> search(Search search) {
        if (search.vectorCount() != 1) {
            throw new IllegalArgumentException(
                    "the search has several vectors: vectors=" + search.vectorCount() + "; call searchEach()");
        }
        return searchEach(search).get(0);
    }

    /** For each vector of the search the rows nearest to it, nearest first. */
    public List<List<Hit>> searchEach(Search search) {
        return OutputRows.of(database.search(search.request(name)));
    }

    /** The rows that match a filter. */
    public List<Row> query(String filter) {
        return query(Query.where(filter));
    }

    public List<Row> query(Query query) {
        return OutputRows.of(database.query(query.request(name)));
    }

    /** Rows that are neither deleted nor expired. */
    public long count() {
        return count(Query.all());
    }

    public long count(Query query) {
        return OutputRows.of(database.query(query.countRequest(name))).get(0).number(Query.COUNT);
    }

    /** Removes all rows at once; what is known of the collection besides stays as it is. */
    public void truncate() {
        database.truncateCollection(name);
    }

    // Files

    /** Returns when every row written before is in files. */
    public void flush() {
        database.flush(name);
    }

    /** Rows in files and in memory, deleted and expired ones that still take space included. */
    public long rowCount() {
        return database.rowCount(name);
    }

    /** The segments of rows in files. */
    public List<SegmentDescription> segments() {
        return database.persistentSegments(name).stream()
                .filter(segment -> segment.level() != Level.L0)
                .toList();
    }

    /** Merges small segments and drops the space of deleted and expired rows. */
    public Compaction compact() {
        return compact(new CompactionRequest.Mix());
    }

    public Compaction compact(CompactionRequest.Kind kind) {
        CompactionRequest request = new CompactionRequest(name, kind, Optional.empty(), List.of());
        return new Compaction(database, database.compact(request).jobId());
    }

    /** What {@link #compact()} would do now; nothing is begun. */
    public CompactionPreview previewCompaction() {
        return previewCompaction(new CompactionRequest.Mix());
    }

    public CompactionPreview previewCompaction(CompactionRequest.Kind kind) {
        return database.previewCompaction(new CompactionRequest(name, kind, Optional.empty(), List.of()));
    }

    /** The compactions that are remembered, automatic ones included, newest first. */
    public List<CompactionStatus> compactions() {
        return database.compactions(name);
    }

    /** What the files of the collection are for; the sum is what it takes in the data folder. */
    public SpaceUse space() {
        return database.space(name);
    }

    // Indexes and loading

    /** An index of a family that the database chooses, on scalar values; on vectors with the metric COSINE. */
    public void createIndex(String field) {
        SortedMap<String, String> userParams = new TreeMap<>(Map.of("index_type", new AutoParams().indexType()));
        database.createIndex(new CreateIndexRequest(name, field, "", new AutoParams(), Optional.empty(), userParams));
    }

    /** An index of a family that the database chooses, on vectors. */
    public void createIndex(String field, Metric metric) {
        createIndex(field, new AutoParams(), metric);
    }

    /** Searches use it segment by segment, as soon as each is built; until then they compare every row. */
    public void createIndex(String field, IndexParams params, Metric metric) {
        database.createIndex(CreateIndexRequest.of(name, field, params, metric));
    }

    /** On scalar values; filters use it segment by segment, where it is less work than reading the rows. */
    public void createIndex(String field, ScalarParams params) {
        SortedMap<String, String> userParams = new TreeMap<>(Map.of("index_type", params.indexType()));
        database.createIndex(new CreateIndexRequest(name, field, "", params, Optional.empty(), userParams));
    }

    /** The collection must not be loaded; a missing index is no error. */
    public void dropIndex(String index) {
        database.dropIndex(name, index);
    }

    /** @throws DatabaseException (700) if there is none */
    public List<IndexDescription> indexes() {
        return database.indexes(name);
    }

    /** @param partitions without: all, also those to come */
    public void load(String... partitions) {
        database.load(name, List.of(partitions));
    }

    /** @param partitions without: all */
    public void release(String... partitions) {
        database.release(name, List.of(partitions));
    }

    public LoadState loadState(String... partitions) {
        return database.loadState(name, List.of(partitions));
    }

    // Partitions, aliases, fields, properties

    public void createPartition(String partition) {
        database.createPartition(name, partition);
    }

    /** A missing partition is no error; a loaded one is. */
    public void dropPartition(String partition) {
        database.dropPartition(name, partition);
    }

    public List<String> partitions() {
        return database.partitions(name).stream()
                .map(PartitionDescription::name)
                .toList();
    }

    public void createAlias(String alias) {
        database.createAlias(name, alias);
    }

    /** Makes an alias of another collection one of this. */
    public void alterAlias(String alias) {
        database.alterAlias(name, alias);
    }

    public List<String> aliases() {
        return database.aliases(name);
    }

    /** Rows that are there have the field's default, or null. */
    public void addField(Field field) {
        database.addField(name, field.schema());
    }

    /** Values of the field are read no more, and its indexes go. */
    public void dropField(String field) {
        database.dropField(name, field);
    }

    /** Changes what a field was made with, for rows to come: {@code max_length}, {@code max_capacity}, … */
    public void alterField(String field, Map<String, String> set, Set<String> removed) {
        database.alterField(name, field, set, removed);
    }

    public void alter(Map<String, String> set, Set<String> removed) {
        database.alterCollection(name, set, removed);
    }

    /** @return the collection under its new name */
    public Collection rename(String newName) {
        CollectionName to = new CollectionName(name.database(), newName);
        database.renameCollection(name, to);
        return new Collection(database, to);
    }

    public void drop() {
        database.dropCollection(name);
    }

    @Override
    public String toString() {
        return "Collection[" + name.database() + "." + name.collection() + "]";
    }
}
