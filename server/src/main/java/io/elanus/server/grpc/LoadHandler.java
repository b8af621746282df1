package io.elanus.server.grpc;

import io.elanus.database.Database;
import io.elanus.model.CollectionName;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import io.elanus.model.LoadState;
import io.elanus.wire.GetLoadStateRequest;
import io.elanus.wire.GetLoadStateResponse;
import io.elanus.wire.GetLoadingProgressRequest;
import io.elanus.wire.GetLoadingProgressResponse;
import io.elanus.wire.LoadCollectionRequest;
import io.elanus.wire.LoadPartitionsRequest;
import io.elanus.wire.ReleaseCollectionRequest;
import io.elanus.wire.ReleasePartitionsRequest;
import io.elanus.wire.Status;
import java.util.List;

/**
 * Loading and releasing. What a request says of fields to load is left aside: all of them are there once a collection is
 * loaded.
 */
final class LoadHandler {
    private static final int REPLICAS_MAX = 1;

    private final Database database;

    LoadHandler(Database database) {
        this.database = database;
    }

    Status loadCollection(LoadCollectionRequest request) {
        CollectionName name = CallDatabase.collection(request.getDbName(), request.getCollectionName());
        return load(name, List.of(), request.getRefresh(), request.getReplicaNumber(), request.getResourceGroupsList());
    }

    Status loadPartitions(LoadPartitionsRequest request) {
        CollectionName name = CallDatabase.collection(request.getDbName(), request.getCollectionName());
        List<String> partitions = named(request.getPartitionNamesList(), "load");
        return load(
                name, partitions, request.getRefresh(), request.getReplicaNumber(), request.getResourceGroupsList());
    }

    private Status load(
            CollectionName name, List<String> partitions, boolean refresh, int replicas, List<String> groups) {
        if (replicas > REPLICAS_MAX) {
            throw new DatabaseException(
                    ErrorCode.RESOURCE_INSUFFICIENT,
                    "when load " + replicas + " replica count: service resource insufficient[currentStreamingNode="
                            + REPLICAS_MAX + "][expectedStreamingNode=" + replicas + "]");
        }
        groups.stream()
                .filter(group -> !group.equals(Node.RESOURCE_GROUP))
                .findFirst()
                .ifPresent(group -> {
                    throw Refusals.resourceGroupNotFound(group);
                });
        if (!refresh) {
            database.load(name, partitions);
        } else {
            // What is loaded sees new segments by itself, so there is nothing to refresh.
            requireLoaded(name, partitions);
        }
        return Statuses.OK;
    }

    Status releaseCollection(ReleaseCollectionRequest request) {
        database.release(CallDatabase.collection(request.getDbName(), request.getCollectionName()), List.of());
        return Statuses.OK;
    }

    Status releasePartitions(ReleasePartitionsRequest request) {
        database.release(
                CallDatabase.collection(request.getDbName(), request.getCollectionName()),
                named(request.getPartitionNamesList(), "release"));
        return Statuses.OK;
    }

    /** No names would mean all of them below, which nobody asked for. */
    private static List<String> named(List<String> partitions, String verb) {
        if (partitions.isEmpty()) {
            throw DatabaseException.invalid(
                    "failed to " + verb + " partition, due to no partition specified",
                    "any partition",
                    "empty partition list");
        }
        return partitions;
    }

    GetLoadingProgressResponse progress(GetLoadingProgressRequest request) {
        CollectionName name = CallDatabase.collection(request.getDbName(), request.getCollectionName());
        database.describeCollection(name); // A name that cannot be is told apart from one that is not there.
        int percentage = percentage(requireLoaded(name, request.getPartitionNamesList()));
        return GetLoadingProgressResponse.newBuilder()
                .setStatus(Statuses.OK)
                .setProgress(percentage)
                .setRefreshProgress(percentage)
                .build();
    }

    GetLoadStateResponse state(GetLoadStateRequest request) {
        CollectionName name = CallDatabase.collection(request.getDbName(), request.getCollectionName());
        LoadState state = database.loadState(name, request.getPartitionNamesList());
        return GetLoadStateResponse.newBuilder()
                .setStatus(Statuses.OK)
                .setStateValue(state.number())
                .build();
    }

    static int percentage(LoadState state) {
        return state == LoadState.LOADED ? 100 : 0;
    }

    /** @return loaded, or on the way there */
    private LoadState requireLoaded(CollectionName name, List<String> partitions) {
        LoadState state = database.loadState(name, partitions);
        return switch (state) {
            case LOADED, LOADING -> state;
            case NOT_LOADED ->
                throw partitions.isEmpty()
                        ? Refusals.collectionNotLoaded(name)
                        : Refusals.partitionsNotLoaded(partitions);
            case NOT_EXIST -> throw Refusals.collectionNotFound(name);
        };
    }
}
