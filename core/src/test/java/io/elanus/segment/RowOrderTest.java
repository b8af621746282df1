package io.elanus.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.model.ColumnBatch;
import io.elanus.model.DataType;
import io.elanus.model.RowSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RowOrderTest {
    private final List<GrowingSegment> segments = new ArrayList<>();

    @AfterEach
    void letGo() {
        segments.forEach(Segment::letGo);
    }

    private RowBlock block(DataType keyType, long timestamp, ColumnBatch... batches) {
        GrowingSegment segment = Batches.growing(Batches.schema(keyType));
        segments.add(segment);
        long next = timestamp;
        for (ColumnBatch batch : batches) {
            segment.append(batch, next++);
        }
        return segment.blocks(segment.rowCount()).get(0);
    }

    private static List<String> order(List<RowBlock> blocks, List<RowSet> kept) {
        return Arrays.stream(RowOrder.byPrimaryKey(blocks, kept, Batches.KEY))
                .mapToObj(reference -> RowOrder.block(reference) + "/" + RowOrder.row(reference))
                .toList();
    }

    @Test
    void rowsGoByKeyAndThenByTimestamp() {
        RowBlock newer = block(DataType.INT64, 20, Batches.longs(3, 1), Batches.longs(1));
        RowBlock older = block(DataType.INT64, 10, Batches.longs(1, -7, Long.MAX_VALUE, Long.MIN_VALUE));
        assertThat(order(List.of(newer, older), Collections.nCopies(2, null)))
                .containsExactly("1/3", "1/1", "1/0", "0/1", "0/2", "0/0", "1/2");
    }

    @Test
    void rowsThatAreNotKeptAreLeftOut() {
        RowBlock first = block(DataType.INT64, 10, Batches.longs(1, 2, 3));
        RowBlock second = block(DataType.INT64, 20, Batches.longs(2, 4));
        RowSet kept = RowSet.none(3);
        kept.add(2);
        assertThat(order(List.of(first, second), Arrays.asList(kept, null))).containsExactly("1/0", "0/2", "1/1");
        assertThat(order(List.of(first), List.of(RowSet.none(3)))).isEmpty();
        assertThat(order(List.of(), List.of())).isEmpty();
    }

    /** Rows that are in no order at all are sorted in another way than those that come in a few runs. */
    @Test
    void rowsInNoOrderGoByKeyAndThenByTimestamp() {
        RowBlock newer = block(DataType.INT64, 20, Batches.longs(9, 8, 7, 6, 5, 4, 3, 2, 1, 0), Batches.longs(5, -5));
        RowBlock older = block(DataType.INT64, 10, Batches.longs(5, 0, 9));
        assertThat(order(List.of(newer, older), Collections.nCopies(2, null)))
                .containsExactly(
                        "0/11", "1/1", "0/9", "0/8", "0/7", "0/6", "0/5", "1/0", "0/4", "0/10", "0/3", "0/2", "0/1",
                        "1/2", "0/0");
    }

    @Test
    void textsGoByTheirBytes() {
        // In UTF-16 the last one would come before the one before it.
        RowBlock block = block(DataType.VARCHAR, 10, Batches.texts("\ud83d\ude00", "\uff5e", "b", "", "ab", "a"));
        assertThat(order(List.of(block), Collections.nCopies(1, null)))
                .containsExactly("0/3", "0/5", "0/4", "0/2", "0/1", "0/0");
    }
}
