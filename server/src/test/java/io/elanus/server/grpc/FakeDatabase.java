package io.elanus.server.grpc;

import io.elanus.database.Database;
import io.elanus.model.CollectionDescription;
import io.elanus.model.CollectionName;
import io.elanus.model.CompactionPreview;
import io.elanus.model.CompactionRequest;
import io.elanus.model.CompactionStatus;
import io.elanus.model.CreateCollectionRequest;
import io.elanus.model.CreateIndexRequest;
import io.elanus.model.DatabaseDescription;
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
import io.elanus.model.Timestamps;
import io.elanus.model.UpdateRequest;
import io.elanus.model.WriteRequest;
import io.elanus.model.WriteResult;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** A database that knows nothing but the time; a test says what it is to know by overriding. */
public class FakeDatabase implements Database {
    private final AtomicLong lastTimestamp = new AtomicLong(Timestamps.ofMillis(1_700_000_000_000L));

    private static UnsupportedOperationException unexpected() {
        return new UnsupportedOperationException("the test expects no such call");
    }

    @Override
    public ReadStatistics readStatistics() {
        return ReadStatistics.NONE;
    }

    @Override
    public void createDatabase(String name, Map<String, String> properties) {
        throw unexpected();
    }

    @Override
    public void dropDatabase(String name) {
        throw unexpected();
    }

    @Override
    public List<DatabaseDescription> databases() {
        throw unexpected();
    }

    @Override
    public DatabaseDescription describeDatabase(String name) {
        return new DatabaseDescription(1, name, 1, Map.of());
    }

    @Override
    public void alterDatabase(String name, Map<String, String> set, Set<String> removed) {
        throw unexpected();
    }

    @Override
    public void createCollection(CreateCollectionRequest request) {
        throw unexpected();
    }

    @Override
    public void dropCollection(CollectionName name) {
        throw unexpected();
    }

    @Override
    public boolean hasCollection(CollectionName name) {
        throw unexpected();
    }

    @Override
    public CollectionDescription describeCollection(CollectionName name) {
        throw unexpected();
    }

    @Override
    public CollectionDescription describeCollection(long collectionId) {
        throw unexpected();
    }

    @Override
    public List<CollectionDescription> collections(String database) {
        throw unexpected();
    }

    @Override
    public void renameCollection(CollectionName from, CollectionName to) {
        throw unexpected();
    }

    @Override
    public void alterCollection(CollectionName name, Map<String, String> set, Set<String> removed) {
        throw unexpected();
    }

    @Override
    public void addField(CollectionName name, FieldSchema field) {
        throw unexpected();
    }

    @Override
    public void dropField(CollectionName name, String fieldOrStruct) {
        throw unexpected();
    }

    @Override
    public void alterField(CollectionName name, String field, Map<String, String> set, Set<String> removed) {
        throw unexpected();
    }

    @Override
    public void truncateCollection(CollectionName name) {
        throw unexpected();
    }

    @Override
    public long rowCount(CollectionName name) {
        throw unexpected();
    }

    @Override
    public void createPartition(CollectionName name, String partition) {
        throw unexpected();
    }

    @Override
    public void dropPartition(CollectionName name, String partition) {
        throw unexpected();
    }

    @Override
    public boolean hasPartition(CollectionName name, String partition) {
        throw unexpected();
    }

    @Override
    public List<PartitionDescription> partitions(CollectionName name) {
        throw unexpected();
    }

    @Override
    public long partitionRowCount(CollectionName name, String partition) {
        throw unexpected();
    }

    @Override
    public void createAlias(CollectionName collection, String alias) {
        throw unexpected();
    }

    @Override
    public void dropAlias(String database, String alias) {
        throw unexpected();
    }

    @Override
    public void alterAlias(CollectionName collection, String alias) {
        throw unexpected();
    }

    @Override
    public CollectionName describeAlias(String database, String alias) {
        throw unexpected();
    }

    @Override
    public List<String> aliases(CollectionName collection) {
        throw unexpected();
    }

    @Override
    public void createIndex(CreateIndexRequest request) {
        throw unexpected();
    }

    @Override
    public void alterIndex(CollectionName name, String indexName, Map<String, String> set, Set<String> removed) {
        throw unexpected();
    }

    @Override
    public void dropIndex(CollectionName name, String indexName) {
        throw unexpected();
    }

    @Override
    public List<IndexDescription> indexes(CollectionName name) {
        throw unexpected();
    }

    @Override
    public void load(CollectionName name, List<String> partitions) {
        throw unexpected();
    }

    @Override
    public void release(CollectionName name, List<String> partitions) {
        throw unexpected();
    }

    @Override
    public LoadState loadState(CollectionName name, List<String> partitions) {
        throw unexpected();
    }

    @Override
    public WriteResult insert(WriteRequest request) {
        throw unexpected();
    }

    @Override
    public WriteResult update(UpdateRequest request) {
        throw unexpected();
    }

    @Override
    public WriteResult upsert(WriteRequest request) {
        throw unexpected();
    }

    @Override
    public WriteResult delete(DeleteRequest request) {
        throw unexpected();
    }

    @Override
    public SearchResult search(SearchRequest request) {
        throw unexpected();
    }

    @Override
    public QueryResult query(QueryRequest request) {
        throw unexpected();
    }

    @Override
    public FlushResult flush(CollectionName name) {
        throw unexpected();
    }

    @Override
    public List<FlushResult> flushAll(String database) {
        throw unexpected();
    }

    @Override
    public boolean flushed(List<Long> segmentIds) {
        throw unexpected();
    }

    @Override
    public List<SegmentDescription> persistentSegments(CollectionName name) {
        throw unexpected();
    }

    @Override
    public List<SegmentDescription> loadedSegments(CollectionName name) {
        throw unexpected();
    }

    @Override
    public CompactionStatus compact(CompactionRequest request) {
        throw unexpected();
    }

    @Override
    public SpaceUse space(CollectionName name) {
        throw unexpected();
    }

    @Override
    public CompactionPreview previewCompaction(CompactionRequest request) {
        throw unexpected();
    }

    @Override
    public List<CompactionStatus> compactions(CollectionName name) {
        throw unexpected();
    }

    @Override
    public void cancelCompaction(long jobId) {
        throw unexpected();
    }

    @Override
    public CompactionStatus compaction(long jobId) {
        throw unexpected();
    }

    @Override
    public long allocateTimestamp() {
        return lastTimestamp.incrementAndGet();
    }

    @Override
    public void close() {}
}
