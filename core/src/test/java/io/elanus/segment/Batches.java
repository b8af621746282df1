package io.elanus.segment;

import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.ColumnBatch;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Rows for tests: a key and a text that may be null. */
final class Batches {
    static final long KEY = 100;
    static final long TEXT = 101;

    private Batches() {}

    static CollectionSchema schema(DataType keyType) {
        FieldSchema.Builder key = FieldSchema.builder("key", keyType).id(KEY).primaryKey(true);
        return CollectionSchema.of(
                "rows",
                keyType == DataType.VARCHAR ? key.maxLength(65_535).build() : key.build(),
                FieldSchema.builder("text", DataType.VARCHAR)
                        .id(TEXT)
                        .nullable(true)
                        .maxLength(65_535)
                        .build());
    }

    /** A segment with every field of the schema and no rows yet. */
    static GrowingSegment growing(CollectionSchema schema) {
        Set<Long> fieldIds = schema.fields().stream().map(FieldSchema::id).collect(Collectors.toSet());
        return new GrowingSegment(1, 2, new LiveSchema(schema), fieldIds);
    }

    /** Rows whose text is {@code t} and the key; null where the key is a multiple of 5. */
    static ColumnBatch longs(long... keys) {
        ColumnBuilder column = ColumnBuilder.of(DataType.INT64, 0);
        ColumnBuilder texts = ColumnBuilder.of(DataType.VARCHAR, 0);
        for (long key : keys) {
            column.add(key);
            addText(texts, key);
        }
        return batch(keys.length, column.build(), texts.build());
    }

    private static void addText(ColumnBuilder texts, long key) {
        if (key % 5 == 0) {
            texts.addNull();
        } else {
            texts.add("t" + key);
        }
    }

    static ColumnBatch texts(String... keys) {
        ColumnBuilder column = ColumnBuilder.of(DataType.VARCHAR, 0);
        Arrays.stream(keys).forEach(column::add);
        return batch(keys.length, column.build(), column.build());
    }

    private static ColumnBatch batch(int rowCount, Column keys, Column texts) {
        return new ColumnBatch(rowCount, new TreeMap<>(Map.of(KEY, keys, TEXT, texts)));
    }

    static Column key(String key) {
        return ColumnBuilder.of(DataType.VARCHAR, 0).add(key).build();
    }
}
