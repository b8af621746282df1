package io.elanus.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.engine.Collection.PartitionRows;
import io.elanus.engine.TestRows.Row;
import io.elanus.model.CollectionSchema;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.ColumnBatch;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import io.elanus.model.RowSet;
import io.elanus.model.Value;
import io.elanus.segment.ExpiryRule;
import io.elanus.segment.ExpiryRule.AfterWrite;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Rows that expire, under a clock that the test moves. */
class CollectionExpiryTest {
    private static final AfterWrite TTL = new AfterWrite(Duration.ofSeconds(10));

    private final TestStores stores = new TestStores().withExpiryRule(TTL);

    private static List<Long> keys(TestProcess process) {
        return process.rows().stream().map(Row::key).toList();
    }

    @Test
    void rowsAreInvisibleFromTheMillisecondOnAtWhichTheyExpire() throws Exception {
        try (TestProcess process = stores.open()) {
            stores.setWallMillis(100_000);
            process.insert(TestRows.range(1, 0, 3, 1));
            process.collection.flush();
            stores.setWallMillis(101_000);
            process.insert(TestRows.range(1, 3, 5, 1));

            stores.setWallMillis(109_999);
            assertThat(keys(process)).containsExactly(0L, 1L, 2L, 3L, 4L);
            stores.setWallMillis(110_000);
            assertThat(keys(process)).as("sealed rows are gone").containsExactly(3L, 4L);
            stores.setWallMillis(111_000);
            assertThat(keys(process)).as("growing rows are gone").isEmpty();
        }
    }

    @Test
    void anUpsertBeginsANewLife() throws Exception {
        try (TestProcess process = stores.open()) {
            stores.setWallMillis(100_000);
            process.insert(TestRows.range(1, 0, 2, 1));
            process.collection.flush();
            stores.setWallMillis(105_000);
            process.upsert(TestRows.range(1, 1, 2, 2));
            stores.setWallMillis(110_000);
            assertThat(process.rows()).containsExactly(new Row(1, 1, 2));
        }
    }

    @Test
    void anotherRuleHoldsForTheNextRead() throws Exception {
        try (TestProcess process = stores.open()) {
            stores.setWallMillis(100_000);
            process.insert(TestRows.range(1, 0, 2, 1));
            stores.setWallMillis(120_000);
            assertThat(keys(process)).isEmpty();
            stores.withExpiryRule(new AfterWrite(Duration.ofSeconds(21)));
            assertThat(keys(process)).containsExactly(0L, 1L);
            stores.withExpiryRule(new AfterWrite(Duration.ofSeconds(20)));
            assertThat(keys(process)).isEmpty();
            stores.withExpiryRule(ExpiryRule.NEVER);
            assertThat(keys(process)).containsExactly(0L, 1L);
        }
    }

    @Test
    void aSnapshotKeepsTheRowsItBeganWith() throws Exception {
        try (TestProcess process = stores.open()) {
            stores.setWallMillis(100_000);
            process.insert(TestRows.range(1, 0, 2, 1));
            try (Snapshot snapshot = process.snapshot()) {
                stores.setWallMillis(200_000);
                assertThat(TestRows.read(snapshot)).hasSize(2);
                assertThat(keys(process)).isEmpty();
            }
        }
    }

    @Test
    void aReadAtAnOlderTimestampSeesNoRowThatHasExpiredSince() throws Exception {
        try (TestProcess process = stores.open()) {
            stores.setWallMillis(100_000);
            long written = process.insert(TestRows.range(1, 0, 2, 1));
            stores.setWallMillis(200_000);
            try (Snapshot snapshot = process.snapshot(written, true)) {
                assertThat(TestRows.read(snapshot)).isEmpty();
            }
        }
    }

    @Test
    void expiredRowsStayExpiredAfterARestart() throws Exception {
        stores.setWallMillis(100_000);
        try (TestProcess process = stores.open()) {
            process.insert(TestRows.range(1, 0, 2, 1));
            process.collection.flush();
            process.insert(TestRows.range(1, 2, 4, 1));
        }
        stores.setWallMillis(109_999);
        try (TestProcess process = stores.open()) {
            assertThat(keys(process)).hasSize(4);
            stores.setWallMillis(110_000);
            assertThat(keys(process)).isEmpty();
        }
    }

    @Test
    void expiredRowsAreCountedUntilACompactionLeavesThemOut() throws Exception {
        try (TestProcess process = stores.open()) {
            stores.setWallMillis(100_000);
            process.insert(TestRows.range(1, 0, 6, 1));
            stores.setWallMillis(105_000);
            process.insert(TestRows.range(1, 6, 10, 1));
            process.collection.flush();
            process.delete(0, 1, 9);
            stores.setWallMillis(110_000);

            SegmentStatus before = process.collection.segments().get(0);
            assertThat(before.rowCount()).isEqualTo(10);
            assertThat(before.deadCount()).isEqualTo(3);
            assertThat(before.expiredCount()).isEqualTo(4);
            assertThat(before.liveCount()).isEqualTo(3);

            process.compact();

            SegmentStatus after = process.collection.segments().get(0);
            assertThat(after.rowCount()).isEqualTo(3);
            assertThat(after.liveCount()).isEqualTo(3);
            assertThat(keys(process)).containsExactly(6L, 7L, 8L);
        }
    }

    /**
     * milvus-io/milvus#52328: a null, which never expires, became the default of the field when rows were rewritten. The
     * database puts the default into rows that are written without a value; these are older than that.
     */
    @Test
    void nullTtlIsNotReplacedByTheDefault52328() throws Exception {
        long until = 101;
        CollectionSchema schema = CollectionSchema.of(
                "rows",
                FieldSchema.builder("key", DataType.INT64)
                        .id(TestRows.KEY)
                        .primaryKey(true)
                        .build(),
                FieldSchema.builder("until", DataType.TIMESTAMPTZ)
                        .id(until)
                        .nullable(true)
                        .defaultValue(new Value.Int(1))
                        .build());
        stores.withSchema(schema).withExpiryRule(new ExpiryRule.AtField(until));
        ColumnBuilder times = ColumnBuilder.of(DataType.TIMESTAMPTZ, 0);
        times.addNull().add(50_000_000L).addNull();
        stores.setWallMillis(49_999);
        try (TestProcess process = stores.open()) {
            process.insert(new PartitionRows(
                    1,
                    new ColumnBatch(
                            3, new TreeMap<>(Map.of(TestRows.KEY, LongColumn.of(1, 2, 3), until, times.build())))));
            process.collection.flush();
            assertThat(rowCount(process)).isEqualTo(3);
            stores.setWallMillis(50_000);
            assertThat(rowCount(process)).isEqualTo(2);
            process.compact();
            assertThat(process.collection.segments().get(0).rowCount()).isEqualTo(2);
            assertThat(rowCount(process)).isEqualTo(2);
        }
        try (TestProcess process = stores.open()) {
            assertThat(rowCount(process)).isEqualTo(2);
        }
    }

    private static int rowCount(TestProcess process) {
        try (Snapshot snapshot = process.snapshot()) {
            return snapshot.segments().stream()
                    .mapToInt(view -> Optional.ofNullable(view.visible())
                            .map(RowSet::cardinality)
                            .orElse(view.rowCount()))
                    .sum();
        }
    }
}
