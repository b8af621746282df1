package io.elanus.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class NaturalMergeSortTest {
    @Test
    void nothingAndOneAreSorted() {
        NaturalMergeSort sort = new NaturalMergeSort(Long::compare);
        assertThat(sort.sorted(new long[0])).isEmpty();
        assertThat(sort.sorted(new long[] {5})).containsExactly(5);
    }

    @Test
    void anyInputComesOutSorted() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            int size = random.nextInt(200);
            long[] values = random.longs(size, 0, 1 + random.nextInt(300)).toArray();
            long[] expected = values.clone();
            Arrays.sort(expected);
            assertThat(new NaturalMergeSort(Long::compare).sorted(values))
                    .as("seed=%d", seed)
                    .isEqualTo(expected);
        }
    }

    @Test
    void equalValuesKeepTheirOrder() {
        for (long seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            int size = 1 + random.nextInt(300);
            // The key above, the place below; only keys are compared.
            long[] values = LongStream.range(0, size)
                    .map(place -> (long) random.nextInt(5) << 32 | place)
                    .toArray();
            long[] expected = values.clone();
            Arrays.sort(expected);
            assertThat(new NaturalMergeSort((left, right) -> Long.compare(left >> 32, right >> 32)).sorted(values))
                    .as("seed=%d", seed)
                    .isEqualTo(expected);
        }
    }

    @Test
    void aSortedInputCostsOneComparisonAValue() {
        AtomicLong comparisons = new AtomicLong();
        NaturalMergeSort sort = new NaturalMergeSort((left, right) -> {
            comparisons.incrementAndGet();
            return Long.compare(left, right);
        });
        sort.sorted(LongStream.range(0, 1_000).toArray());
        assertThat(comparisons.get()).isEqualTo(999);
    }

    @Test
    void eightSortedRunsAreMergedInThreePasses() {
        AtomicLong comparisons = new AtomicLong();
        NaturalMergeSort sort = new NaturalMergeSort((left, right) -> {
            comparisons.incrementAndGet();
            return Long.compare(left, right);
        });
        long[] values =
                LongStream.range(0, 8_000).map(i -> i % 1_000 * 8 + i / 1_000).toArray();
        assertThat(sort.sorted(values)).isEqualTo(LongStream.range(0, 8_000).toArray());
        assertThat(comparisons.get()).isLessThan(4 * 8_000);
    }
}
