package io.elanus.server.grpc;

import io.elanus.database.Database;
import io.elanus.model.CollectionName;
import io.elanus.model.DatabaseException;
import io.elanus.model.QueryRequest;
import io.elanus.model.QueryResult;
import io.elanus.wire.QueryResults;
import java.time.ZoneId;

/** Rows by a filter. */
final class QueryHandler {
    private final Database database;

    QueryHandler(Database database) {
        this.database = database;
    }

    QueryResults query(io.elanus.wire.QueryRequest request) {
        Refusals.refuseIf(request.hasNamespace(), "a namespace");
        CollectionName name = CallDatabase.collection(request.getDbName(), request.getCollectionName());
        QueryOptions options = QueryOptions.of(request.getQueryParamsList());
        QueryRequest query = decode(name, request, options);
        if (options.collectionId().orElse(0) > 0) {
            requireSame(options.collectionId().getAsLong(), name);
        }
        QueryResult result = database.query(query);
        return SearchReplies.rows(
                result,
                request.getCollectionName(),
                TimeForm.of(result.columns(), options.zone(), options.timeParts(), () -> zone(name)),
                options.iterator());
    }

    private static QueryRequest decode(CollectionName name, io.elanus.wire.QueryRequest request, QueryOptions options) {
        return new QueryRequest(
                name,
                request.getPartitionNamesList(),
                request.getExpr(),
                Values.templates(request.getExprTemplateValuesMap()),
                options.zone(),
                request.getOutputFieldsList(),
                options.limit(),
                options.offset(),
                ReadConsistencies.of(
                        request.getUseDefaultConsistency(),
                        request.getConsistencyLevelValue(),
                        request.getGuaranteeTimestamp(),
                        options.iterator()),
                options.ignoreGrowing(),
                options.iterator(),
                options.after());
    }

    private ZoneId zone(CollectionName name) {
        return database.describeCollection(name).zone();
    }

    /** An alias may have moved since the iterator began. */
    private void requireSame(long collectionId, CollectionName name) {
        if (database.describeCollection(name).id() != collectionId) {
            throw DatabaseException.invalid("Input collection id is not consistent to collectionID in the context,"
                    + "alias or database may have changed");
        }
    }
}
