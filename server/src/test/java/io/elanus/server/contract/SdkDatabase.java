package io.elanus.server.contract;

import static io.elanus.server.contract.SdkErrors.translated;

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
import io.elanus.model.UpdateRequest;
import io.elanus.model.WriteRequest;
import io.elanus.model.WriteResult;
import io.milvus.v2.client.ConnectConfig;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.service.collection.request.AlterCollectionFieldReq;
import io.milvus.v2.service.collection.request.AlterCollectionPropertiesReq;
import io.milvus.v2.service.collection.request.DescribeCollectionReq;
import io.milvus.v2.service.collection.request.DropCollectionFieldPropertiesReq;
import io.milvus.v2.service.collection.request.DropCollectionPropertiesReq;
import io.milvus.v2.service.collection.request.DropCollectionReq;
import io.milvus.v2.service.collection.request.GetCollectionStatsReq;
import io.milvus.v2.service.collection.request.HasCollectionReq;
import io.milvus.v2.service.collection.request.ListCollectionsReq;
import io.milvus.v2.service.collection.request.RenameCollectionReq;
import io.milvus.v2.service.collection.request.TruncateCollectionReq;
import io.milvus.v2.service.database.request.AlterDatabasePropertiesReq;
import io.milvus.v2.service.database.request.CreateDatabaseReq;
import io.milvus.v2.service.database.request.DescribeDatabaseReq;
import io.milvus.v2.service.database.request.DropDatabasePropertiesReq;
import io.milvus.v2.service.database.request.DropDatabaseReq;
import io.milvus.v2.service.partition.request.CreatePartitionReq;
import io.milvus.v2.service.partition.request.DropPartitionReq;
import io.milvus.v2.service.partition.request.GetPartitionStatsReq;
import io.milvus.v2.service.partition.request.HasPartitionReq;
import io.milvus.v2.service.partition.request.ListPartitionsReq;
import io.milvus.v2.service.utility.request.AlterAliasReq;
import io.milvus.v2.service.utility.request.CreateAliasReq;
import io.milvus.v2.service.utility.request.DescribeAliasReq;
import io.milvus.v2.service.utility.request.DropAliasReq;
import io.milvus.v2.service.utility.request.ListAliasesReq;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The verbs as the official Java SDK says them to a server. What the SDK does not tell is 0 or empty. */
final class SdkDatabase implements Database {
    private final MilvusClientV2 client;
    private final SdkIndexes indexes;
    private final SdkRows rows;
    private final SdkSegments segments;

    SdkDatabase(String uri) {
        this.client = new MilvusClientV2(ConnectConfig.builder().uri(uri).build());
        this.indexes = new SdkIndexes(client);
        this.rows = new SdkRows(client, this::describeCollection);
        this.segments = new SdkSegments(client, uri);
    }

    // Databases

    @Override
    public void createDatabase(String name, Map<String, String> properties) {
        translated(() -> client.createDatabase(CreateDatabaseReq.builder()
                .databaseName(name)
                .properties(properties)
                .build()));
    }

    @Override
    public void dropDatabase(String name) {
        translated(() ->
                client.dropDatabase(DropDatabaseReq.builder().databaseName(name).build()));
    }

    @Override
    public List<DatabaseDescription> databases() {
        return translated(client::listDatabases).getDatabaseNames().stream()
                .map(name -> new DatabaseDescription(0, name, 0, Map.of()))
                .toList();
    }

    @Override
    public DatabaseDescription describeDatabase(String name) {
        Map<String, String> properties = translated(() -> client.describeDatabase(
                        DescribeDatabaseReq.builder().databaseName(name).build()))
                .getProperties();
        return new DatabaseDescription(0, name, 0, properties);
    }

    @Override
    public void alterDatabase(String name, Map<String, String> set, Set<String> removed) {
        if (!set.isEmpty()) {
            translated(() -> client.alterDatabaseProperties(AlterDatabasePropertiesReq.builder()
                    .databaseName(name)
                    .properties(set)
                    .build()));
        }
        if (!removed.isEmpty()) {
            translated(() -> client.dropDatabaseProperties(DropDatabasePropertiesReq.builder()
                    .databaseName(name)
                    .propertyKeys(List.copyOf(removed))
                    .build()));
        }
    }

    // Collections

    @Override
    public void createCollection(CreateCollectionRequest request) {
        translated(() -> client.createCollection(SdkSchemas.encode(request)));
    }

    @Override
    public void dropCollection(CollectionName name) {
        translated(() -> client.dropCollection(DropCollectionReq.builder()
                .databaseName(name.database())
                .collectionName(name.collection())
                .build()));
    }

    @Override
    public boolean hasCollection(CollectionName name) {
        return translated(() -> client.hasCollection(HasCollectionReq.builder()
                .databaseName(name.database())
                .collectionName(name.collection())
                .build()));
    }

    @Override
    public CollectionDescription describeCollection(CollectionName name) {
        return describe(DescribeCollectionReq.builder()
                .databaseName(name.database())
                .collectionName(name.collection())
                .build());
    }

    @Override
    public CollectionDescription describeCollection(long collectionId) {
        return describe(
                DescribeCollectionReq.builder().collectionId(collectionId).build());
    }

    private CollectionDescription describe(DescribeCollectionReq request) {
        var answer = translated(() -> client.describeCollection(request));
        CollectionName name = new CollectionName(answer.getDatabaseName(), answer.getCollectionName());
        return SdkSchemas.decode(answer, aliases(name), partitions(name));
    }

    @Override
    public List<CollectionDescription> collections(String database) {
        return translated(() -> client.listCollectionsV2(
                        ListCollectionsReq.builder().databaseName(database).build()))
                .getCollectionNames()
                .stream()
                .map(name -> describeCollection(new CollectionName(database, name)))
                .toList();
    }

    @Override
    public void renameCollection(CollectionName from, CollectionName to) {
        translated(() -> client.renameCollection(RenameCollectionReq.builder()
                .databaseName(from.database())
                .collectionName(from.collection())
                .targetDbName(to.database())
                .newCollectionName(to.collection())
                .build()));
    }

    @Override
    public void alterCollection(CollectionName name, Map<String, String> set, Set<String> removed) {
        if (!set.isEmpty()) {
            translated(() -> client.alterCollectionProperties(AlterCollectionPropertiesReq.builder()
                    .databaseName(name.database())
                    .collectionName(name.collection())
                    .properties(set)
                    .build()));
        }
        if (!removed.isEmpty()) {
            translated(() -> client.dropCollectionProperties(DropCollectionPropertiesReq.builder()
                    .databaseName(name.database())
                    .collectionName(name.collection())
                    .propertyKeys(List.copyOf(removed))
                    .build()));
        }
    }

    @Override
    public void addField(CollectionName name, FieldSchema field) {
        translated(() -> client.addCollectionField(SdkSchemas.encode(name, field)));
    }

    @Override
    public void dropField(CollectionName name, String fieldOrStruct) {
        throw new UnsupportedOperationException("the SDK has no words for it");
    }

    @Override
    public void alterField(CollectionName name, String field, Map<String, String> set, Set<String> removed) {
        if (!set.isEmpty()) {
            translated(() -> client.alterCollectionField(AlterCollectionFieldReq.builder()
                    .databaseName(name.database())
                    .collectionName(name.collection())
                    .fieldName(field)
                    .properties(set)
                    .build()));
        }
        if (!removed.isEmpty()) {
            translated(() -> client.dropCollectionFieldProperties(DropCollectionFieldPropertiesReq.builder()
                    .databaseName(name.database())
                    .collectionName(name.collection())
                    .fieldName(field)
                    .propertyKeys(List.copyOf(removed))
                    .build()));
        }
    }

    @Override
    public void truncateCollection(CollectionName name) {
        translated(() -> client.truncateCollection(TruncateCollectionReq.builder()
                .databaseName(name.database())
                .collectionName(name.collection())
                .build()));
    }

    @Override
    public long rowCount(CollectionName name) {
        return translated(() -> client.getCollectionStats(GetCollectionStatsReq.builder()
                        .databaseName(name.database())
                        .collectionName(name.collection())
                        .build()))
                .getNumOfEntities();
    }

    // Partitions

    @Override
    public void createPartition(CollectionName name, String partition) {
        translated(() -> client.createPartition(CreatePartitionReq.builder()
                .databaseName(name.database())
                .collectionName(name.collection())
                .partitionName(partition)
                .build()));
    }

    @Override
    public void dropPartition(CollectionName name, String partition) {
        translated(() -> client.dropPartition(DropPartitionReq.builder()
                .databaseName(name.database())
                .collectionName(name.collection())
                .partitionName(partition)
                .build()));
    }

    @Override
    public boolean hasPartition(CollectionName name, String partition) {
        return translated(() -> client.hasPartition(HasPartitionReq.builder()
                .databaseName(name.database())
                .collectionName(name.collection())
                .partitionName(partition)
                .build()));
    }

    @Override
    public List<PartitionDescription> partitions(CollectionName name) {
        return translated(() -> client.listPartitions(ListPartitionsReq.builder()
                        .databaseName(name.database())
                        .collectionName(name.collection())
                        .build()))
                .stream()
                .map(partition -> new PartitionDescription(0, partition, 0))
                .toList();
    }

    @Override
    public long partitionRowCount(CollectionName name, String partition) {
        return translated(() -> client.getPartitionStats(GetPartitionStatsReq.builder()
                        .databaseName(name.database())
                        .collectionName(name.collection())
                        .partitionName(partition)
                        .build()))
                .getNumOfEntities();
    }

    // Aliases

    @Override
    public void createAlias(CollectionName collection, String alias) {
        translated(() -> client.createAlias(CreateAliasReq.builder()
                .databaseName(collection.database())
                .collectionName(collection.collection())
                .alias(alias)
                .build()));
    }

    @Override
    public void dropAlias(String database, String alias) {
        translated(() -> client.dropAlias(
                DropAliasReq.builder().databaseName(database).alias(alias).build()));
    }

    @Override
    public void alterAlias(CollectionName collection, String alias) {
        translated(() -> client.alterAlias(AlterAliasReq.builder()
                .databaseName(collection.database())
                .collectionName(collection.collection())
                .alias(alias)
                .build()));
    }

    @Override
    public CollectionName describeAlias(String database, String alias) {
        var answer = translated(() -> client.describeAlias(
                DescribeAliasReq.builder().databaseName(database).alias(alias).build()));
        return new CollectionName(answer.getDatabaseName(), answer.getCollectionName());
    }

    @Override
    public List<String> aliases(CollectionName collection) {
        return translated(() -> client.listAliases(ListAliasesReq.builder()
                        .databaseName(collection.database())
                        .collectionName(collection.collection())
                        .build()))
                .getAlias();
    }

    // Indexes and loading

    @Override
    public void createIndex(CreateIndexRequest request) {
        indexes.create(request);
    }

    @Override
    public void alterIndex(CollectionName name, String indexName, Map<String, String> set, Set<String> removed) {
        indexes.alter(name, indexName, set, removed);
    }

    @Override
    public void dropIndex(CollectionName name, String indexName) {
        indexes.drop(name, indexName);
    }

    @Override
    public List<IndexDescription> indexes(CollectionName name) {
        return indexes.describe(name);
    }

    @Override
    public void load(CollectionName name, List<String> partitions) {
        indexes.load(name, partitions);
    }

    @Override
    public void release(CollectionName name, List<String> partitions) {
        indexes.release(name, partitions);
    }

    @Override
    public LoadState loadState(CollectionName name, List<String> partitions) {
        return indexes.loadState(name, partitions);
    }

    // Rows

    @Override
    public WriteResult insert(WriteRequest request) {
        return rows.insert(request);
    }

    @Override
    public WriteResult upsert(WriteRequest request) {
        return rows.upsert(request);
    }

    @Override
    public WriteResult update(UpdateRequest request) {
        return rows.update(request);
    }

    @Override
    public WriteResult delete(DeleteRequest request) {
        return rows.delete(request);
    }

    @Override
    public SearchResult search(SearchRequest request) {
        return rows.search(request);
    }

    @Override
    public QueryResult query(QueryRequest request) {
        return rows.query(request);
    }

    // Segments

    @Override
    public FlushResult flush(CollectionName name) {
        return segments.flush(name);
    }

    @Override
    public List<FlushResult> flushAll(String database) {
        return segments.flushAll(database);
    }

    @Override
    public boolean flushed(List<Long> segmentIds) {
        return segments.flushed(segmentIds);
    }

    @Override
    public List<SegmentDescription> persistentSegments(CollectionName name) {
        return segments.persistent(name);
    }

    @Override
    public List<SegmentDescription> loadedSegments(CollectionName name) {
        return segments.loaded(name);
    }

    @Override
    public CompactionStatus compact(CompactionRequest request) {
        return segments.compact(request);
    }

    @Override
    public SpaceUse space(CollectionName name) {
        throw new UnsupportedOperationException("the SDK has no such call");
    }

    @Override
    public CompactionPreview previewCompaction(CompactionRequest request) {
        throw new UnsupportedOperationException("the SDK has no such call");
    }

    @Override
    public List<CompactionStatus> compactions(CollectionName name) {
        throw new UnsupportedOperationException("the SDK has no such call");
    }

    @Override
    public void cancelCompaction(long jobId) {
        throw new UnsupportedOperationException("the SDK has no such call");
    }

    @Override
    public CompactionStatus compaction(long jobId) {
        return segments.compaction(jobId);
    }

    @Override
    public ReadStatistics readStatistics() {
        throw new UnsupportedOperationException("the SDK has no words for it");
    }

    @Override
    public long allocateTimestamp() {
        return segments.allocateTimestamp();
    }

    @Override
    public void close() {
        segments.close();
        client.close();
    }
}
