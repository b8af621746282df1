package io.elanus.server.grpc;

import io.elanus.database.Database;
import io.elanus.model.CollectionName;
import io.elanus.model.FlushResult;
import io.elanus.model.Timestamps;
import io.elanus.wire.FlushAllRequest;
import io.elanus.wire.FlushAllResponse;
import io.elanus.wire.FlushAllResult;
import io.elanus.wire.FlushCollectionResult;
import io.elanus.wire.FlushRequest;
import io.elanus.wire.FlushResponse;
import io.elanus.wire.GetFlushAllStateRequest;
import io.elanus.wire.GetFlushAllStateResponse;
import io.elanus.wire.GetFlushStateRequest;
import io.elanus.wire.GetFlushStateResponse;
import io.elanus.wire.LongArray;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** From memory to files. A flush has ended when it is answered; what asks how far it is finds it done. */
final class FlushHandler {
    private static final long MILLIS_PER_SECOND = 1000;

    private final Database database;

    FlushHandler(Database database) {
        this.database = database;
    }

    /** Clients look up what they get by the names they sent, aliases included. */
    FlushResponse flush(FlushRequest request) {
        String name = CallDatabase.orRequested(request.getDbName());
        FlushResponse.Builder reply =
                FlushResponse.newBuilder().setStatus(Statuses.OK).setDbName(name);
        for (String collection : request.getCollectionNamesList()) {
            FlushResult result = database.flush(new CollectionName(name, collection));
            reply.putCollSegIDs(collection, array(result.segmentIds()))
                    .putFlushCollSegIDs(collection, array(result.flushedSegmentIds()))
                    .putCollSealTimes(collection, sealSeconds(result))
                    .putCollFlushTs(collection, result.timestamp());
        }
        return reply.build();
    }

    GetFlushStateResponse state(GetFlushStateRequest request) {
        if (!request.getCollectionName().isEmpty()) {
            database.describeCollection(CallDatabase.collection(request.getDbName(), request.getCollectionName()));
        }
        return GetFlushStateResponse.newBuilder()
                .setStatus(Statuses.OK)
                .setFlushed(database.flushed(request.getSegmentIDsList()))
                .build();
    }

    /** Without a name every database is flushed, whatever the metadata say, as in Milvus. */
    @SuppressWarnings("deprecation") // the database and the timestamp, which are all that clients use
    FlushAllResponse flushAll(FlushAllRequest request) {
        List<FlushResult> results = database.flushAll(request.getDbName());
        Map<String, FlushAllResult.Builder> byDatabase = new TreeMap<>();
        for (FlushResult result : results) {
            byDatabase
                    .computeIfAbsent(
                            result.name().database(),
                            name -> FlushAllResult.newBuilder().setDbName(name))
                    .addCollectionResults(FlushCollectionResult.newBuilder()
                            .setCollectionName(result.name().collection())
                            .setSegmentIds(array(result.segmentIds()))
                            .setFlushSegmentIds(array(result.flushedSegmentIds()))
                            .setSealTime(sealSeconds(result))
                            .setFlushTs(result.timestamp()));
        }
        FlushAllResponse.Builder reply = FlushAllResponse.newBuilder()
                .setStatus(Statuses.OK)
                .setFlushAllTs(results.stream()
                        .mapToLong(FlushResult::timestamp)
                        .max()
                        .orElseGet(database::allocateTimestamp));
        byDatabase.values().forEach(reply::addFlushResults);
        return reply.build();
    }

    /** A timestamp that FlushAll answered is flushed; one that is yet to come is not. */
    @SuppressWarnings("deprecation") // the timestamp
    GetFlushAllStateResponse stateOfAll(GetFlushAllStateRequest request) {
        boolean past = Long.compareUnsigned(request.getFlushAllTs(), database.allocateTimestamp()) < 0;
        return GetFlushAllStateResponse.newBuilder()
                .setStatus(Statuses.OK)
                .setFlushed(past)
                .build();
    }

    private static LongArray array(List<Long> ids) {
        return LongArray.newBuilder().addAllData(ids).build();
    }

    private static long sealSeconds(FlushResult result) {
        return Timestamps.millis(result.timestamp()) / MILLIS_PER_SECOND;
    }
}
