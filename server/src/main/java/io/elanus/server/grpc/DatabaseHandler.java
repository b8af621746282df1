package io.elanus.server.grpc;

import io.elanus.database.Database;
import io.elanus.model.DatabaseDescription;
import io.elanus.wire.AlterDatabaseRequest;
import io.elanus.wire.CreateDatabaseRequest;
import io.elanus.wire.DescribeDatabaseRequest;
import io.elanus.wire.DescribeDatabaseResponse;
import io.elanus.wire.DropDatabaseRequest;
import io.elanus.wire.ListDatabasesResponse;
import io.elanus.wire.Status;
import java.util.Set;

/** Databases: namespaces of collections. */
final class DatabaseHandler {
    private final Database database;

    DatabaseHandler(Database database) {
        this.database = database;
    }

    Status create(CreateDatabaseRequest request) {
        database.createDatabase(
                request.getDbName(), KeyValues.of(request.getPropertiesList()).values());
        return Statuses.OK;
    }

    Status drop(DropDatabaseRequest request) {
        database.dropDatabase(request.getDbName());
        return Statuses.OK;
    }

    ListDatabasesResponse list() {
        ListDatabasesResponse.Builder reply = ListDatabasesResponse.newBuilder().setStatus(Statuses.OK);
        for (DatabaseDescription each : database.databases()) {
            reply.addDbNames(each.name()).addDbIds(each.id()).addCreatedTimestamp(each.createdTimestamp());
        }
        return reply.build();
    }

    DescribeDatabaseResponse describe(DescribeDatabaseRequest request) {
        DatabaseDescription found = database.describeDatabase(CallDatabase.orRequested(request.getDbName()));
        return DescribeDatabaseResponse.newBuilder()
                .setStatus(Statuses.OK)
                .setDbName(found.name())
                .setDbID(found.id())
                .setCreatedTimestamp(found.createdTimestamp())
                .addAllProperties(KeyValues.pairs(found.properties()))
                .build();
    }

    Status alter(AlterDatabaseRequest request) {
        Refusals.requireOneChange(request.getPropertiesCount() > 0, request.getDeleteKeysCount() > 0);
        database.alterDatabase(
                CallDatabase.orRequested(request.getDbName()),
                KeyValues.of(request.getPropertiesList()).values(),
                Set.copyOf(request.getDeleteKeysList()));
        return Statuses.OK;
    }
}
