package io.elanus.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.model.Column.LongColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyIndexTest {
    private static final int ROWS = 5_000;

    private static KeyIndex index(LongColumn keys) {
        return new KeyIndex((row, others, otherRow) -> keys.get(row) == ((LongColumn) others).get(otherRow));
    }

    private static List<Integer> found(KeyIndex index, long key) {
        List<Integer> rows = new ArrayList<>();
        for (int row = index.newest(LongColumn.of(key), 0); row != KeyIndex.NONE; row = index.older(row)) {
            rows.add(row);
        }
        return rows;
    }

    @Test
    void everyKeyHasItsRowsNewestFirst() {
        for (long seed = 0; seed < 5; seed++) {
            Random random = new Random(seed);
            long[] keys = random.longs(ROWS, 0, seed == 0 ? 10 : ROWS * 2).toArray();
            LongColumn column = LongColumn.of(keys);
            KeyIndex index = index(column);
            Map<Long, List<Integer>> expected = new HashMap<>();
            for (int row = 0; row < ROWS; row++) {
                index.add(row, column, row);
                expected.computeIfAbsent(keys[row], key -> new ArrayList<>()).add(0, row);
            }
            for (long key = -1; key < ROWS * 2; key++) {
                assertThat(found(index, key))
                        .as("seed=%d, key=%d", seed, key)
                        .isEqualTo(expected.getOrDefault(key, List.of()));
            }
        }
    }

    @Test
    void rowsThatWereAddedAreFoundWhileMoreCome() {
        long[] keys = new Random(1).longs(ROWS).toArray();
        LongColumn column = LongColumn.of(keys);
        KeyIndex index = index(column);
        for (int row = 0; row < ROWS; row++) {
            index.add(row, column, row);
            assertThat(found(index, keys[row / 2])).containsExactly(row / 2);
        }
    }
}
