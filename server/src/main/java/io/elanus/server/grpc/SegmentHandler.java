package io.elanus.server.grpc;

import io.elanus.database.Database;
import io.elanus.model.SegmentDescription;
import io.elanus.wire.GetPersistentSegmentInfoRequest;
import io.elanus.wire.GetPersistentSegmentInfoResponse;
import io.elanus.wire.GetQuerySegmentInfoRequest;
import io.elanus.wire.GetQuerySegmentInfoResponse;
import io.elanus.wire.PersistentSegmentInfo;
import io.elanus.wire.QuerySegmentInfo;

/** Segments: those at rest, and those that searches read. */
final class SegmentHandler {
    private final Database database;

    SegmentHandler(Database database) {
        this.database = database;
    }

    GetPersistentSegmentInfoResponse persistent(GetPersistentSegmentInfoRequest request) {
        return GetPersistentSegmentInfoResponse.newBuilder()
                .setStatus(Statuses.OK)
                .addAllInfos(
                        database
                                .persistentSegments(
                                        CallDatabase.collection(request.getDbName(), request.getCollectionName()))
                                .stream()
                                .map(SegmentHandler::atRest)
                                .toList())
                .build();
    }

    GetQuerySegmentInfoResponse loaded(GetQuerySegmentInfoRequest request) {
        return GetQuerySegmentInfoResponse.newBuilder()
                .setStatus(Statuses.OK)
                .addAllInfos(
                        database
                                .loadedSegments(
                                        CallDatabase.collection(request.getDbName(), request.getCollectionName()))
                                .stream()
                                .map(SegmentHandler::loaded)
                                .toList())
                .build();
    }

    private static PersistentSegmentInfo atRest(SegmentDescription segment) {
        return PersistentSegmentInfo.newBuilder()
                .setSegmentID(segment.id())
                .setCollectionID(segment.collectionId())
                .setPartitionID(segment.partitionId())
                .setNumRows(segment.rowCount())
                .setStateValue(segment.state().number())
                .setLevelValue(segment.level().number())
                .setIsSorted(segment.sorted())
                .build();
    }

    @SuppressWarnings("deprecation") // nodeID
    private static QuerySegmentInfo loaded(SegmentDescription segment) {
        QuerySegmentInfo.Builder reply = QuerySegmentInfo.newBuilder()
                .setSegmentID(segment.id())
                .setCollectionID(segment.collectionId())
                .setPartitionID(segment.partitionId())
                .setMemSize(segment.byteSize())
                .setNumRows(segment.rowCount())
                .setNodeID(Node.ID)
                .addNodeIds(Node.ID)
                .setStateValue(segment.state().number())
                .setLevelValue(segment.level().number())
                .setIsSorted(segment.sorted());
        segment.index().ifPresent(index -> reply.setIndexName(index.name()).setIndexID(index.id()));
        return reply.build();
    }
}
