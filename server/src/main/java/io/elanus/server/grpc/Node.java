package io.elanus.server.grpc;

import io.elanus.model.CollectionDescription;
import java.util.List;
import java.util.stream.IntStream;

/** The one machine that does everything, in the words of a cluster. */
final class Node {
    static final long ID = 1;
    static final String NAME = "elanus";

    /** The group that all machines of a cluster are in unless someone moves them. */
    static final String RESOURCE_GROUP = "__default_resource_group";

    private Node() {}

    /** The channels of a collection, one a shard: clients count and show them. */
    static List<String> channels(CollectionDescription collection) {
        return IntStream.range(0, collection.shardCount())
                .mapToObj(shard -> NAME + "-dml_" + shard + "_" + collection.id() + "v" + shard)
                .toList();
    }
}
