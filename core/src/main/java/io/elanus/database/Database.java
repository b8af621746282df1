package io.elanus.database;

import io.elanus.model.CollectionDescription;
import io.elanus.model.CollectionName;
import io.elanus.model.CompactionPreview;
import io.elanus.model.CompactionRequest;
import io.elanus.model.CompactionStatus;
import io.elanus.model.CreateCollectionRequest;
import io.elanus.model.CreateIndexRequest;
import io.elanus.model.DatabaseDescription;
import io.elanus.model.DatabaseException;
import io.elanus.model.DeleteRequest;
import io.elanus.model.FieldSchema;
import io.elanus.model.FlushResult;
import io.elanus.model.IndexDescription;
import io.elanus.model.LoadState;
import io.elanus.model.PartitionDescription;
import io.elanus.model.QueryRequest;
import io.elanus.model.QueryResult;
import io.elanus.model.ReadStatistics;
import io.elanus.model.SearchRequest;
import io.elanus.model.SearchResult;
import io.elanus.model.SegmentDescription;
import io.elanus.model.SpaceUse;
import io.elanus.model.UpdateRequest;
import io.elanus.model.WriteRequest;
import io.elanus.model.WriteResult;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The verbs of the product. Everything above (gRPC, REST, the embedded API) speaks through it, and it is the same on one
 * machine and on many.
 *
 * <p>Thread-safe; calls block, which suits virtual threads. A call that fails throws {@link DatabaseException} with
 * Milvus's code and text and has changed nothing. A collection may be named by an alias wherever it is read or written.
 */
public interface Database extends AutoCloseable {
    // Databases

    void createDatabase(String name, Map<String, String> properties);

    /** The database has to be empty; a missing one is no error. */
    void dropDatabase(String name);

    List<DatabaseDescription> databases();

    DatabaseDescription describeDatabase(String name);

    void alterDatabase(String name, Map<String, String> set, Set<String> removed);

    // Collections

    /** Making a collection again with the same schema is no error. */
    void createCollection(CreateCollectionRequest request);

    /** A missing collection is no error; an alias, or a collection with aliases, is. */
    void dropCollection(CollectionName name);

    boolean hasCollection(CollectionName name);

    CollectionDescription describeCollection(CollectionName name);

    CollectionDescription describeCollection(long collectionId);

    List<CollectionDescription> collections(String database);

    void renameCollection(CollectionName from, CollectionName to);

    void alterCollection(CollectionName name, Map<String, String> set, Set<String> removed);

    /**
     * Adds a field to a collection that has rows, which have its default there, or null.
     *
     * @param field nullable, neither primary nor partition key; its number does not count
     */
    void addField(CollectionName name, FieldSchema field);

    /**
     * Removes a field or a struct array from the schema, with the indexes on it. Its values are read no more; their space
     * comes back as segments are rewritten. Its number is never used again.
     */
    void dropField(CollectionName name, String fieldOrStruct);

    /**
     * Changes what a field was made with: {@code max_length}, {@code max_capacity}, {@code field.description}, and what
     * concerns loading ({@code mmap.enabled}, {@code warmup}), which needs a collection that is not loaded. Rows that are
     * there stay as they are.
     */
    void alterField(CollectionName name, String field, Map<String, String> set, Set<String> removed);

    /** Removes all rows at once. What is known of the collection besides stays as it is. */
    void truncateCollection(CollectionName name);

    /** Rows at rest and growing, deleted and expired ones that still take space included. */
    long rowCount(CollectionName name);

    // Partitions

    /** Making a partition again is no error. */
    void createPartition(CollectionName name, String partition);

    /** A missing partition is no error; a loaded one is. */
    void dropPartition(CollectionName name, String partition);

    boolean hasPartition(CollectionName name, String partition);

    List<PartitionDescription> partitions(CollectionName name);

    long partitionRowCount(CollectionName name, String partition);

    // Aliases

    void createAlias(CollectionName collection, String alias);

    void dropAlias(String database, String alias);

    void alterAlias(CollectionName collection, String alias);

    /** The collection that an alias stands for. */
    CollectionName describeAlias(String database, String alias);

    /** @param collection the empty name: of every collection of the database */
    List<String> aliases(CollectionName collection);

    // Indexes

    void createIndex(CreateIndexRequest request);

    /**
     * Changes what is said of an index beside how it is built.
     *
     * @param set properties to be changed or added
     * @param removed keys of properties
     */
    void alterIndex(CollectionName name, String indexName, Map<String, String> set, Set<String> removed);

    /**
     * @param indexName the empty name: the only one
     */
    void dropIndex(CollectionName name, String indexName);

    /** Never empty: a collection without an index is an error (700). */
    List<IndexDescription> indexes(CollectionName name);

    // Loading

    /** @param partitions empty: all, also those to come */
    void load(CollectionName name, List<String> partitions);

    /** @param partitions empty: all */
    void release(CollectionName name, List<String> partitions);

    /** Of the collection, or of the partitions named; a missing collection is {@link LoadState#NOT_EXIST}. */
    LoadState loadState(CollectionName name, List<String> partitions);

    // Rows

    WriteResult insert(WriteRequest request);

    WriteResult upsert(WriteRequest request);

    /** An upsert of rows of which only some fields are sent, in one with reading the rest; needs what is read loaded. */
    WriteResult update(UpdateRequest request);

    WriteResult delete(DeleteRequest request);

    SearchResult search(SearchRequest request);

    QueryResult query(QueryRequest request);

    /** What all searches and queries since the start had to look at. */
    ReadStatistics readStatistics();

    /** Returns when every write acknowledged before the call is in files. */
    FlushResult flush(CollectionName name);

    /** Flushes every collection of a database; the empty name: of all databases. */
    List<FlushResult> flushAll(String database);

    /** Whether all of these segments are at rest, or gone. */
    boolean flushed(List<Long> segmentIds);

    // Segments and compaction

    /** Segments at rest. */
    List<SegmentDescription> persistentSegments(CollectionName name);

    /** Segments that searches of a loaded collection read, growing ones included. */
    List<SegmentDescription> loadedSegments(CollectionName name);

    /** What the files and logs of a collection are for. */
    SpaceUse space(CollectionName name);

    /** Plans now and runs behind; answers the job's id, or {@link CompactionStatus#NOTHING_TO_DO}. */
    CompactionStatus compact(CompactionRequest request);

    /** What {@link #compact} would do now; nothing is begun. */
    CompactionPreview previewCompaction(CompactionRequest request);

    /** How far a job has come; one that was never issued is completed. */
    CompactionStatus compaction(long jobId);

    /** The jobs of a collection that are remembered, automatic ones included, newest first. */
    List<CompactionStatus> compactions(CollectionName name);

    /** Ends what of a job has not ended; what it was to rewrite stays as it was. A job that is over is left alone. */
    void cancelCompaction(long jobId);

    /** A fresh timestamp, larger than any given before. */
    long allocateTimestamp();

    /** Stops background jobs, closes files, gives the data folder free. */
    @Override
    void close();
}
