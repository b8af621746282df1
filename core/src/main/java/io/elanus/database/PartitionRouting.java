package io.elanus.database;

import io.elanus.engine.Collection.PartitionRows;
import io.elanus.model.Column;
import io.elanus.model.ColumnBatch;
import io.elanus.model.Columns;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import io.elanus.model.FieldSchema;
import io.elanus.model.PartitionDescription;
import io.elanus.segment.PrimaryKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Which partition rows go to: the one named, the default one, or the one that the hash of the partition key says. */
final class PartitionRouting {
    private PartitionRouting() {}

    static List<PartitionRows> route(CollectionMeta meta, Optional<String> named, ColumnBatch batch) {
        Optional<FieldSchema> key = meta.schema().partitionKey();
        if (key.isEmpty()) {
            return List.of(new PartitionRows(partition(meta, named).id(), batch));
        }
        requireNoneNamed(meta, named.stream().toList());
        Column keys = batch.column(key.get().id());
        int count = meta.partitions().size();
        int[] targets = IntStream.range(0, batch.rowCount())
                .map(row -> PrimaryKeys.shard(keys, row, count))
                .toArray();
        List<PartitionRows> parts = new ArrayList<>();
        for (int partition = 0; partition < count; partition++) {
            int wanted = partition;
            int[] rows = IntStream.range(0, targets.length)
                    .filter(row -> targets[row] == wanted)
                    .toArray();
            if (rows.length > 0) {
                parts.add(new PartitionRows(meta.partitions().get(partition).id(), gather(meta, batch, rows)));
            }
        }
        return parts;
    }

    private static ColumnBatch gather(CollectionMeta meta, ColumnBatch batch, int[] rows) {
        TreeMap<Long, Column> columns = new TreeMap<>();
        batch.columns()
                .forEach((fieldId, column) ->
                        columns.put(fieldId, Columns.gather(meta.schema().field(fieldId), column, rows)));
        return new ColumnBatch(rows.length, columns);
    }

    /** The partition named, or the default one. */
    static PartitionDescription partition(CollectionMeta meta, Optional<String> named) {
        requireNoneNamed(meta, named.stream().toList());
        String wanted = named.filter(text -> !text.isEmpty()).orElse(PartitionDescription.DEFAULT_NAME);
        NameRules.checkPartition(wanted);
        return meta.partition(wanted)
                .orElseThrow(() -> new DatabaseException(
                        ErrorCode.PARTITION_NOT_FOUND, "partition not found[partition=" + wanted + "]"));
    }

    /** With a partition key, partitions are the database's own. */
    static void requireNoneNamed(CollectionMeta meta, List<String> names) {
        if (meta.schema().partitionKey().isPresent() && names.stream().anyMatch(name -> !name.isEmpty())) {
            throw DatabaseException.invalid(
                    "not support manually specifying the partition names if partition key mode is used");
        }
    }
}
