package io.elanus.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumberSortTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 300, 1L << 20, Long.MAX_VALUE})
    void valuesOfEqualNumbersKeepTheirOrder(long bound) {
        for (int count : new int[] {0, 1, 2, 1_000}) {
            long seed = bound * 31 + count;
            Random random = new Random(seed);
            long[] numbers = LongStream.generate(() -> random.nextLong(-bound, bound))
                    .limit(count)
                    .toArray();
            long[] wanted = IntStream.range(0, count)
                    .boxed()
                    .sorted(Comparator.comparingLong(i -> numbers[i]))
                    .mapToLong(i -> i)
                    .toArray();

            NumberSort sorted =
                    new NumberSort(numbers.clone(), LongStream.range(0, count).toArray());

            assertThat(sorted.values()).as("seed=%d", seed).isEqualTo(wanted);
            assertThat(sorted.numbers())
                    .as("seed=%d", seed)
                    .isEqualTo(Arrays.stream(numbers).sorted().toArray());
        }
    }
}
