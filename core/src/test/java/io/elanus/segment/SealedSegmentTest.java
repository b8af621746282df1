package io.elanus.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.durable.MemoryObjectStore;
import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.ColumnBatch;
import io.elanus.model.DataType;
import io.elanus.model.RowSet;
import io.elanus.model.SegmentDescription.Level;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SealedSegmentTest {
    private final MemoryObjectStore objects = new MemoryObjectStore();
    private List<SealedSegment> opened = List.of();

    @AfterEach
    void letGo() {
        opened.forEach(Segment::letGo);
    }

    /** Batches at the timestamps 10, 20, 30 and so on, brought to rest. */
    private SealedSegment sealed(DataType keyType, ColumnBatch... batches) {
        CollectionSchema schema = Batches.schema(keyType);
        GrowingSegment growing = Batches.growing(schema);
        long timestamp = 0;
        for (ColumnBatch batch : batches) {
            timestamp += 10;
            growing.append(batch, timestamp);
        }
        List<RowBlock> blocks = growing.blocks(growing.rowCount());
        long[] order = RowOrder.byPrimaryKey(blocks, Collections.nCopies(blocks.size(), null), Batches.KEY);
        SegmentMeta meta = new SegmentWriter(objects, schema)
                .write(new SegmentWriter.Target("segment/", 1, 2, Level.L1, 0, List.of()), blocks, order);
        growing.letGo();
        opened = List.of(new SegmentOpener(objects, schema).open(meta, List.of()));
        return opened.get(0);
    }

    @Test
    void findGivesEveryRowOfAKey() {
        SealedSegment segment = sealed(
                DataType.INT64,
                Batches.longs(7, 3, 3, 9),
                Batches.longs(3, Long.MIN_VALUE, Long.MAX_VALUE),
                Batches.longs(9));
        assertThat(segment.find(LongColumn.of(3), 0)).containsExactly(1, 2, 3);
        assertThat(segment.find(LongColumn.of(0, 9), 1)).containsExactly(5, 6);
        assertThat(segment.find(LongColumn.of(Long.MIN_VALUE), 0)).containsExactly(0);
        assertThat(segment.find(LongColumn.of(Long.MAX_VALUE), 0)).containsExactly(7);
        assertThat(segment.find(LongColumn.of(4), 0)).isEmpty();
        assertThat(segment.timestamp(3)).as("rows of one key, oldest first").isEqualTo(20);
    }

    @Test
    void findOutsideTheKeysOfTheSegmentIsEmpty() {
        SealedSegment segment = sealed(DataType.VARCHAR, Batches.texts("b", "c", "b"));
        assertThat(segment.find(Batches.key("a"), 0)).isEmpty();
        assertThat(segment.find(Batches.key("b"), 0)).containsExactly(0, 1);
        assertThat(segment.find(Batches.key("bb"), 0)).isEmpty();
        assertThat(segment.find(Batches.key("cc"), 0)).isEmpty();
        assertThat(segment.find(Batches.key(""), 0)).isEmpty();
    }

    @Test
    void aReadAtATimestampSeesTheRowsWrittenAndNotDeadByThen() {
        SealedSegment segment = sealed(DataType.INT64, Batches.longs(1, 4), Batches.longs(2), Batches.longs(3));
        segment.delete(LongColumn.of(1), 0, 25);
        assertThat(segment.rowCountAt(9)).isZero();
        assertThat(segment.rowCountAt(10)).isEqualTo(4);
        assertThat(segment.aliveAt(10, 4)).isEqualTo(rows(0, 3));
        assertThat(segment.aliveAt(20, 4)).isEqualTo(rows(0, 1, 3));
        assertThat(segment.aliveAt(25, 4)).isEqualTo(rows(1, 3));
        assertThat(segment.aliveAt(30, 4)).isEqualTo(rows(1, 2, 3));
        assertThat(segment.aliveAt(29, 4)).isEqualTo(rows(1, 3));
    }

    private static RowSet rows(int... rows) {
        RowSet set = RowSet.none(4);
        for (int row : rows) {
            set.add(row);
        }
        return set;
    }

    @Test
    void aSegmentOpenedAgainSharesDeathsAndFilesWithTheOneBefore() {
        SealedSegment before = sealed(DataType.INT64, Batches.longs(1, 2));
        SealedSegment after = new SegmentOpener(objects, Batches.schema(DataType.INT64))
                .reopen(before, before.meta().withIndexes(List.of()), List.of());
        before.letGo();
        opened = List.of(after);

        after.delete(LongColumn.of(2), 0, 50);

        assertThat(before.deaths().contains(1)).isTrue();
        Column keys = after.column(Batches.KEY);
        assertThat(((LongColumn) keys).get(1)).isEqualTo(2);
        after.letGo();
        opened = List.of();
        assertThatThrownBy(() -> ((LongColumn) keys).get(1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatWasDeletedInTheStoreCanBeReadAsLongAsItIsHeld() {
        SealedSegment segment = sealed(DataType.INT64, Batches.longs(1, 2));
        objects.delete(segment.meta().keys());
        assertThat(objects.list("")).isEmpty();
        assertThat(((LongColumn) segment.column(Batches.KEY)).get(0)).isEqualTo(1);
    }

    @Test
    void anOpeningThatFailsLeavesNothingOpen() {
        SealedSegment segment = sealed(DataType.INT64, Batches.longs(1, 2));
        objects.delete(List.of(segment.meta().keys().get(2)));
        SegmentOpener opener = new SegmentOpener(objects, Batches.schema(DataType.INT64));
        assertThatThrownBy(() -> opener.open(segment.meta(), List.of())).hasMessageContaining("object is missing");
    }
}
