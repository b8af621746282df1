package io.elanus.server.grpc;

import com.google.protobuf.Message;
import io.elanus.database.Database;
import io.elanus.model.DatabaseException;
import io.elanus.wire.*; // every second message there is
import io.grpc.stub.StreamObserver;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Milvus's service: each call goes to the one who knows its noun. Thread-safe; every call runs on a thread that may block.
 *
 * <p>Whatever goes wrong is told within the reply. gRPC's own status would have clients try again for minutes: it is left
 * for calls that do not exist here (UNIMPLEMENTED).
 */
public final class MilvusService extends MilvusServiceGrpc.MilvusServiceImplBase {
    private static final Logger LOG = LoggerFactory.getLogger(MilvusService.class);
    private static final String STATUS = "status";

    private final SessionHandler sessions;
    private final DatabaseHandler databases;
    private final CollectionHandler collections;
    private final PartitionHandler partitions;
    private final AliasHandler aliases;
    private final IndexHandler indexes;
    private final LoadHandler loads;
    private final WriteHandler writes;
    private final SearchHandler searches;
    private final QueryHandler queries;
    private final FlushHandler flushes;
    private final CompactionHandler compactions;
    private final SegmentHandler segments;
    private final AnalyzerHandler analyzers;
    private final ResourceGroupHandler resourceGroups;
    private final RoleHandler roles;

    /** @param version of this server */
    public MilvusService(Database database, String version) {
        sessions = new SessionHandler(database, version);
        databases = new DatabaseHandler(database);
        collections = new CollectionHandler(database);
        partitions = new PartitionHandler(database);
        aliases = new AliasHandler(database);
        indexes = new IndexHandler(database);
        loads = new LoadHandler(database);
        writes = new WriteHandler(database);
        searches = new SearchHandler(database);
        queries = new QueryHandler(database);
        flushes = new FlushHandler(database);
        compactions = new CompactionHandler(database);
        segments = new SegmentHandler(database);
        analyzers = new AnalyzerHandler(database);
        resourceGroups = new ResourceGroupHandler(database);
        roles = new RoleHandler();
    }

    private static <T extends Message> void answer(StreamObserver<T> observer, T empty, Supplier<T> call) {
        answerOr(observer, status -> failed(empty, status), call);
    }

    private static void answer(StreamObserver<Status> observer, Supplier<Status> call) {
        answerOr(observer, status -> status, call);
    }

    private static <T> void answerOr(StreamObserver<T> observer, Function<Status, T> refusal, Supplier<T> call) {
        T reply;
        try {
            reply = call.get();
        } catch (DatabaseException e) {
            reply = refusal.apply(Statuses.of(e));
        } catch (Throwable e) {
            LOG.error("a call failed unexpectedly", e);
            reply = refusal.apply(Statuses.unexpected(e));
        }
        observer.onNext(reply);
        observer.onCompleted();
    }

    /** Every reply but Status itself has its status in a field of one name. */
    @SuppressWarnings("unchecked") // a builder builds what it was made from
    private static <T extends Message> T failed(T empty, Status status) {
        return (T) empty.newBuilderForType()
                .setField(empty.getDescriptorForType().findFieldByName(STATUS), status)
                .build();
    }

    @Override
    public void connect(ConnectRequest request, StreamObserver<ConnectResponse> observer) {
        answer(observer, ConnectResponse.getDefaultInstance(), () -> sessions.connect());
    }

    @Override
    public void getVersion(GetVersionRequest request, StreamObserver<GetVersionResponse> observer) {
        answer(observer, GetVersionResponse.getDefaultInstance(), () -> sessions.version());
    }

    @Override
    public void checkHealth(CheckHealthRequest request, StreamObserver<CheckHealthResponse> observer) {
        answer(observer, CheckHealthResponse.getDefaultInstance(), () -> sessions.health());
    }

    @Override
    public void getComponentStates(GetComponentStatesRequest request, StreamObserver<ComponentStates> observer) {
        answer(observer, ComponentStates.getDefaultInstance(), () -> sessions.components());
    }

    @Override
    public void allocTimestamp(AllocTimestampRequest request, StreamObserver<AllocTimestampResponse> observer) {
        answer(observer, AllocTimestampResponse.getDefaultInstance(), () -> sessions.timestamp());
    }

    @Override
    public void getMetrics(GetMetricsRequest request, StreamObserver<GetMetricsResponse> observer) {
        answer(observer, GetMetricsResponse.getDefaultInstance(), () -> sessions.metrics(request));
    }

    @Override
    public void createDatabase(CreateDatabaseRequest request, StreamObserver<Status> observer) {
        answer(observer, () -> databases.create(request));
    }

    @Override
    public void dropDatabase(DropDatabaseRequest request, StreamObserver<Status> observer) {
        answer(observer, () -> databases.drop(request));
    }

    @Override
    public void listDatabases(ListDatabasesRequest request, StreamObserver<ListDatabasesResponse> observer) {
        answer(observer, ListDatabasesResponse.getDefaultInstance(), () -> databases.list());
    }

    @Override
    public void describeDatabase(DescribeDatabaseRequest request, StreamObserver<DescribeDatabaseResponse> observer) {
        answer(observer, DescribeDatabaseResponse.getDefaultInstance(), () -> databases.describe(request));
    }

    @Override
    public void alterDatabase(AlterDatabaseRequest request, StreamObserver<Status> observer) {
        answer(observer, () -> databases.alter(request));
    }

    @Override
    public void createCollection(CreateCollectionRequest request, StreamObserver<Status> observer) {
        answer(observer, () -> collections.create(request));
    }

    @Override
    public void dropCollection(DropCollectionRequest request, StreamObserver<Status> observer) {
        answer(observer, () -> collections.drop(request));
    }

    @Override
    public void hasCollection(HasCollectionRequest request, StreamObserver<BoolResponse> observer) {
        answer(observer, BoolResponse.getDefaultInstance(), () -> collections.has(request));
    }

    @Override
    public void describeCollection(
            DescribeCollectionRequest request, StreamObserver<DescribeCollectionResponse> observer) {
        answer(observer, DescribeCollectionResponse.getDefaultInstance(), () -> collections.describe(request));
    }

    @Override
    public void batchDescribeCollection(
            BatchDescribeCollectionRequest request, StreamObserver<BatchDescribeCollectionResponse> observer) {
        answer(observer, BatchDescribeCollectionResponse.getDefaultInstance(), () -> collections.describeAll(request));
    }

    @Override
    public void showCollections(ShowCollectionsRequest request, StreamObserver<ShowCollectionsResponse> observer) {
        answer(observer, ShowCollectionsResponse.getDefaultInstance(), () -> collections.list(request));
    }

    @Override
    public void getCollectionStatistics(
            GetCollectionStatisticsRequest request, StreamObserver<GetCollectionStatisticsResponse> observer) {
        answer(observer, GetCollectionStatisticsResponse.getDefaultInstance(), () -> collections.statistics(request));
    }

    @Override
    public void addCollectionField(AddCollectionFieldRequest request, StreamObserver<Status> observer) {
        answer(observer, () -> collections.addField(request));
    }

    @Override
    public void alterCollectionField(AlterCollectionFieldRequest request, StreamObserver<Status> observer) {
        answer(observer, () -> collections.alterField(request));
    }

    @Override
    public void truncateCollection(
            TruncateCollectionRequest request, StreamObserver<TruncateCollectionResponse> observer) {
        answer(observer, TruncateCollectionResponse.getDefaultInstance(), () -> collections.truncate(request));
    }

    @Override
    public void alterCollection(AlterCollectionRequest request, StreamObserver<Status> observer) {
        answer(observer, () -> collections.alter(request));
    }

    @Override
    public void renameCollection(RenameCollectionRequest request, StreamObserver<Status> observer) {
        answer(observer, () -> collections.rename(request));
    }

    @Override
    public void createPartition(CreatePartitionRequest request, StreamObserver<Status> observer) {
        answer(observer, () -> partitions.create(request));
    }

    @Override
    public void dropPartition(DropPartitionRequest request, StreamObserver<Status> observer) {
        answer(observer, () -> partitions.drop(request));
    }

    @Override
    public void hasPartition(HasPartitionRequest request, StreamObserver<BoolResponse> observer) {
        answer(observer, BoolResponse.getDefaultInstance(), () -> partitions.has(request));
    }

    @Override
    public void showPartitions(ShowPartitionsRequest request, StreamObserver<ShowPartitionsResponse> observer) {
        answer(observer, ShowPartitionsResponse.getDefaultInstance(), () -> partitions.list(request));
    }

    @Override
    public void getPartitionStatistics(
            GetPartitionStatisticsRequest request, StreamObserver<GetPartitionStatisticsResponse> observer) {
        answer(observer, GetPartitionStatisticsResponse.getDefaultInstance(), () -> partitions.statistics(request));
    }

    @Override
    public void createAlias(CreateAliasRequest request, StreamObserver<Status> observer) {
        answer(observer, () -> aliases.create(request));
    }

    @Override
    public void dropAlias(DropAliasRequest request, StreamObserver<Status> observer) {
        answer(observer, () -> aliases.drop(request));
    }

    @Override
    public void alterAlias(AlterAliasRequest request, StreamObserver<Status> observer) {
        answer(observer, () -> aliases.alter(request));
    }

    @Override
    public void describeAlias(DescribeAliasRequest request, StreamObserver<DescribeAliasResponse> observer) {
        answer(observer, DescribeAliasResponse.getDefaultInstance(), () -> aliases.describe(request));
    }

    @Override
    public void listAliases(ListAliasesRequest request, StreamObserver<ListAliasesResponse> observer) {
        answer(observer, ListAliasesResponse.getDefaultInstance(), () -> aliases.list(request));
    }

    @Override
    public void createIndex(CreateIndexRequest request, StreamObserver<Status> observer) {
        answer(observer, () -> indexes.create(request));
    }

    @Override
    public void alterIndex(AlterIndexRequest request, StreamObserver<Status> observer) {
        answer(observer, () -> indexes.alter(request));
    }

    @Override
    public void dropIndex(DropIndexRequest request, StreamObserver<Status> observer) {
        answer(observer, () -> indexes.drop(request));
    }

    @Override
    public void describeIndex(DescribeIndexRequest request, StreamObserver<DescribeIndexResponse> observer) {
        answer(observer, DescribeIndexResponse.getDefaultInstance(), () -> indexes.describe(request));
    }

    @Override
    public void getIndexStatistics(
            GetIndexStatisticsRequest request, StreamObserver<GetIndexStatisticsResponse> observer) {
        answer(observer, GetIndexStatisticsResponse.getDefaultInstance(), () -> indexes.statistics(request));
    }

    @Override
    @Deprecated
    public void getIndexState(GetIndexStateRequest request, StreamObserver<GetIndexStateResponse> observer) {
        answer(observer, GetIndexStateResponse.getDefaultInstance(), () -> indexes.state(request));
    }

    @Override
    @Deprecated
    public void getIndexBuildProgress(
            GetIndexBuildProgressRequest request, StreamObserver<GetIndexBuildProgressResponse> observer) {
        answer(observer, GetIndexBuildProgressResponse.getDefaultInstance(), () -> indexes.progress(request));
    }

    @Override
    public void loadCollection(LoadCollectionRequest request, StreamObserver<Status> observer) {
        answer(observer, () -> loads.loadCollection(request));
    }

    @Override
    public void releaseCollection(ReleaseCollectionRequest request, StreamObserver<Status> observer) {
        answer(observer, () -> loads.releaseCollection(request));
    }

    @Override
    public void loadPartitions(LoadPartitionsRequest request, StreamObserver<Status> observer) {
        answer(observer, () -> loads.loadPartitions(request));
    }

    @Override
    public void releasePartitions(ReleasePartitionsRequest request, StreamObserver<Status> observer) {
        answer(observer, () -> loads.releasePartitions(request));
    }

    @Override
    public void getLoadingProgress(
            GetLoadingProgressRequest request, StreamObserver<GetLoadingProgressResponse> observer) {
        answer(observer, GetLoadingProgressResponse.getDefaultInstance(), () -> loads.progress(request));
    }

    @Override
    public void getLoadState(GetLoadStateRequest request, StreamObserver<GetLoadStateResponse> observer) {
        answer(observer, GetLoadStateResponse.getDefaultInstance(), () -> loads.state(request));
    }

    @Override
    public void insert(InsertRequest request, StreamObserver<MutationResult> observer) {
        answerOr(observer, status -> WriteHandler.refused(status, request.getNumRows()), () -> writes.insert(request));
    }

    @Override
    public void upsert(UpsertRequest request, StreamObserver<MutationResult> observer) {
        answerOr(observer, status -> WriteHandler.refused(status, request.getNumRows()), () -> writes.upsert(request));
    }

    @Override
    public void delete(DeleteRequest request, StreamObserver<MutationResult> observer) {
        answer(observer, MutationResult.getDefaultInstance(), () -> writes.delete(request));
    }

    @Override
    public void search(SearchRequest request, StreamObserver<SearchResults> observer) {
        answer(observer, SearchResults.getDefaultInstance(), () -> searches.search(request));
    }

    @Override
    public void query(QueryRequest request, StreamObserver<QueryResults> observer) {
        answer(observer, QueryResults.getDefaultInstance(), () -> queries.query(request));
    }

    @Override
    public void flush(FlushRequest request, StreamObserver<FlushResponse> observer) {
        answer(observer, FlushResponse.getDefaultInstance(), () -> flushes.flush(request));
    }

    @Override
    public void getFlushState(GetFlushStateRequest request, StreamObserver<GetFlushStateResponse> observer) {
        answer(observer, GetFlushStateResponse.getDefaultInstance(), () -> flushes.state(request));
    }

    @Override
    public void flushAll(FlushAllRequest request, StreamObserver<FlushAllResponse> observer) {
        answer(observer, FlushAllResponse.getDefaultInstance(), () -> flushes.flushAll(request));
    }

    @Override
    public void getFlushAllState(GetFlushAllStateRequest request, StreamObserver<GetFlushAllStateResponse> observer) {
        answer(observer, GetFlushAllStateResponse.getDefaultInstance(), () -> flushes.stateOfAll(request));
    }

    @Override
    public void manualCompaction(ManualCompactionRequest request, StreamObserver<ManualCompactionResponse> observer) {
        answer(observer, ManualCompactionResponse.getDefaultInstance(), () -> compactions.compact(request));
    }

    @Override
    public void getCompactionState(
            GetCompactionStateRequest request, StreamObserver<GetCompactionStateResponse> observer) {
        answer(observer, GetCompactionStateResponse.getDefaultInstance(), () -> compactions.state(request));
    }

    @Override
    public void getCompactionStateWithPlans(
            GetCompactionPlansRequest request, StreamObserver<GetCompactionPlansResponse> observer) {
        answer(observer, GetCompactionPlansResponse.getDefaultInstance(), () -> compactions.plans(request));
    }

    @Override
    public void getPersistentSegmentInfo(
            GetPersistentSegmentInfoRequest request, StreamObserver<GetPersistentSegmentInfoResponse> observer) {
        answer(observer, GetPersistentSegmentInfoResponse.getDefaultInstance(), () -> segments.persistent(request));
    }

    @Override
    public void getQuerySegmentInfo(
            GetQuerySegmentInfoRequest request, StreamObserver<GetQuerySegmentInfoResponse> observer) {
        answer(observer, GetQuerySegmentInfoResponse.getDefaultInstance(), () -> segments.loaded(request));
    }

    @Override
    public void runAnalyzer(RunAnalyzerRequest request, StreamObserver<RunAnalyzerResponse> observer) {
        answer(observer, RunAnalyzerResponse.getDefaultInstance(), () -> analyzers.run(request));
    }

    @Override
    public void getReplicas(GetReplicasRequest request, StreamObserver<GetReplicasResponse> observer) {
        answer(observer, GetReplicasResponse.getDefaultInstance(), () -> resourceGroups.replicas(request));
    }

    @Override
    public void listResourceGroups(
            ListResourceGroupsRequest request, StreamObserver<ListResourceGroupsResponse> observer) {
        answer(observer, ListResourceGroupsResponse.getDefaultInstance(), () -> resourceGroups.list());
    }

    @Override
    public void describeResourceGroup(
            DescribeResourceGroupRequest request, StreamObserver<DescribeResourceGroupResponse> observer) {
        answer(observer, DescribeResourceGroupResponse.getDefaultInstance(), () -> resourceGroups.describe(request));
    }

    @Override
    public void listCredUsers(ListCredUsersRequest request, StreamObserver<ListCredUsersResponse> observer) {
        answer(observer, ListCredUsersResponse.getDefaultInstance(), () -> roles.users());
    }

    @Override
    public void selectRole(SelectRoleRequest request, StreamObserver<SelectRoleResponse> observer) {
        answer(observer, SelectRoleResponse.getDefaultInstance(), () -> roles.selectRole(request));
    }

    @Override
    public void selectUser(SelectUserRequest request, StreamObserver<SelectUserResponse> observer) {
        answer(observer, SelectUserResponse.getDefaultInstance(), () -> roles.selectUser(request));
    }
}
