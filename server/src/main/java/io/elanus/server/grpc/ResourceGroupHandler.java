package io.elanus.server.grpc;

import io.elanus.database.Database;
import io.elanus.model.CollectionDescription;
import io.elanus.model.CollectionName;
import io.elanus.model.DatabaseDescription;
import io.elanus.model.LoadState;
import io.elanus.wire.DescribeResourceGroupRequest;
import io.elanus.wire.DescribeResourceGroupResponse;
import io.elanus.wire.GetReplicasRequest;
import io.elanus.wire.GetReplicasResponse;
import io.elanus.wire.ListResourceGroupsResponse;
import io.elanus.wire.NodeInfo;
import io.elanus.wire.ReplicaInfo;
import io.elanus.wire.ResourceGroup;
import io.elanus.wire.ShardReplica;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The machines, of which there is one, in the one group there is. */
final class ResourceGroupHandler {
    private final Database database;

    ResourceGroupHandler(Database database) {
        this.database = database;
    }

    ListResourceGroupsResponse list() {
        return ListResourceGroupsResponse.newBuilder()
                .setStatus(Statuses.OK)
                .addResourceGroups(Node.RESOURCE_GROUP)
                .build();
    }

    DescribeResourceGroupResponse describe(DescribeResourceGroupRequest request) {
        if (!request.getResourceGroup().equals(Node.RESOURCE_GROUP)) {
            throw Refusals.resourceGroupNotFound(request.getResourceGroup());
        }
        return DescribeResourceGroupResponse.newBuilder()
                .setStatus(Statuses.OK)
                .setResourceGroup(ResourceGroup.newBuilder()
                        .setName(Node.RESOURCE_GROUP)
                        .setCapacity(1)
                        .setNumAvailableNode(1)
                        .putAllNumLoadedReplica(loadedReplicas())
                        .addNodes(NodeInfo.newBuilder().setNodeId(Node.ID).setHostname(Node.NAME)))
                .build();
    }

    private Map<String, Integer> loadedReplicas() {
        Map<String, Integer> replicas = new TreeMap<>();
        for (DatabaseDescription each : database.databases()) {
            for (CollectionDescription collection : database.collections(each.name())) {
                if (isLoaded(collection.name())) {
                    replicas.merge(collection.name().collection(), 1, Integer::sum);
                }
            }
        }
        return replicas;
    }

    /** A collection that is not loaded has no replicas. */
    GetReplicasResponse replicas(GetReplicasRequest request) {
        CollectionDescription collection = request.getCollectionName().isEmpty()
                ? database.describeCollection(request.getCollectionID())
                : database.describeCollection(
                        CallDatabase.collection(request.getDbName(), request.getCollectionName()));
        GetReplicasResponse.Builder reply = GetReplicasResponse.newBuilder().setStatus(Statuses.OK);
        if (isLoaded(collection.name())) {
            reply.addReplicas(replica(collection));
        }
        return reply.build();
    }

    private static ReplicaInfo replica(CollectionDescription collection) {
        return ReplicaInfo.newBuilder()
                .setReplicaID(collection.id())
                .setCollectionID(collection.id())
                .addAllShardReplicas(Node.channels(collection).stream()
                        .map(ResourceGroupHandler::shard)
                        .toList())
                .addNodeIds(Node.ID)
                .setResourceGroupName(Node.RESOURCE_GROUP)
                .build();
    }

    private static ShardReplica shard(String channel) {
        return ShardReplica.newBuilder()
                .setLeaderID(Node.ID)
                .setDmChannelName(channel)
                .addNodeIds(Node.ID)
                .build();
    }

    private boolean isLoaded(CollectionName name) {
        LoadState state = database.loadState(name, List.of());
        return state == LoadState.LOADED || state == LoadState.LOADING;
    }
}
