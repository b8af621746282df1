package io.elanus.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RowsByValueTest {
    private static int[] expected(int[] rows, long[] values) {
        return IntStream.range(0, rows.length)
                .boxed()
                .sorted(Comparator.comparingLong(at -> values[at]))
                .mapToInt(at -> rows[at])
                .toArray();
    }

    @Test
    void rowsComeInTheOrderOfTheirValuesWhateverTheirRange() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int bits = 0; bits <= 64; bits++) {
            int count = random.nextInt(300);
            int[] rows = IntStream.range(0, count).map(i -> 3 * i + 1).toArray();
            long base = random.nextLong();
            int shift = 64 - bits;
            long[] values = random.longs(count)
                    .map(value -> base + (shift == 64 ? 0 : value >>> shift))
                    .toArray();
            int[] expected = expected(rows, values);
            assertThat(RowsByValue.sorted(rows, values))
                    .as("seed=" + seed + ", bits=" + bits)
                    .isEqualTo(expected);
        }
    }

    @Test
    void theLeastAndTheGreatestValuesThereAreAreSortedToo() {
        assertThat(RowsByValue.sorted(
                        new int[] {1, 2, 3, 4, 5}, new long[] {0, Long.MAX_VALUE, Long.MIN_VALUE, -1, Long.MAX_VALUE}))
                .containsExactly(3, 4, 1, 2, 5);
        assertThat(RowsByValue.sorted(new int[0], new long[0])).isEmpty();
    }
}
