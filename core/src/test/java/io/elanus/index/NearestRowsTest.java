package io.elanus.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NearestRowsTest {
    private final NearestRows nearest = new NearestRows();

    @Test
    void keepsTheNearestInOrderAndTiesBySmallerRow() {
        for (long seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            int count = random.nextInt(300);
            int k = 1 + random.nextInt(100);
            // Few different distances, negative ones too, so that many are equal.
            float[] distances = new float[count];
            IntStream.range(0, count).forEach(row -> distances[row] = random.nextInt(41) - 20);
            List<Integer> order = shuffled(random, count);

            nearest.reset(k);
            order.forEach(row -> nearest.offer(row, distances[row]));
            nearest.sort();

            int[] expected = IntStream.range(0, count)
                    .boxed()
                    .sorted(Comparator.<Integer>comparingDouble(row -> distances[row])
                            .thenComparingInt(row -> row))
                    .limit(k)
                    .mapToInt(Integer::intValue)
                    .toArray();
            assertThat(rows()).as("seed=%d", seed).isEqualTo(expected);
            for (int rank = 0; rank < nearest.size(); rank++) {
                assertThat(nearest.distance(rank)).as("seed=%d", seed).isEqualTo(distances[expected[rank]]);
            }
        }
    }

    @Test
    void sortsInfinitiesAndPutsNotANumberLast() {
        float negativeNaN = Float.intBitsToFloat(0xffc00000);
        nearest.reset(10);
        nearest.offer(0, negativeNaN);
        nearest.offer(1, Float.POSITIVE_INFINITY);
        nearest.offer(2, 0);
        nearest.offer(3, Float.NEGATIVE_INFINITY);
        nearest.offer(4, -Float.MIN_VALUE);
        nearest.offer(Integer.MAX_VALUE, 0);
        nearest.sort();

        assertThat(rows()).containsExactly(3, 4, 2, Integer.MAX_VALUE, 1, 0);
    }

    @Test
    void saysWhetherItTookARow() {
        nearest.reset(2);

        assertThat(nearest.offer(5, 2)).isTrue();
        assertThat(nearest.isFull()).isFalse();
        assertThat(nearest.offer(6, 3)).isTrue();
        assertThat(nearest.isFull()).isTrue();
        assertThat(nearest.offer(7, 3)).isFalse();
        assertThat(nearest.offer(4, 3)).isTrue();
    }

    @Test
    void refusesRanksPastTheEnd() {
        nearest.reset(3);
        nearest.offer(1, 1);
        nearest.sort();

        assertThatThrownBy(() -> nearest.row(1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private int[] rows() {
        return IntStream.range(0, nearest.size()).map(nearest::row).toArray();
    }

    private static List<Integer> shuffled(Random random, int count) {
        List<Integer> rows = new ArrayList<>(IntStream.range(0, count).boxed().toList());
        Collections.shuffle(rows, random);
        return rows;
    }
}
