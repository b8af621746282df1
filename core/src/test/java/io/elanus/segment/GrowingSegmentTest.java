package io.elanus.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.model.CollectionSchema;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.ColumnBatch;
import io.elanus.model.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class GrowingSegmentTest {
    private static GrowingSegment segment(DataType keyType) {
        return Batches.growing(Batches.schema(keyType));
    }

    private static long[] keys(Segment segment, int rowCount) {
        List<Long> keys = new ArrayList<>();
        for (RowBlock block : segment.blocks(rowCount)) {
            assertThat(block.firstRow() % 64).isZero();
            LongColumn column = (LongColumn) block.column(Batches.KEY);
            BytesColumn texts = (BytesColumn) block.column(Batches.TEXT);
            for (int row = 0; row < block.rowCount(); row++) {
                long key = column.get(row);
                keys.add(key);
                assertThat(texts.isNull(row)).isEqualTo(key % 5 == 0);
                assertThat(texts.isNull(row) ? "" : texts.string(row)).isEqualTo(key % 5 == 0 ? "" : "t" + key);
            }
        }
        return keys.stream().mapToLong(Long::longValue).toArray();
    }

    @Test
    void rowsComeBackInTheOrderInWhichTheyCameWhateverTheSizesOfTheWrites() {
        Random random = new Random(3);
        GrowingSegment segment = segment(DataType.INT64);
        long next = 0;
        // Beyond the first chunk, which holds 16384 rows of this schema.
        while (next < 40_000) {
            long count = random.nextInt(4) == 0 ? random.nextInt(20_000) : 1 + random.nextInt(100);
            segment.append(Batches.longs(LongStream.range(next, next + count).toArray()), next + 1);
            next += count;
        }
        int rowCount = Math.toIntExact(next);
        assertThat(segment.rowCount()).isEqualTo(rowCount);
        assertThat(keys(segment, rowCount))
                .isEqualTo(LongStream.range(0, rowCount).toArray());
        assertThat(keys(segment, 17_000)).hasSize(17_000);
        segment.letGo();
    }

    @Test
    void aReadSeesTheRowsUpToItsTimestamp() {
        GrowingSegment segment = segment(DataType.INT64);
        assertThat(segment.rowCountAt(Long.MAX_VALUE)).isZero();
        segment.append(Batches.longs(1, 2, 3), 10);
        segment.append(Batches.longs(4), 20);
        segment.append(Batches.longs(5, 6), 30);
        assertThat(segment.rowCountAt(9)).isZero();
        assertThat(segment.rowCountAt(10)).isEqualTo(3);
        assertThat(segment.rowCountAt(19)).isEqualTo(3);
        assertThat(segment.rowCountAt(20)).isEqualTo(4);
        assertThat(segment.rowCountAt(30)).isEqualTo(6);
        assertThat(segment.timestamp(3)).isEqualTo(20);
        segment.letGo();
    }

    @Test
    void blocksThatWereTakenDoNotChangeWhenMoreRowsCome() {
        GrowingSegment segment = segment(DataType.INT64);
        segment.append(Batches.longs(5, 1), 10);
        List<RowBlock> before = segment.blocks(2);
        LongColumn keys = (LongColumn) before.get(0).column(Batches.KEY);
        BytesColumn texts = (BytesColumn) before.get(0).column(Batches.TEXT);

        segment.append(Batches.longs(LongStream.range(0, 3_000).toArray()), 20);

        assertThat(keys.get(1)).isEqualTo(1);
        assertThat(texts.isNull(0)).isTrue();
        assertThat(texts.string(1)).isEqualTo("t1");
        assertThat(before.get(0).rowCount()).isEqualTo(2);
        segment.letGo();
    }

    @Test
    void aDeleteKillsOlderRowsOfItsKeyOnceEach() {
        GrowingSegment segment = segment(DataType.INT64);
        segment.append(Batches.longs(1, 2, 1), 10);
        segment.append(Batches.longs(1), 20);
        LongColumn one = LongColumn.of(1);
        assertThat(segment.delete(one, 0, 10))
                .as("rows of the same timestamp live")
                .isZero();
        assertThat(segment.delete(one, 0, 20)).isEqualTo(2);
        assertThat(segment.delete(one, 0, 21)).isEqualTo(1);
        assertThat(segment.delete(one, 0, 22)).isZero();
        assertThat(segment.delete(LongColumn.of(99), 0, 22)).isZero();
        assertThat(segment.deaths().count()).isEqualTo(3);
        assertThat(segment.aliveAt(20, 4)).satisfies(rows -> {
            assertThat(rows.contains(1)).isTrue();
            assertThat(rows.contains(3)).isTrue();
            assertThat(rows.cardinality()).isEqualTo(2);
        });
        segment.letGo();
    }

    @Test
    void longAndEmptyTextsAreKeys() {
        GrowingSegment segment = segment(DataType.VARCHAR);
        String longKey = "x".repeat(65_535);
        segment.append(Batches.texts("", longKey, "\u00e4\ud83d\ude00", "", longKey.substring(1)), 10);
        assertThat(segment.find(Batches.key(""), 0)).containsExactlyInAnyOrder(0, 3);
        assertThat(segment.find(Batches.key(longKey), 0)).containsExactly(1);
        assertThat(segment.find(Batches.key("\u00e4\ud83d\ude00"), 0)).containsExactly(2);
        assertThat(segment.find(Batches.key("\u00e4"), 0)).isEmpty();
        segment.letGo();
    }

    @Test
    void itsBytesAreThoseOfTheBatches() {
        GrowingSegment segment = segment(DataType.INT64);
        ColumnBatch batch = Batches.longs(1, 5, 22);
        segment.append(batch, 10);
        segment.append(batch, 11);
        assertThat(segment.byteSize()).isEqualTo(2 * GrowingSegment.bytesOf(batch));
        // Key and timestamp of 8 bytes each, an offset of 8 bytes, and the texts.
        assertThat(GrowingSegment.bytesOf(batch)).isEqualTo(3 * 24 + "t1t22".length());
        segment.letGo();
    }

    @Test
    void afterTheLastHolderLetGoNothingCanBeRead() {
        GrowingSegment segment = segment(DataType.INT64);
        segment.append(Batches.longs(1), 10);
        LongColumn keys = (LongColumn) segment.blocks(1).get(0).column(Batches.KEY);
        segment.hold();
        segment.letGo();
        assertThat(keys.get(0)).isEqualTo(1);
        segment.letGo();
        assertThatThrownBy(() -> keys.get(0)).isInstanceOf(IllegalStateException.class);
        assertThat(segment.tryHold()).isFalse();
        assertThatThrownBy(segment::hold).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void timestampsAreAColumnLikeAnyOther() {
        GrowingSegment segment = segment(DataType.INT64);
        segment.append(Batches.longs(1, 2), 10);
        LongColumn timestamps = (LongColumn) segment.blocks(2).get(0).column(CollectionSchema.TIMESTAMP_FIELD_ID);
        assertThat(timestamps.get(1)).isEqualTo(10);
        assertThatThrownBy(() -> segment.blocks(2).get(0).column(999))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("field=999");
        segment.letGo();
    }
}
