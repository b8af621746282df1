package io.elanus.engine;

import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.ColumnBatch;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.Columns;
import io.elanus.segment.PrimaryKeys;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Cuts rows and keys into those of each shard. */
final class ShardSplit {
    private ShardSplit() {}

    /** One batch a shard, in the order of the shards; possibly without rows. */
    static List<ColumnBatch> batches(CollectionSchema schema, ColumnBatch batch, int shardCount) {
        if (shardCount == 1) {
            return List.of(batch);
        }
        List<ColumnBatch> parts = new ArrayList<>();
        for (int[] rows : rows(batch.column(schema.primaryKey().id()), shardCount)) {
            TreeMap<Long, Column> columns = new TreeMap<>();
            // Nobody will read what is there for fields that were dropped a moment ago.
            batch.columns()
                    .forEach((fieldId, column) -> schema.find(fieldId)
                            .ifPresent(field -> columns.put(fieldId, Columns.gather(field, column, rows))));
            parts.add(new ColumnBatch(rows.length, columns));
        }
        return parts;
    }

    /** The keys of each shard, in the order of the shards; possibly none. */
    static List<Column> keys(Column keys, int shardCount) {
        if (shardCount == 1) {
            return List.of(keys);
        }
        List<Column> parts = new ArrayList<>();
        for (int[] rows : rows(keys, shardCount)) {
            ColumnBuilder builder = PrimaryKeys.builderLike(keys);
            for (int row : rows) {
                builder.addRow(keys, row);
            }
            parts.add(builder.build());
        }
        return parts;
    }

    /** The numbers of the shards that own keys. */
    static BitSet shards(List<Column> keys, int shardCount) {
        BitSet shards = new BitSet(shardCount);
        for (Column column : keys) {
            for (int row = 0; row < column.rowCount(); row++) {
                shards.set(PrimaryKeys.shard(column, row, shardCount));
            }
        }
        return shards;
    }

    private static List<int[]> rows(Column keys, int shardCount) {
        int[] shards = new int[keys.rowCount()];
        for (int row = 0; row < shards.length; row++) {
            shards[row] = PrimaryKeys.shard(keys, row, shardCount);
        }
        List<int[]> rows = new ArrayList<>();
        for (int shard = 0; shard < shardCount; shard++) {
            int wanted = shard;
            rows.add(IntStream.range(0, shards.length)
                    .filter(row -> shards[row] == wanted)
                    .toArray());
        }
        return rows;
    }
}
