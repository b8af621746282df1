package io.elanus.server.grpc;

import io.elanus.database.Database;
import io.elanus.model.CollectionName;
import io.elanus.model.CompactionRequest;
import io.elanus.model.CompactionStatus;
import io.elanus.model.CompactionStatus.PlanState;
import io.elanus.model.CompactionStatus.PlanStatus;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import io.elanus.wire.CompactionMergeInfo;
import io.elanus.wire.CompactionState;
import io.elanus.wire.GetCompactionPlansRequest;
import io.elanus.wire.GetCompactionPlansResponse;
import io.elanus.wire.GetCompactionStateRequest;
import io.elanus.wire.GetCompactionStateResponse;
import io.elanus.wire.ManualCompactionRequest;
import io.elanus.wire.ManualCompactionResponse;
import java.util.Optional;

/** Compaction on demand, and what has become of it. */
final class CompactionHandler {
    private static final int MEBIBYTE_BITS = 20;

    /** A segment is never asked to be smaller than a segment may become by itself. */
    private static final long TARGET_MEBIBYTES_MIN = 1024;

    /** Beyond it a number of mebibytes is no number of bytes any more; clients mean: as you like. */
    private static final long TARGET_MEBIBYTES_MAX = Long.MAX_VALUE >> MEBIBYTE_BITS;

    /** The target of a plan that has none: it runs, it failed, or every row was dead. Of several the first one stands for all. */
    private static final long NO_TARGET = -1;

    private final Database database;

    CompactionHandler(Database database) {
        this.database = database;
    }

    ManualCompactionResponse compact(ManualCompactionRequest request) {
        Refusals.refuseIf(!request.getChannel().isEmpty(), "compaction of one channel");
        CompactionRequest.Kind kind = kind(request);
        CompactionStatus job = database.compact(new CompactionRequest(
                name(request),
                kind,
                request.getPartitionId() == 0 ? Optional.empty() : Optional.of(request.getPartitionId()),
                request.getSegmentIdsList()));
        return ManualCompactionResponse.newBuilder()
                .setStatus(Statuses.OK)
                .setCompactionID(job.jobId())
                .setCompactionPlanCount(job.plans().size())
                .build();
    }

    /** The name wins. pymilvus sends it; the Java and Node SDKs send the number alone. */
    private CollectionName name(ManualCompactionRequest request) {
        if (!request.getCollectionName().isEmpty()) {
            return CallDatabase.collection(request.getDbName(), request.getCollectionName());
        }
        if (request.getCollectionID() == 0) {
            // Milvus would compact everything there is.
            throw new DatabaseException(
                    ErrorCode.COLLECTION_NOT_FOUND, "collection not found[collection=0]; name a collection");
        }
        return database.describeCollection(request.getCollectionID()).name();
    }

    /** Of several wishes the first one counts, in Milvus's order. */
    private static CompactionRequest.Kind kind(ManualCompactionRequest request) {
        if (request.getTargetSize() != 0) {
            return new CompactionRequest.ForceMerge(targetBytes(request.getTargetSize()));
        }
        if (request.getL0Compaction()) {
            return new CompactionRequest.LevelZero();
        }
        return request.getMajorCompaction() ? new CompactionRequest.Clustering() : new CompactionRequest.Mix();
    }

    private static long targetBytes(long mebibytes) {
        if (mebibytes < TARGET_MEBIBYTES_MIN) {
            throw DatabaseException.invalid("targetSize " + mebibytes
                    + " MB should be greater than or equal to configMaxSize " + TARGET_MEBIBYTES_MIN + " MB");
        }
        return mebibytes > TARGET_MEBIBYTES_MAX ? Long.MAX_VALUE : mebibytes << MEBIBYTE_BITS;
    }

    GetCompactionStateResponse state(GetCompactionStateRequest request) {
        CompactionStatus job = database.compaction(request.getCompactionID());
        return GetCompactionStateResponse.newBuilder()
                .setStatus(Statuses.OK)
                .setState(state(job))
                .setExecutingPlanNo(job.count(PlanState.QUEUED) + job.count(PlanState.RUNNING))
                .setCompletedPlanNo(job.count(PlanState.COMPLETED))
                .setFailedPlanNo(job.count(PlanState.FAILED) + job.count(PlanState.CANCELLED))
                .build();
    }

    GetCompactionPlansResponse plans(GetCompactionPlansRequest request) {
        CompactionStatus job = database.compaction(request.getCompactionID());
        return GetCompactionPlansResponse.newBuilder()
                .setStatus(Statuses.OK)
                .setState(state(job))
                .addAllMergeInfos(
                        job.plans().stream().map(CompactionHandler::encode).toList())
                .build();
    }

    private static CompactionState state(CompactionStatus job) {
        return job.completed() ? CompactionState.Completed : CompactionState.Executing;
    }

    private static CompactionMergeInfo encode(PlanStatus plan) {
        return CompactionMergeInfo.newBuilder()
                .addAllSources(plan.sourceIds())
                .setTarget(
                        plan.targetIds().isEmpty()
                                ? NO_TARGET
                                : plan.targetIds().get(0))
                .build();
    }
}
