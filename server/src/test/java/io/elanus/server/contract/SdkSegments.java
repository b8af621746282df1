package io.elanus.server.contract;

import static io.elanus.server.contract.SdkErrors.translated;

import com.linecorp.armeria.client.grpc.GrpcClients;
import io.elanus.model.CollectionName;
import io.elanus.model.CompactionPlan.Estimate;
import io.elanus.model.CompactionPlan.Reason;
import io.elanus.model.CompactionRequest;
import io.elanus.model.CompactionStatus;
import io.elanus.model.CompactionStatus.Figures;
import io.elanus.model.CompactionStatus.PlanState;
import io.elanus.model.CompactionStatus.PlanStatus;
import io.elanus.model.CompactionStatus.Times;
import io.elanus.model.DatabaseException;
import io.elanus.model.FlushResult;
import io.elanus.model.SegmentDescription;
import io.elanus.model.SegmentDescription.IndexOnSegment;
import io.elanus.model.SegmentDescription.Level;
import io.elanus.model.SegmentDescription.State;
import io.elanus.wire.AllocTimestampRequest;
import io.elanus.wire.GetCompactionStateRequest;
import io.elanus.wire.GetFlushStateRequest;
import io.elanus.wire.MilvusServiceGrpc.MilvusServiceBlockingStub;
import io.milvus.client.MilvusServiceClient;
import io.milvus.grpc.FlushResponse;
import io.milvus.param.ConnectParam;
import io.milvus.param.R;
import io.milvus.param.collection.FlushParam;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.common.CompactionPlan;
import io.milvus.v2.common.CompactionState;
import io.milvus.v2.service.utility.request.CompactReq;
import io.milvus.v2.service.utility.request.FlushAllReq;
import io.milvus.v2.service.utility.request.GetCompactionPlansReq;
import io.milvus.v2.service.utility.request.GetCompactionStateReq;
import io.milvus.v2.service.utility.request.GetPersistentSegmentInfoReq;
import io.milvus.v2.service.utility.request.GetQuerySegmentInfoReq;
import io.milvus.v2.service.utility.response.GetPersistentSegmentInfoResp.PersistentSegmentInfo;
import io.milvus.v2.service.utility.response.GetQuerySegmentInfoResp.QuerySegmentInfo;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Flushes, segments and compactions in the words of the SDK: its older client where only that tells segments, and bare
 * calls where it has none.
 */
final class SdkSegments {
    private final MilvusClientV2 client;
    private final MilvusServiceClient older;
    private final MilvusServiceBlockingStub stub;

    SdkSegments(MilvusClientV2 client, String uri) {
        this.client = client;
        this.older =
                new MilvusServiceClient(ConnectParam.newBuilder().withUri(uri).build());
        this.stub = GrpcClients.newClient("gproto+" + uri, MilvusServiceBlockingStub.class);
    }

    FlushResult flush(CollectionName name) {
        FlushResponse answer = answered(older.flush(FlushParam.newBuilder()
                .withDatabaseName(name.database())
                .withCollectionNames(List.of(name.collection()))
                .withSyncFlush(false)
                .build()));
        return new FlushResult(
                name,
                0,
                answer.getCollSegIDsOrThrow(name.collection()).getDataList(),
                answer.getFlushCollSegIDsOrThrow(name.collection()).getDataList(),
                answer.getCollFlushTsOrThrow(name.collection()));
    }

    List<FlushResult> flushAll(String database) {
        translated(() ->
                client.flushAll(FlushAllReq.builder().databaseName(database).build()));
        return List.of();
    }

    /** The SDK asks only about collections whose names it has. */
    boolean flushed(List<Long> segmentIds) {
        return stub.getFlushState(GetFlushStateRequest.newBuilder()
                        .addAllSegmentIDs(segmentIds)
                        .build())
                .getFlushed();
    }

    /** The SDK does not ask for timestamps. */
    long allocateTimestamp() {
        return stub.allocTimestamp(AllocTimestampRequest.getDefaultInstance()).getTimestamp();
    }

    private static <T> T answered(R<T> result) {
        if (result.getStatus() != R.Status.Success.getCode()) {
            throw new DatabaseException(
                    SdkErrors.code(result.getStatus()), String.valueOf(result.getException()), result.getException());
        }
        return result.getData();
    }

    List<SegmentDescription> persistent(CollectionName name) {
        return translated(() -> client.getPersistentSegmentInfo(GetPersistentSegmentInfoReq.builder()
                        .databaseName(name.database())
                        .collectionName(name.collection())
                        .build()))
                .getSegmentInfos()
                .stream()
                .map(SdkSegments::decode)
                .toList();
    }

    private static SegmentDescription decode(PersistentSegmentInfo segment) {
        return new SegmentDescription(
                segment.getSegmentID(),
                segment.getCollectionID(),
                segment.getPartitionID(),
                0,
                State.valueOf(segment.getState().toUpperCase(Locale.ROOT)),
                Level.valueOf(segment.getLevel()),
                segment.getNumOfRows(),
                0,
                0,
                segment.getIsSorted(),
                List.of(),
                Optional.empty());
    }

    List<SegmentDescription> loaded(CollectionName name) {
        return translated(() -> client.getQuerySegmentInfo(GetQuerySegmentInfoReq.builder()
                        .databaseName(name.database())
                        .collectionName(name.collection())
                        .build()))
                .getSegmentInfos()
                .stream()
                .map(SdkSegments::decode)
                .toList();
    }

    private static SegmentDescription decode(QuerySegmentInfo segment) {
        return new SegmentDescription(
                segment.getSegmentID(),
                segment.getCollectionID(),
                segment.getPartitionID(),
                0,
                State.valueOf(segment.getState().toUpperCase(Locale.ROOT)),
                Level.valueOf(segment.getLevel()),
                segment.getNumOfRows(),
                0,
                segment.getMemSize(),
                segment.getIsSorted(),
                List.of(new IndexOnSegment(segment.getIndexID(), segment.getIndexName())),
                Optional.empty());
    }

    CompactionStatus compact(CompactionRequest request) {
        if (request.partitionId().isPresent() || !request.segmentIds().isEmpty()) {
            throw new UnsupportedOperationException("the SDK compacts whole collections");
        }
        long jobId = translated(() -> client.compact(CompactReq.builder()
                        .databaseName(request.name().database())
                        .collectionName(request.name().collection())
                        .isClustering(request.kind() instanceof CompactionRequest.Clustering)
                        .build()))
                .getCompactionID();
        return compaction(jobId);
    }

    CompactionStatus compaction(long jobId) {
        CompactionState state = translated(() -> client.getCompactionState(
                        GetCompactionStateReq.builder().compactionID(jobId).build()))
                .getState();
        List<CompactionPlan> plans = translated(() -> client.getCompactionPlans(
                        GetCompactionPlansReq.builder().compactionID(jobId).build()))
                .getPlans();
        // The SDK drops how many have failed.
        boolean failed = stub.getCompactionState(GetCompactionStateRequest.newBuilder()
                                .setCompactionID(jobId)
                                .build())
                        .getFailedPlanNo()
                > 0;
        return new CompactionStatus(
                jobId,
                0,
                plans.stream().map(plan -> decode(plan, state, failed)).toList(),
                Optional.empty());
    }

    /** The state was asked for first; of a job that had ended and of which plans failed, it is those without a target. */
    private static PlanStatus decode(CompactionPlan plan, CompactionState state, boolean failed) {
        boolean executing = state == CompactionState.Executing;
        List<Long> targets = plan.getTarget() > 0 && !executing ? List.of(plan.getTarget()) : List.of();
        PlanState ofPlan =
                executing ? PlanState.RUNNING : failed && targets.isEmpty() ? PlanState.FAILED : PlanState.COMPLETED;
        return new PlanStatus(
                new io.elanus.model.CompactionPlan(
                        0,
                        0,
                        new CompactionRequest.Mix(),
                        Reason.MANUAL,
                        plan.getSources(),
                        0,
                        new Estimate(0, 0, 0, 0, 0)),
                ofPlan,
                targets,
                Optional.empty(),
                Figures.NONE,
                new Times(Instant.EPOCH, Optional.empty(), Optional.empty()),
                Optional.empty());
    }

    void close() {
        older.close();
    }
}
