package io.elanus.server.grpc;

import io.elanus.database.Database;
import io.elanus.database.NameRules;
import io.elanus.model.CollectionName;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import io.elanus.model.IndexDescription;
import io.elanus.wire.AlterIndexRequest;
import io.elanus.wire.CreateIndexRequest;
import io.elanus.wire.DescribeIndexRequest;
import io.elanus.wire.DescribeIndexResponse;
import io.elanus.wire.DropIndexRequest;
import io.elanus.wire.GetIndexBuildProgressRequest;
import io.elanus.wire.GetIndexBuildProgressResponse;
import io.elanus.wire.GetIndexStateRequest;
import io.elanus.wire.GetIndexStateResponse;
import io.elanus.wire.GetIndexStatisticsRequest;
import io.elanus.wire.GetIndexStatisticsResponse;
import io.elanus.wire.Status;
import java.util.List;
import java.util.Set;

/** Indexes, and how far they have come. */
final class IndexHandler {
    private final Database database;

    IndexHandler(Database database) {
        this.database = database;
    }

    Status create(CreateIndexRequest request) {
        NameRules.checkIndex(request.getIndexName()); // Before the parameters, as in Milvus.
        database.createIndex(
                Indexes.decode(CallDatabase.collection(request.getDbName(), request.getCollectionName()), request));
        return Statuses.OK;
    }

    Status alter(AlterIndexRequest request) {
        Refusals.requireOneChange(request.getExtraParamsCount() > 0, request.getDeleteKeysCount() > 0);
        database.alterIndex(
                CallDatabase.collection(request.getDbName(), request.getCollectionName()),
                request.getIndexName(),
                KeyValues.of(request.getExtraParamsList()).values(),
                Set.copyOf(request.getDeleteKeysList()));
        return Statuses.OK;
    }

    Status drop(DropIndexRequest request) {
        database.dropIndex(
                CallDatabase.collection(request.getDbName(), request.getCollectionName()), request.getIndexName());
        return Statuses.OK;
    }

    DescribeIndexResponse describe(DescribeIndexRequest request) {
        List<IndexDescription> found = find(
                CallDatabase.collection(request.getDbName(), request.getCollectionName()),
                request.getFieldName(),
                request.getIndexName());
        return DescribeIndexResponse.newBuilder()
                .setStatus(Statuses.OK)
                .addAllIndexDescriptions(found.stream().map(Indexes::encode).toList())
                .build();
    }

    GetIndexStatisticsResponse statistics(GetIndexStatisticsRequest request) {
        List<IndexDescription> found = find(
                CallDatabase.collection(request.getDbName(), request.getCollectionName()), "", request.getIndexName());
        return GetIndexStatisticsResponse.newBuilder()
                .setStatus(Statuses.OK)
                .addAllIndexDescriptions(found.stream().map(Indexes::encode).toList())
                .build();
    }

    GetIndexStateResponse state(GetIndexStateRequest request) {
        IndexDescription found = find(
                        CallDatabase.collection(request.getDbName(), request.getCollectionName()),
                        request.getFieldName(),
                        request.getIndexName())
                .getFirst();
        return GetIndexStateResponse.newBuilder()
                .setStatus(Statuses.OK)
                .setState(Indexes.state(found))
                .setFailReason(found.failure())
                .build();
    }

    GetIndexBuildProgressResponse progress(GetIndexBuildProgressRequest request) {
        IndexDescription found = find(
                        CallDatabase.collection(request.getDbName(), request.getCollectionName()),
                        request.getFieldName(),
                        request.getIndexName())
                .getFirst();
        return GetIndexBuildProgressResponse.newBuilder()
                .setStatus(Statuses.OK)
                .setIndexedRows(found.indexedRows())
                .setTotalRows(found.totalRows())
                .build();
    }

    /**
     * Never empty: an index that is not there is an error that clients know (700).
     *
     * @param fieldName counts only without an {@code indexName}; both empty: all
     */
    private List<IndexDescription> find(CollectionName name, String fieldName, String indexName) {
        List<IndexDescription> found = database.indexes(name).stream()
                .filter(index -> indexName.isEmpty() || index.name().equals(indexName))
                .filter(index -> !indexName.isEmpty()
                        || fieldName.isEmpty()
                        || index.fieldName().equals(fieldName))
                .toList();
        if (found.isEmpty()) {
            String wanted = indexName.isEmpty() ? "fieldName=" + fieldName : "indexName=" + indexName;
            throw new DatabaseException(ErrorCode.INDEX_NOT_FOUND, "index not found[" + wanted + "]");
        }
        return found;
    }
}
