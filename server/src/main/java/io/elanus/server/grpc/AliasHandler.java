package io.elanus.server.grpc;

import io.elanus.database.Database;
import io.elanus.model.CollectionName;
import io.elanus.wire.AlterAliasRequest;
import io.elanus.wire.CreateAliasRequest;
import io.elanus.wire.DescribeAliasRequest;
import io.elanus.wire.DescribeAliasResponse;
import io.elanus.wire.DropAliasRequest;
import io.elanus.wire.ListAliasesRequest;
import io.elanus.wire.ListAliasesResponse;
import io.elanus.wire.Status;

/** Other names of collections. */
final class AliasHandler {
    private final Database database;

    AliasHandler(Database database) {
        this.database = database;
    }

    Status create(CreateAliasRequest request) {
        database.createAlias(
                CallDatabase.collection(request.getDbName(), request.getCollectionName()), request.getAlias());
        return Statuses.OK;
    }

    Status drop(DropAliasRequest request) {
        database.dropAlias(CallDatabase.orRequested(request.getDbName()), request.getAlias());
        return Statuses.OK;
    }

    Status alter(AlterAliasRequest request) {
        database.alterAlias(
                CallDatabase.collection(request.getDbName(), request.getCollectionName()), request.getAlias());
        return Statuses.OK;
    }

    DescribeAliasResponse describe(DescribeAliasRequest request) {
        CollectionName found =
                database.describeAlias(CallDatabase.orRequested(request.getDbName()), request.getAlias());
        return DescribeAliasResponse.newBuilder()
                .setStatus(Statuses.OK)
                .setDbName(found.database())
                .setAlias(request.getAlias())
                .setCollection(found.collection())
                .build();
    }

    ListAliasesResponse list(ListAliasesRequest request) {
        CollectionName name = CallDatabase.collection(request.getDbName(), request.getCollectionName());
        return ListAliasesResponse.newBuilder()
                .setStatus(Statuses.OK)
                .setDbName(name.database())
                .setCollectionName(name.collection())
                .addAllAliases(database.aliases(name))
                .build();
    }
}
