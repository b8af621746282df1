package io.elanus.server.grpc;

import io.elanus.database.Database;
import io.elanus.model.CollectionName;
import io.elanus.model.ConsistencyLevel;
import io.elanus.model.DatabaseException;
import io.elanus.model.DeleteRequest;
import io.elanus.model.InputColumn;
import io.elanus.model.ReadConsistency;
import io.elanus.model.UpdateRequest;
import io.elanus.model.UpdateRequest.FieldOperation;
import io.elanus.model.UpdateRequest.Kind;
import io.elanus.model.WriteRequest;
import io.elanus.model.WriteResult;
import io.elanus.wire.FieldData;
import io.elanus.wire.FieldPartialUpdateOp;
import io.elanus.wire.IDs;
import io.elanus.wire.InsertRequest;
import io.elanus.wire.MutationResult;
import io.elanus.wire.Status;
import io.elanus.wire.UpsertRequest;
import java.util.List;
import java.util.Optional;

/** Rows in, rows out. */
final class WriteHandler {
    /** A refused request may claim any number of rows; so many are spelled out at most. */
    private static final int ERROR_ROWS_MAX = 65_536;

    private final Database database;

    WriteHandler(Database database) {
        this.database = database;
    }

    MutationResult insert(InsertRequest request) {
        Refusals.refuseIf(request.hasNamespace(), "a namespace");
        WriteResult result = database.insert(new WriteRequest(
                CallDatabase.collection(request.getDbName(), request.getCollectionName()),
                partition(request.getPartitionName()),
                columns(request.getFieldsDataList(), request.getNumRows()),
                request.getNumRows(),
                request.getSchemaTimestamp()));
        return written(result).setInsertCnt(result.rowCount()).build();
    }

    MutationResult upsert(UpsertRequest request) {
        Refusals.refuseIf(request.hasNamespace(), "a namespace");
        List<FieldOperation> operations =
                request.getFieldOpsList().stream().map(WriteHandler::operation).toList();
        WriteRequest rows = new WriteRequest(
                CallDatabase.collection(request.getDbName(), request.getCollectionName()),
                partition(request.getPartitionName()),
                columns(request.getFieldsDataList(), request.getNumRows()),
                request.getNumRows(),
                request.getSchemaTimestamp());
        boolean partial = request.getPartialUpdate()
                || operations.stream().anyMatch(operation -> operation.kind() != Kind.REPLACE);
        WriteResult result = partial ? database.update(new UpdateRequest(rows, operations)) : database.upsert(rows);
        return written(result).setUpsertCnt(result.rowCount()).build();
    }

    private static FieldOperation operation(FieldPartialUpdateOp operation) {
        Kind kind = switch (operation.getOp()) {
            case REPLACE -> Kind.REPLACE;
            case ARRAY_APPEND -> Kind.ARRAY_APPEND;
            case ARRAY_REMOVE -> Kind.ARRAY_REMOVE;
            case UNRECOGNIZED ->
                throw DatabaseException.invalid("unsupported partial update op: " + operation.getOpValue());
        };
        return new FieldOperation(operation.getFieldName(), kind);
    }

    MutationResult delete(io.elanus.wire.DeleteRequest request) {
        CollectionName name = CallDatabase.collection(request.getDbName(), request.getCollectionName());
        DeleteRequest delete = new DeleteRequest(
                name,
                partition(request.getPartitionName()),
                request.getExpr(),
                Values.templates(request.getExprTemplateValuesMap()),
                ReadConsistency.of(ConsistencyLevel.ofNumber(request.getConsistencyLevelValue())));
        WriteResult result = database.delete(delete);
        return MutationResult.newBuilder()
                .setStatus(Statuses.OK)
                .setIDs(IDs.getDefaultInstance())
                .setDeleteCnt(result.rowCount())
                .setTimestamp(result.timestamp())
                .build();
    }

    /** The reply to a write of which nothing has happened: every row is in error. */
    static MutationResult refused(Status status, int rowCount) {
        MutationResult.Builder reply = MutationResult.newBuilder().setStatus(status);
        for (int row = 0; row < Math.min(rowCount, ERROR_ROWS_MAX); row++) {
            reply.addErrIndex(row);
        }
        return reply.build();
    }

    private static Optional<String> partition(String name) {
        return name.isEmpty() ? Optional.empty() : Optional.of(name);
    }

    private static List<InputColumn> columns(List<FieldData> fields, int rowCount) {
        if (rowCount <= 0) {
            throw DatabaseException.invalid(
                    "num_rows should be greater than 0", "greater than 0", Integer.toUnsignedString(rowCount));
        }
        return fields.stream()
                .flatMap(field -> ColumnDecoder.decodeAll(field, rowCount))
                .toList();
    }

    private static MutationResult.Builder written(WriteResult result) {
        MutationResult.Builder reply = MutationResult.newBuilder()
                .setStatus(Statuses.OK)
                .setIDs(ColumnEncoder.ids(result.ids()))
                .setTimestamp(result.timestamp());
        for (int row = 0; row < result.rowCount(); row++) {
            reply.addSuccIndex(row);
        }
        return reply;
    }
}
