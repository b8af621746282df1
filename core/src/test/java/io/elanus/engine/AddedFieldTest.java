package io.elanus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.engine.Collection.PartitionRows;
import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.ColumnBatch;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.CompactionStatus.PlanState;
import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import io.elanus.model.IndexParams.HnswParams;
import io.elanus.model.Metric;
import io.elanus.model.RowSet;
import io.elanus.model.Value;
import io.elanus.segment.IndexDefinition;
import io.elanus.segment.RowBlock;
import io.elanus.segment.SealedSegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A field is added while rows of the collection grow, lie in files, and wait in the log. */
class AddedFieldTest {
    private static final long ADDED = TestRows.SCHEMA.fieldIdMax() + 1;
    private static final CollectionSchema WITH_DEFAULT =
            TestRows.SCHEMA.withField(FieldSchema.builder("score", DataType.INT64)
                    .nullable(true)
                    .defaultValue(new Value.Int(5))
                    .build());
    private static final CollectionSchema WITH_NULL = TestRows.SCHEMA.withField(
            FieldSchema.builder("score", DataType.INT64).nullable(true).build());

    private final TestStores stores = new TestStores().withShards(2);

    /** What the catalog does: it knows the field first, then the rows do. */
    private void add(TestProcess process, CollectionSchema schema) {
        stores.withSchema(schema);
        process.collection.schemaChanged(schema);
    }

    /** Rows that came with a value, or null, in the added field. */
    private static PartitionRows rows(long from, long to, @Nullable Long score) {
        PartitionRows older = TestRows.range(1, from, to, 1);
        ColumnBuilder scores = ColumnBuilder.of(DataType.INT64, 0);
        for (long key = from; key < to; key++) {
            if (score == null) {
                scores.addNull();
            } else {
                scores.add(score);
            }
        }
        TreeMap<Long, Column> columns = new TreeMap<>(older.batch().columns());
        columns.put(ADDED, scores.build());
        return new PartitionRows(1, new ColumnBatch(older.batch().rowCount(), columns));
    }

    /** The value of each row in the added field, by key. */
    private static Map<Long, Optional<Long>> scores(Snapshot snapshot) {
        Map<Long, Optional<Long>> scores = new TreeMap<>();
        for (SegmentView view : snapshot.segments()) {
            RowSet visible = view.visible();
            for (RowBlock block : view.blocks()) {
                LongColumn keys = (LongColumn) block.column(TestRows.KEY);
                LongColumn values = (LongColumn) block.column(ADDED);
                for (int row = 0; row < block.rowCount(); row++) {
                    if (visible == null || visible.contains(block.firstRow() + row)) {
                        Optional<Long> value = values.isNull(row) ? Optional.empty() : Optional.of(values.get(row));
                        scores.put(keys.get(row), value);
                    }
                }
            }
        }
        return scores;
    }

    private static Map<Long, Optional<Long>> scores(TestProcess process) {
        try (Snapshot snapshot = process.snapshot()) {
            return scores(snapshot);
        }
    }

    private static Map<Long, Optional<Long>> expected(Optional<Long> older) {
        Map<Long, Optional<Long>> expected = new TreeMap<>();
        for (long key = 0; key < 40; key++) {
            expected.put(key, key < 30 ? older : key < 35 ? Optional.of(9L) : Optional.empty());
        }
        return expected;
    }

    private void liveThrough(CollectionSchema schema, Optional<Long> older) throws InterruptedException {
        try (TestProcess process = stores.open()) {
            process.insert(TestRows.range(1, 0, 10, 1));
            process.collection.flush();
            process.insert(TestRows.range(1, 10, 20, 1));
            add(process, schema);
            // A client that does not know of the field yet.
            process.insert(TestRows.range(1, 20, 30, 1));
            process.insert(rows(30, 35, 9L), rows(35, 40, null));
            assertThat(scores(process)).as("in memory").isEqualTo(expected(older));
        }
        try (TestProcess process = stores.open()) {
            assertThat(scores(process)).as("from the log").isEqualTo(expected(older));
            process.collection.flush();
            assertThat(scores(process)).as("flushed").isEqualTo(expected(older));
        }
        try (TestProcess process = stores.open()) {
            assertThat(scores(process)).as("from files").isEqualTo(expected(older));
            assertThat(process.status(process.compact()).count(PlanState.COMPLETED))
                    .isPositive();
            assertThat(scores(process)).as("compacted").isEqualTo(expected(older));
            assertThat(process.rows()).hasSize(40);
        }
        try (TestProcess process = stores.open()) {
            assertThat(scores(process)).as("compacted and opened").isEqualTo(expected(older));
            for (Shard shard : process.collection.shards()) {
                assertThat(shard.manifest().segments())
                        .allMatch(segment -> segment.columns().stream().anyMatch(file -> file.fieldId() == ADDED));
            }
        }
    }

    @Test
    void theDefaultOfAnAddedFieldIsNotNullAfterACompaction() throws InterruptedException {
        liveThrough(WITH_DEFAULT, Optional.of(5L));
    }

    @Test
    void nullInAnAddedFieldIsNotTheZeroAfterACompaction() throws InterruptedException {
        liveThrough(WITH_NULL, Optional.empty());
    }

    @Test
    void anExplicitNullIsNotTheDefaultAfterACompaction() throws InterruptedException {
        try (TestProcess process = stores.open()) {
            process.insert(TestRows.range(1, 0, 5, 1));
            add(process, WITH_DEFAULT);
            process.insert(rows(5, 10, null));
            process.collection.flush();
            process.compact();
            assertThat(scores(process))
                    .hasSize(10)
                    .allSatisfy(
                            (key, score) -> assertThat(score).isEqualTo(key < 5 ? Optional.of(5L) : Optional.empty()));
        }
    }

    @Test
    void aSnapshotTakenBeforeKeepsItsSchemaAndOneTakenLaterDoesNot() throws InterruptedException {
        try (TestProcess process = stores.open()) {
            process.insert(TestRows.range(1, 0, 10, 1));
            process.collection.flush();
            Snapshot before = process.snapshot();

            add(process, WITH_DEFAULT);
            process.collection.flush();
            process.compact();

            assertThat(before.schema()).isEqualTo(TestRows.SCHEMA);
            assertThat(TestRows.read(before)).hasSize(10);
            before.close();
            try (Snapshot after = process.snapshot()) {
                assertThat(after.schema()).isEqualTo(WITH_DEFAULT);
            }
        }
    }

    @Test
    void rowsAreUpsertedAndDeletedAcrossTheChange() throws InterruptedException {
        try (TestProcess process = stores.open()) {
            process.insert(TestRows.range(1, 0, 10, 1));
            add(process, WITH_DEFAULT);
            process.upsert(rows(0, 3, 7L));
            process.upsert(TestRows.range(1, 3, 5, 2));
            process.delete(9);
            Map<Long, Optional<Long>> now = scores(process);
            assertThat(now).hasSize(9).containsEntry(0L, Optional.of(7L)).containsEntry(4L, Optional.of(5L));
            assertThat(process.rows()).hasSize(9);

            process.collection.flush();
            process.compact();
            assertThat(scores(process)).isEqualTo(now);
        }
    }

    @Test
    void theBudgetOfGrowingRowsComesOutEven() throws InterruptedException {
        try (TestProcess process = stores.open()) {
            process.insert(TestRows.range(1, 0, 10, 1));
            add(process, WITH_DEFAULT);
            process.insert(rows(10, 20, 7L));
            process.insert(TestRows.range(1, 20, 30, 1));
            process.collection.flush();
            assertThat(process.resources.growing().used()).isZero();
            assertThat(process.collection.segments()).allMatch(SegmentStatus::atRest);
        }
    }

    @Test
    void segmentsWithoutAVectorNeedNoIndexFileAndGetOneWhenTheyAreMerged() throws InterruptedException {
        stores.withShards(1);
        CollectionSchema schema = TestRows.SCHEMA.withField(FieldSchema.builder("later", DataType.FLOAT_VECTOR)
                .nullable(true)
                .dim(2)
                .build());
        IndexDefinition index = new IndexDefinition(70, "later", ADDED, new HnswParams(4, 8), Optional.of(Metric.L2));
        try (TestProcess process = stores.open()) {
            process.insert(TestRows.range(1, 0, 50, 1));
            process.collection.flush();
            add(process, schema);
            stores.withIndexes(List.of(index));
            process.collection.indexesChanged(List.of(index));
            assertThat(process.collection.segments())
                    .singleElement()
                    .satisfies(
                            segment -> assertThat(segment.meta().orElseThrow().indexes())
                                    .singleElement()
                                    .matches(file -> !file.hasFile()));

            process.insert(withVectors(50, 100));
            process.collection.flush();
            process.compact();
        }
        try (TestProcess process = stores.open();
                Snapshot snapshot = process.snapshot()) {
            SealedSegment merged =
                    (SealedSegment) snapshot.segments().getFirst().segment();
            assertThat(snapshot.segments()).hasSize(1);
            assertThat(merged.vectorIndex(ADDED)).isPresent();
            assertThat(merged.column(ADDED).isNull(49)).isTrue();
            assertThat(((Column.VectorColumn) merged.column(ADDED)).get(50)).containsExactly(50, 1);
        }
    }

    private static PartitionRows withVectors(long from, long to) {
        PartitionRows older = TestRows.range(1, from, to, 1);
        ColumnBuilder vectors = ColumnBuilder.of(DataType.FLOAT_VECTOR, 2);
        for (long key = from; key < to; key++) {
            vectors.add(new float[] {key, 1});
        }
        TreeMap<Long, Column> columns = new TreeMap<>(older.batch().columns());
        columns.put(ADDED, vectors.build());
        return new PartitionRows(1, new ColumnBatch(older.batch().rowCount(), columns));
    }

    @Test
    void aFieldThatWasNotAddedHasNoValues() throws InterruptedException {
        try (TestProcess process = stores.open()) {
            process.insert(TestRows.range(1, 0, 10, 1));
            assertThatThrownBy(() -> scores(process)).hasMessageContaining("segment has no such column");
        }
    }
}
