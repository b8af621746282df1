package io.elanus.server.grpc;

import io.elanus.database.Database;
import io.elanus.model.CollectionName;
import io.elanus.model.DatabaseException;
import io.elanus.model.SearchRequest;
import io.elanus.model.SearchResult;
import io.elanus.wire.SearchResults;
import java.time.ZoneId;

/** Searches by vectors. */
final class SearchHandler {
    private final Database database;

    SearchHandler(Database database) {
        this.database = database;
    }

    SearchResults search(io.elanus.wire.SearchRequest request) {
        refuseUnbuilt(request);
        CollectionName name = CallDatabase.collection(request.getDbName(), request.getCollectionName());
        SearchOptions options = SearchOptions.of(request.getSearchParamsList());
        SearchRequest search = decode(name, request, options);
        if (options.collectionId().orElse(0) > 0) {
            requireSame(options.collectionId().getAsLong(), name);
        }
        SearchResult result = database.search(search);
        if (options.iterator() && options.page().isEmpty() && result.elements().isPresent()) {
            throw DatabaseException.invalid(
                    "legacy search iterator is not supported for element-level search; use search iterator v2");
        }
        return SearchReplies.hits(
                result,
                request.getCollectionName(),
                TimeForm.of(result.columns(), options.zone(), options.timeParts(), () -> zone(name)),
                options.limit(),
                options.iterator());
    }

    private static void refuseUnbuilt(io.elanus.wire.SearchRequest request) {
        Refusals.refuseIf(request.hasIds() || olderByKeys(request), "search by primary keys");
        Refusals.refuseIf(request.getSubReqsCount() > 0, "hybrid search");
        Refusals.refuseIf(request.hasFunctionScore(), "function score");
        Refusals.refuseIf(request.hasHighlighter(), "highlighter");
        Refusals.refuseIf(request.hasNamespace(), "a namespace");
    }

    @SuppressWarnings("deprecation") // search_by_primary_keys
    private static boolean olderByKeys(io.elanus.wire.SearchRequest request) {
        return request.getSearchByPrimaryKeys();
    }

    private static SearchRequest decode(
            CollectionName name, io.elanus.wire.SearchRequest request, SearchOptions options) {
        QueryVectors queries = QueryVectors.decode(request.getPlaceholderGroup(), request.getNq());
        int count = queries.column().rowCount();
        if (options.page().isPresent() && count != 1) {
            throw DatabaseException.invalid("search iterator v2 takes one query vector: nq=" + count);
        }
        if (options.iterator() && queries.listElement().isPresent()) {
            throw DatabaseException.invalid(
                    "search iterator is not supported for multi-search-multi on embedding list fields");
        }
        return new SearchRequest(
                name,
                request.getPartitionNamesList(),
                options.vectorField(),
                queries.column(),
                queries.listElement(),
                options.metric(),
                options.params(),
                options.limit(),
                options.offset(),
                options.roundDecimal(),
                request.getDsl(),
                Values.templates(request.getExprTemplateValuesMap()),
                options.zone(),
                request.getOutputFieldsList(),
                ReadConsistencies.of(
                        request.getUseDefaultConsistency(),
                        request.getConsistencyLevelValue(),
                        request.getGuaranteeTimestamp(),
                        options.iterator()),
                options.ignoreGrowing(),
                options.page());
    }

    private ZoneId zone(CollectionName name) {
        return database.describeCollection(name).zone();
    }

    /** An alias may have moved since the iterator began. */
    private void requireSame(long collectionId, CollectionName name) {
        long found = database.describeCollection(name).id();
        if (found != collectionId) {
            throw DatabaseException.invalid("collection id:" + collectionId
                    + " in the request is not consistent to that in the search context,"
                    + "alias or database may have been changed: " + found);
        }
    }
}
