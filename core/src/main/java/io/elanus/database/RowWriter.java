package io.elanus.database;

import io.elanus.engine.Collection;
import io.elanus.engine.Collection.Change;
import io.elanus.engine.Snapshot;
import io.elanus.engine.TimestampOracle;
import io.elanus.expr.Filter;
import io.elanus.expr.KeySelection;
import io.elanus.model.CollectionProperties;
import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.ColumnBatch;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.DataType;
import io.elanus.model.DatabaseException;
import io.elanus.model.DeleteRequest;
import io.elanus.model.ErrorCode;
import io.elanus.model.FieldSchema;
import io.elanus.model.InputColumn;
import io.elanus.model.UpdateRequest;
import io.elanus.model.WriteRequest;
import io.elanus.model.WriteResult;
import io.elanus.query.KeyLookup;
import io.elanus.query.Querier;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Inserts, upserts and deletes: from a request to a change of a collection. Thread-safe. */
final class RowWriter {
    private final Catalog catalog;
    private final OpenCollections collections;
    private final RowReader reader;
    private final TimestampOracle clock;

    RowWriter(Catalog catalog, OpenCollections collections, RowReader reader, TimestampOracle clock) {
        this.catalog = catalog;
        this.collections = collections;
        this.reader = reader;
        this.clock = clock;
    }

    WriteResult insert(WriteRequest request) {
        CollectionMeta meta = target(request);
        FieldSchema key = meta.schema().primaryKey();
        boolean brought = CollectionProperties.allowsInsertedAutoIds(meta.properties())
                && request.columns().stream().anyMatch(column -> column.name().equals(key.name()));
        Optional<Column> generated =
                key.autoId() && !brought ? Optional.of(generatedKeys(key, request.rowCount())) : Optional.empty();
        List<InputColumn> columns = TimeColumns.parsed(request.columns(), meta.zone());
        ColumnBatch batch = RowRules.check(meta.schema(), columns, request.rowCount(), generated);
        long timestamp =
                collections.open(meta).write(Change.insert(PartitionRouting.route(meta, request.partition(), batch)));
        return new WriteResult(batch.column(key.id()), batch.rowCount(), timestamp);
    }

    /** Rows of the same keys in the partition die. With auto ids the new rows get new keys. */
    WriteResult upsert(WriteRequest request) {
        CollectionMeta meta = target(request);
        CollectionSchema schema = meta.schema();
        FieldSchema key = schema.primaryKey();
        List<InputColumn> columns = TimeColumns.parsed(request.columns(), meta.zone());
        InputColumn given = keys(key, columns);
        // The keys that came are checked like those of a collection without auto ids.
        ColumnBatch batch = RowRules.check(schema, columns, request.rowCount(), Optional.empty());
        Column oldKeys = batch.column(key.id());
        checkDistinct(oldKeys);
        if (key.autoId()) {
            List<InputColumn> others =
                    columns.stream().filter(column -> column != given).toList();
            batch = RowRules.check(
                    schema, others, request.rowCount(), Optional.of(generatedKeys(key, request.rowCount())));
        }
        long timestamp = collections.open(meta).write(replacement(meta, request, oldKeys, batch));
        return new WriteResult(batch.column(key.id()), batch.rowCount(), timestamp);
    }

    /** An upsert of which the fields that were not sent come from the rows that it replaces. */
    WriteResult update(UpdateRequest update) {
        WriteRequest request = update.rows();
        CollectionMeta meta = target(request);
        FieldSchema key = meta.schema().primaryKey();
        List<InputColumn> columns = TimeColumns.parsed(request.columns(), meta.zone());
        keys(key, columns);
        PartialUpdate partial = UpdateRules.check(meta.schema(), columns, request.rowCount(), update.operations());
        Column oldKeys = partial.column(key);
        checkDistinct(oldKeys);
        Column newKeys = key.autoId() ? generatedKeys(key, request.rowCount()) : oldKeys;
        OptionalLong replacedIn = replacedIn(meta, request);
        RowReader.requireLoaded(RowReader.QUERY_FAILED, meta, readPartitions(meta, request));
        long timestamp = collections
                .open(meta)
                .update(
                        List.of(oldKeys, newKeys),
                        segment -> replacedIn.isEmpty() || segment.partitionId() == replacedIn.getAsLong(),
                        snapshot -> {
                            // Whoever has written to a field that was added meanwhile has found it in the catalog.
                            CollectionMeta now =
                                    catalog.find(meta.id()).orElseThrow(() -> Catalog.notFound(request.name()));
                            KeyLookup old = KeyLookup.of(snapshot, oldKeys);
                            ColumnBatch batch = partial.with(key, newKeys).merge(now.schema(), old);
                            return replacement(now, request, oldKeys, batch);
                        });
        return new WriteResult(newKeys, request.rowCount(), timestamp);
    }

    private static InputColumn keys(FieldSchema key, List<InputColumn> columns) {
        return columns.stream()
                .filter(column -> column.name().equals(key.name()))
                .findFirst()
                .orElseThrow(
                        () -> DatabaseException.invalid("must assign pk when upsert, primary field: " + key.name()));
    }

    private static Change replacement(CollectionMeta meta, WriteRequest request, Column oldKeys, ColumnBatch batch) {
        return new Change(
                Optional.of(oldKeys),
                replacedIn(meta, request),
                PartitionRouting.route(meta, request.partition(), batch));
    }

    /** With a partition key the row before may be in any partition; else only this one is looked at, as in Milvus. */
    private static OptionalLong replacedIn(CollectionMeta meta, WriteRequest request) {
        return meta.schema().partitionKey().isPresent()
                ? OptionalLong.empty()
                : OptionalLong.of(
                        PartitionRouting.partition(meta, request.partition()).id());
    }

    /** The partitions that have to be loaded to find the rows before; empty: all. */
    private static List<String> readPartitions(CollectionMeta meta, WriteRequest request) {
        PartitionRouting.requireNoneNamed(meta, request.partition().stream().toList());
        return meta.schema().partitionKey().isPresent()
                ? List.of()
                : List.of(PartitionRouting.partition(meta, request.partition()).name());
    }

    WriteResult delete(DeleteRequest request) {
        CollectionMeta meta = catalog.collection(request.name());
        OptionalLong partitionId = request.partition().isPresent()
                ? OptionalLong.of(
                        PartitionRouting.partition(meta, request.partition()).id())
                : OptionalLong.empty();
        Filter filter = reader.parse(
                "failed to create delete plan: ", request.filter(), meta, request.templates(), meta.zone());
        if (filter.isEverything()) {
            throw DatabaseException.invalid("delete plan can't be empty or always true : " + request.filter());
        }
        Collection collection = collections.open(meta);
        Column keys = filter.primaryKeys().map(KeySelection::column).orElseGet(() -> matching(meta, request, filter));
        if (keys.rowCount() == 0) {
            return new WriteResult(keys, 0, clock.next());
        }
        long timestamp = collection.write(Change.delete(keys, partitionId));
        return new WriteResult(keys, keys.rowCount(), timestamp);
    }

    private Column matching(CollectionMeta meta, DeleteRequest request, Filter filter) {
        List<String> partitions = request.partition().map(List::of).orElse(List.of());
        try (Snapshot snapshot = reader.snapshot(meta, partitions, request.consistency(), false)) {
            return Querier.matchingKeys(snapshot, filter);
        }
    }

    private CollectionMeta target(WriteRequest request) {
        CollectionMeta meta = catalog.collection(request.name());
        if (request.schemaTimestamp() != 0 && request.schemaTimestamp() != meta.updatedTimestamp()) {
            throw new DatabaseException(
                    ErrorCode.SCHEMA_MISMATCH,
                    "collection schema mismatch[collection=" + request.name().collection() + "]");
        }
        if (request.rowCount() <= 0) {
            throw DatabaseException.invalid(
                    "num_rows should be greater than 0", "invalid num_rows", request.rowCount());
        }
        return meta;
    }

    private Column generatedKeys(FieldSchema key, int count) {
        long first = clock.next(Math.max(1, count));
        ColumnBuilder builder = ColumnBuilder.of(key);
        for (int i = 0; i < count; i++) {
            if (key.type() == DataType.VARCHAR) {
                builder.add(Long.toString(first + i));
            } else {
                builder.add(first + i);
            }
        }
        return builder.build();
    }

    private static void checkDistinct(Column keys) {
        Set<Object> seen = new HashSet<>();
        for (int row = 0; row < keys.rowCount(); row++) {
            Object key = keys instanceof LongColumn longs ? longs.get(row) : ((BytesColumn) keys).string(row);
            if (!seen.add(key)) {
                throw DatabaseException.invalid("duplicate primary keys are not allowed in the same batch");
            }
        }
    }
}
