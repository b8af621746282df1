package io.elanus.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.linecorp.armeria.client.grpc.GrpcClients;
import com.linecorp.armeria.server.Server;
import io.elanus.model.CollectionName;
import io.elanus.model.CompactionRequest;
import io.elanus.model.DeleteRequest;
import io.elanus.model.SearchRequest;
import io.elanus.model.Value;
import io.elanus.model.WriteRequest;
import io.elanus.wire.*; // as many as the service has
import io.elanus.wire.MilvusServiceGrpc.MilvusServiceBlockingStub;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The service as clients see it: over a connection, with a database behind it that knows one collection. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MilvusServiceTest {
    private final OneCollection database = new OneCollection();
    private final Server server = Server.builder()
            .service(GrpcFront.of(new MilvusService(database, "9.8.7")))
            .build();
    private final MilvusServiceBlockingStub milvus;

    MilvusServiceTest() {
        server.start().join();
        milvus = GrpcClients.newClient(
                "gproto+http://127.0.0.1:" + server.activeLocalPort(), MilvusServiceBlockingStub.class);
    }

    @BeforeEach
    void forget() {
        database.asked.clear();
    }

    @AfterAll
    void close() {
        server.close();
    }

    @Test
    void databaseOfTheRequestWinsOverThatOfTheMetadata() {
        describe(milvus, "", "c");
        describe(in("other"), "", "c");
        describe(in("other"), "named", "c");
        describe(in(""), "", "c");
        assertThat(database.asked)
                .containsExactly(
                        new CollectionName("default", "c"),
                        new CollectionName("other", "c"),
                        new CollectionName("named", "c"),
                        new CollectionName("default", "c"));
    }

    @Test
    @SuppressWarnings("deprecation") // error_code
    void collectionThatIsMissingIsDescribedAsOlderClientsExpect() {
        io.elanus.wire.Status status = describe(milvus, "", "x").getStatus();
        assertThat(status.getCode()).isZero();
        assertThat(status.getErrorCode()).isEqualTo(ErrorCode.CollectionNotExists);
        assertThat(status.getReason()).isEqualTo("can't find collection[database=default][collection=x]");
        BatchDescribeCollectionResponse both =
                milvus.batchDescribeCollection(BatchDescribeCollectionRequest.newBuilder()
                        .addCollectionName("x")
                        .addCollectionID(OneCollection.ID)
                        .build());
        assertThat(both.getResponses(0).getStatus()).isEqualTo(status);
        assertThat(both.getResponses(1).getCollectionName()).isEqualTo("c");
    }

    @Test
    void descriptionHasWhatClientsNeed() {
        DescribeCollectionResponse reply = describe(milvus, "", "c");
        assertThat(reply.getStatus()).isEqualTo(Statuses.OK);
        assertThat(reply.getVirtualChannelNamesCount()).isEqualTo(2).isEqualTo(reply.getShardsNum());
        assertThat(reply.getAliasesList()).containsExactly("a");
        assertThat(reply.getConsistencyLevel()).isEqualTo(ConsistencyLevel.Bounded);
        assertThat(reply.getUpdateTimestampStr()).isEqualTo(Long.toString(reply.getUpdateTimestamp()));
        assertThat(reply.getNumPartitions()).isEqualTo(1);
    }

    @Test
    void defectIsNoTransportError() {
        BoolResponse reply = milvus.hasCollection(
                HasCollectionRequest.newBuilder().setCollectionName("c").build());
        assertThat(reply.getStatus().getCode()).isEqualTo(65_535);
        assertThat(reply.getStatus().getReason()).contains("a defect of ours");
    }

    @Test
    void whatIsNotBuiltIsUnimplemented() {
        assertThatThrownBy(() -> milvus.hybridSearch(HybridSearchRequest.getDefaultInstance()))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Code.UNIMPLEMENTED));
    }

    /** What {@code answer} relies on to tell of a failure; replication and the oldest call are not built. */
    @Test
    void everyReplyHasAStatus() {
        for (MethodDescriptor method :
                MilvusProto.getDescriptor().findServiceByName("MilvusService").getMethods()) {
            Descriptor reply = method.getOutputType();
            if (!List.of(
                            "Status",
                            "DummyResponse",
                            "GetReplicateInfoResponse",
                            "ReplicateResponse",
                            "DumpMessagesResponse")
                    .contains(reply.getName())) {
                assertThat(reply.findFieldByName("status")).as(reply.getName()).isNotNull();
            }
        }
    }

    @Test
    void connectionHasAnIdAndAVersion() {
        ConnectResponse reply = milvus.connect(ConnectRequest.getDefaultInstance());
        assertThat(reply.getIdentifier()).isPositive();
        assertThat(reply.getServerInfo().getBuildTags()).endsWith("+elanus.9.8.7");
    }

    @Test
    void metricsAreJson() {
        assertThat(milvus.getMetrics(GetMetricsRequest.newBuilder()
                                .setRequest("{\"metric_type\": \"system_info\"}")
                                .build())
                        .getResponse())
                .contains("\"nodes_info\"");
        assertThat(milvus.getMetrics(GetMetricsRequest.newBuilder()
                                .setRequest("{\"metric_type\": \"x\"}")
                                .build())
                        .getStatus()
                        .getCode())
                .isEqualTo(1200);
    }

    @Test
    void insertAnswersKeysAndTime() {
        MutationResult reply = milvus.insert(InsertRequest.newBuilder()
                .setCollectionName("c")
                .setPartitionName("p")
                .setNumRows(2)
                .addFieldsData(longs(1, 2))
                .setSchemaTimestamp(9)
                .build());
        assertThat(reply.getStatus()).isEqualTo(Statuses.OK);
        assertThat(reply.getIDs().getIntId().getDataList()).containsExactly(1L, 2L);
        assertThat(reply.getSuccIndexList()).containsExactly(0, 1);
        assertThat(reply.getInsertCnt()).isEqualTo(2);
        assertThat(reply.getTimestamp()).isEqualTo(OneCollection.TIMESTAMP);
        WriteRequest asked = (WriteRequest) database.asked.getLast();
        assertThat(asked.partition()).hasValue("p");
        assertThat(asked.rowCount()).isEqualTo(2);
        assertThat(asked.schemaTimestamp()).isEqualTo(9);
    }

    @Test
    void refusedInsertNamesItsRows() {
        MutationResult reply = milvus.insert(InsertRequest.newBuilder()
                .setCollectionName("x")
                .setNumRows(2)
                .addFieldsData(longs(1, 2))
                .build());
        assertThat(reply.getStatus().getCode()).isEqualTo(100);
        assertThat(reply.getErrIndexList()).containsExactly(0, 1);
        assertThat(milvus.insert(InsertRequest.getDefaultInstance()).getStatus().getReason())
                .contains("num_rows should be greater than 0");
    }

    @Test
    void deleteSaysWhatPlanWasWrong() {
        assertThat(delete("id >").getStatus().getReason())
                .isEqualTo("failed to create delete plan: cannot parse expression: id >: invalid parameter");
        MutationResult reply = delete("id in {ids}");
        assertThat(reply.getDeleteCnt()).isEqualTo(3);
        assertThat(reply.hasIDs()).isTrue();
        assertThat(((DeleteRequest) database.asked.getLast()).templates()).containsEntry("ids", new Value.Int(1));
    }

    @Test
    void searchWithoutHitsStillHasItsShape() {
        SearchResults reply = search("topk", "10");
        assertThat(reply.getStatus()).isEqualTo(Statuses.OK);
        assertThat(reply.getCollectionName()).isEqualTo("c");
        assertThat(reply.getSessionTs()).isZero();
        SearchResultData hits = reply.getResults();
        assertThat(hits.getTopksList()).containsExactly(0L, 0L);
        assertThat(hits.getNumQueries()).isEqualTo(2);
        assertThat(hits.getTopK()).isEqualTo(10);
        assertThat(hits.getIds().getIdFieldCase()).isEqualTo(IDs.IdFieldCase.INT_ID);
        assertThat(hits.getPrimaryFieldName()).isEqualTo("id");
        assertThat(hits.getFieldsData(0).getVectors().getDim()).isEqualTo(2);
        assertThat(hits.getOutputFieldsList()).containsExactly("emb");
        assertThat(hits.hasSearchIteratorV2Results()).isFalse();
    }

    @Test
    void pageOfAnIteratorSaysWhereTheNextOneBegins() {
        SearchResults reply =
                searchOne("topk", "5", "iterator", "True", "search_iter_v2", "True", "search_iter_batch_size", "5");
        assertThat(reply.getSessionTs()).isEqualTo(OneCollection.TIMESTAMP);
        assertThat(reply.getResults().getSearchIteratorV2Results().getToken()).isEqualTo("token");
        assertThat(((SearchRequest) database.asked.getLast()).iterator()).isPresent();
    }

    @Test
    void iteratorKeepsToItsCollection() {
        assertThat(search("topk", "10", "collection_id", "42").getStatus()).isEqualTo(Statuses.OK);
        assertThat(search("topk", "10", "collection_id", "43").getStatus().getReason())
                .contains("collection id:43 in the request is not consistent");
    }

    @Test
    void queryAnswersColumns() {
        QueryResults reply = milvus.query(QueryRequest.newBuilder()
                .setCollectionName("c")
                .setExpr("id > 0")
                .addOutputFields("id")
                .build());
        assertThat(reply.getPrimaryFieldName()).isEqualTo("id");
        assertThat(reply.getFieldsData(0).getScalars().getLongData().getDataList())
                .containsExactly(7L);
    }

    @Test
    void flushIsToldByTheNamesThatWereSent() {
        FlushResponse reply = milvus.flush(
                FlushRequest.newBuilder().addCollectionNames("alias").build());
        assertThat(reply.getCollSegIDsOrThrow("alias").getDataList()).containsExactly(11L);
        assertThat(reply.getFlushCollSegIDsOrThrow("alias").getDataList()).containsExactly(10L);
        assertThat(reply.getCollFlushTsMap()).containsEntry("alias", OneCollection.TIMESTAMP << 18);
        assertThat(reply.getCollSealTimesMap()).containsKey("alias");
    }

    @Test
    void compactionIsAskedForByNameOrByNumber() {
        ManualCompactionResponse reply = compact(
                ManualCompactionRequest.newBuilder().setCollectionName("c").setCollectionID(1));
        assertThat(reply.getCompactionID()).isEqualTo(OneCollection.JOB);
        assertThat(reply.getCompactionPlanCount()).isEqualTo(3);
        compact(ManualCompactionRequest.newBuilder().setCollectionID(OneCollection.ID));
        assertThat(database.asked)
                .filteredOn(CompactionRequest.mix(OneCollection.NAME)::equals)
                .hasSize(2);
        assertThat(compact(ManualCompactionRequest.newBuilder()).getStatus().getCode())
                .isEqualTo(100);
    }

    @ParameterizedTest
    @CsvSource({
        "0, false, false, Mix",
        "0, true, false, Clustering",
        "0, true, true, LevelZero",
        "1024, true, true, ForceMerge"
    })
    void targetSizeWinsOverLevelZeroAndThatOverClustering(long target, boolean major, boolean zero, String kind) {
        compact(ManualCompactionRequest.newBuilder()
                .setCollectionName("c")
                .setTargetSize(target)
                .setMajorCompaction(major)
                .setL0Compaction(zero));
        assertThat(((CompactionRequest) database.asked.getLast())
                        .kind()
                        .getClass()
                        .getSimpleName())
                .isEqualTo(kind);
    }

    @Test
    void targetSizeIsNeitherTooSmallNorOverflows() {
        ManualCompactionRequest.Builder request =
                ManualCompactionRequest.newBuilder().setCollectionName("c");
        assertThat(compact(request.setTargetSize(512)).getStatus().getReason())
                .contains("targetSize 512 MB should be greater than or equal to configMaxSize 1024 MB");
        assertThat(compact(request.setTargetSize(-1)).getStatus().getCode()).isEqualTo(1100);
        compact(request.setTargetSize(Long.MAX_VALUE));
        assertThat(((CompactionRequest) database.asked.getLast()).kind())
                .isEqualTo(new CompactionRequest.ForceMerge(Long.MAX_VALUE));
    }

    @Test
    void plansWithoutATargetSayMinusOne() {
        GetCompactionStateResponse state = milvus.getCompactionState(GetCompactionStateRequest.newBuilder()
                .setCompactionID(OneCollection.JOB)
                .build());
        assertThat(state.getState()).isEqualTo(CompactionState.Executing);
        assertThat(List.of(state.getExecutingPlanNo(), state.getFailedPlanNo(), state.getCompletedPlanNo()))
                .containsExactly(1L, 1L, 1L);
        assertThat(milvus.getCompactionStateWithPlans(GetCompactionPlansRequest.newBuilder()
                                .setCompactionID(OneCollection.JOB)
                                .build())
                        .getMergeInfosList())
                .extracting(CompactionMergeInfo::getTarget)
                .containsExactly(-1L, -1L, 9L);
    }

    @Test
    void jobThatNobodyKnowsIsCompleted() {
        assertThat(milvus.getCompactionState(GetCompactionStateRequest.newBuilder()
                                .setCompactionID(-1)
                                .build())
                        .getState())
                .isEqualTo(CompactionState.Completed);
    }

    @Test
    void progressOfLoadingIsToldOfWhatIsLoaded() {
        GetLoadingProgressRequest.Builder request =
                GetLoadingProgressRequest.newBuilder().setCollectionName("c");
        GetLoadingProgressResponse loaded = milvus.getLoadingProgress(request.build());
        assertThat(List.of(loaded.getProgress(), loaded.getRefreshProgress())).containsExactly(100L, 100L);
        assertThat(milvus.getLoadingProgress(request.addPartitionNames("p").build())
                        .getStatus()
                        .getReason())
                .isEqualTo("partition not loaded[partition=p]");
        assertThat(milvus.getLoadState(GetLoadStateRequest.newBuilder()
                                .setCollectionName("x")
                                .build())
                        .getState())
                .isEqualTo(LoadState.LoadStateNotExist);
    }

    private MilvusServiceBlockingStub in(String databaseName) {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("dbname", Metadata.ASCII_STRING_MARSHALLER), databaseName);
        return milvus.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
    }

    private static DescribeCollectionResponse describe(
            MilvusServiceBlockingStub stub, String databaseName, String name) {
        return stub.describeCollection(DescribeCollectionRequest.newBuilder()
                .setDbName(databaseName)
                .setCollectionName(name)
                .build());
    }

    private MutationResult delete(String filter) {
        return milvus.delete(io.elanus.wire.DeleteRequest.newBuilder()
                .setCollectionName("c")
                .setExpr(filter)
                .putExprTemplateValues(
                        "ids", TemplateValue.newBuilder().setInt64Val(1).build())
                .build());
    }

    private SearchResults search(String... params) {
        return milvus.search(searchRequest(2, params));
    }

    private SearchResults searchOne(String... params) {
        return milvus.search(searchRequest(1, params));
    }

    private static io.elanus.wire.SearchRequest searchRequest(int queryCount, String... params) {
        PlaceholderValue.Builder queries =
                PlaceholderValue.newBuilder().setTag("$0").setType(PlaceholderType.FloatVector);
        for (int query = 0; query < queryCount; query++) {
            queries.addValues(ByteString.copyFrom(new byte[8]));
        }
        io.elanus.wire.SearchRequest.Builder request = io.elanus.wire.SearchRequest.newBuilder()
                .setCollectionName("c")
                .setNq(queryCount)
                .setPlaceholderGroup(PlaceholderGroup.newBuilder()
                        .addPlaceholders(queries)
                        .build()
                        .toByteString());
        for (int at = 0; at < params.length; at += 2) {
            request.addSearchParams(KeyValues.pair(params[at], params[at + 1]));
        }
        return request.build();
    }

    private ManualCompactionResponse compact(ManualCompactionRequest.Builder request) {
        return milvus.manualCompaction(request.build());
    }

    private static FieldData longs(long... values) {
        LongArray.Builder array = LongArray.newBuilder();
        for (long value : values) {
            array.addData(value);
        }
        return FieldData.newBuilder()
                .setType(DataType.Int64)
                .setFieldName("id")
                .setScalars(ScalarField.newBuilder().setLongData(array))
                .build();
    }
}
