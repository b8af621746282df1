package io.elanus.engine;

import io.elanus.engine.Collection.PartitionRows;
import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.Column.IntColumn;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.Column.VectorColumn;
import io.elanus.model.ColumnBatch;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import io.elanus.model.RowSet;
import io.elanus.segment.RowBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Rows for tests: a key, a number, and columns that follow from the number, so that a row that got mixed up is noticed. */
final class TestRows {
    static final int DIM = 4;
    static final long KEY = 100;
    static final long NUMBER = 101;
    static final long TEXT = 102;
    static final long VECTOR = 103;

    private static final CollectionSchema PLAIN = CollectionSchema.of(
            "rows",
            FieldSchema.builder("key", DataType.INT64).id(KEY).primaryKey(true).build(),
            FieldSchema.builder("number", DataType.INT32).id(NUMBER).build(),
            FieldSchema.builder("text", DataType.VARCHAR)
                    .id(TEXT)
                    .nullable(true)
                    .maxLength(1000)
                    .build(),
            FieldSchema.builder("vector", DataType.FLOAT_VECTOR)
                    .id(VECTOR)
                    .dim(DIM)
                    .build());

    static final CollectionSchema SCHEMA = clusteredBy(NUMBER);

    private TestRows() {}

    /** @param fieldId the clustering key; 0 for none */
    static CollectionSchema clusteredBy(long fieldId) {
        return schema(field ->
                field.id() == fieldId ? field.toBuilder().clusteringKey(true).build() : field);
    }

    /** The schema with other fields. */
    static CollectionSchema schema(UnaryOperator<FieldSchema> change) {
        return new CollectionSchema(
                PLAIN.name(), "", PLAIN.fields().stream().map(change).toList(), false);
    }

    record Row(long partitionId, long key, int number) {}

    static PartitionRows of(long partitionId, Map<Long, Integer> numbers) {
        ColumnBuilder keys = ColumnBuilder.of(DataType.INT64, 0);
        ColumnBuilder values = ColumnBuilder.of(DataType.INT32, 0);
        ColumnBuilder texts = ColumnBuilder.of(DataType.VARCHAR, 0);
        ColumnBuilder vectors = ColumnBuilder.of(DataType.FLOAT_VECTOR, DIM);
        numbers.forEach((key, number) -> {
            keys.add(key);
            values.add(number);
            if (hasText(number)) {
                texts.add(text(number));
            } else {
                texts.addNull();
            }
            vectors.add(vector(number));
        });
        TreeMap<Long, Column> columns = new TreeMap<>(
                Map.of(KEY, keys.build(), NUMBER, values.build(), TEXT, texts.build(), VECTOR, vectors.build()));
        return new PartitionRows(partitionId, new ColumnBatch(numbers.size(), columns));
    }

    /** Rows with the keys from {@code from} to {@code to} - 1. */
    static PartitionRows range(long partitionId, long from, long to, int number) {
        Map<Long, Integer> numbers = new TreeMap<>();
        for (long key = from; key < to; key++) {
            numbers.put(key, number);
        }
        return of(partitionId, numbers);
    }

    private static boolean hasText(int number) {
        return number % 3 != 0;
    }

    private static String text(int number) {
        return "number " + number;
    }

    private static float[] vector(int number) {
        float[] vector = new float[DIM];
        for (int i = 0; i < DIM; i++) {
            vector[i] = (number * 31 + i * 7) % 101;
        }
        return vector;
    }

    /** Everything that a snapshot sees, by partition and key and number. */
    static List<Row> read(Snapshot snapshot) {
        List<Row> rows = new ArrayList<>();
        for (SegmentView view : snapshot.segments()) {
            RowSet visible = view.visible();
            for (RowBlock block : view.blocks()) {
                for (int row = 0; row < block.rowCount(); row++) {
                    if (visible == null || visible.contains(block.firstRow() + row)) {
                        rows.add(read(view.segment().partitionId(), block, row));
                    }
                }
            }
        }
        rows.sort(Comparator.comparingLong(Row::partitionId)
                .thenComparingLong(Row::key)
                .thenComparingInt(Row::number));
        return rows;
    }

    private static Row read(long partitionId, RowBlock block, int row) {
        long key = ((LongColumn) block.column(KEY)).get(row);
        int number = ((IntColumn) block.column(NUMBER)).get(row);
        BytesColumn texts = (BytesColumn) block.column(TEXT);
        float[] vector = ((VectorColumn) block.column(VECTOR)).get(row);
        boolean whole = texts.isNull(row) != hasText(number)
                && (texts.isNull(row) || texts.string(row).equals(text(number)))
                && Arrays.equals(vector, vector(number));
        if (!whole) {
            throw new AssertionError("row is mixed up: key=" + key + ", number=" + number + ", text="
                    + (texts.isNull(row) ? "null" : texts.string(row)) + ", vector=" + Arrays.toString(vector));
        }
        return new Row(partitionId, key, number);
    }
}
