package io.elanus.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against sums over maps, for few and many pairs, near each other and far. */
class SparseDotsTest {
    private static final int ROW_COUNT = 50;

    @ParameterizedTest(name = "query of {0} pairs, rows of {1}, indexes below {2}")
    @CsvSource({
        "0, 5, 10",
        "1, 0, 10",
        "1, 1, 1",
        "3, 7, 10",
        "40, 40, 41",
        "64, 200, 30522",
        "200, 64, 30522",
        "1000, 1000, 4294967295",
        "100, 3000, 4294967295",
        "5000, 100, 20000"
    })
    void addsUpProducts(int queryPairs, int rowPairs, long indexBound) {
        long seed = queryPairs * 31L + rowPairs;
        Random random = new Random(seed);
        SortedMap<Long, Float> query = vector(random, queryPairs, indexBound);
        SparseDots dots = new SparseDots(MemorySegment.ofArray(pairs(query)));
        for (int i = 0; i < ROW_COUNT; i++) {
            SortedMap<Long, Float> row = vector(random, rowPairs, indexBound);
            byte[] pairs = pairs(row);
            // Not aligned, and among other bytes.
            byte[] memory = new byte[pairs.length + 10];
            random.nextBytes(memory);
            System.arraycopy(pairs, 0, memory, 3, pairs.length);

            float dot = dots.dot(MemorySegment.ofArray(memory), 3, pairs.length);

            assertThat(dot).as("row=%d seed=%d", i, seed).isEqualTo(sumOverBoth(query, row));
        }
    }

    @Test
    void tellsTheLargestIndexesApart() {
        Map<Long, Float> query = Map.of(4_294_967_294L, 2f);
        SparseDots dots = new SparseDots(MemorySegment.ofArray(pairs(new TreeMap<>(query))));
        byte[] row = pairs(new TreeMap<>(Map.of(4_294_967_293L, 5f, 4_294_967_294L, 3f)));

        assertThat(dots.dot(MemorySegment.ofArray(row), 0, row.length)).isEqualTo(6);
    }

    @Test
    void refusesRowsOutsideTheMemory() {
        SparseDots dots = new SparseDots(MemorySegment.NULL);
        assertThatThrownBy(() -> dots.dot(MemorySegment.ofArray(new byte[8]), 0, 16))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static SortedMap<Long, Float> vector(Random random, int pairs, long indexBound) {
        SortedMap<Long, Float> vector = new TreeMap<>();
        while (vector.size() < pairs) {
            vector.put(random.nextLong(indexBound), random.nextFloat());
        }
        return vector;
    }

    private static byte[] pairs(SortedMap<Long, Float> vector) {
        ByteBuffer pairs =
                ByteBuffer.allocate(vector.size() * SparseDots.PAIR_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        vector.forEach((index, value) -> pairs.putInt((int) (long) index).putFloat(value));
        return pairs.array();
    }

    private static float sumOverBoth(SortedMap<Long, Float> query, SortedMap<Long, Float> row) {
        float sum = 0;
        for (Map.Entry<Long, Float> pair : row.entrySet()) {
            Float wanted = query.get(pair.getKey());
            if (wanted != null) {
                sum += wanted * pair.getValue();
            }
        }
        return sum;
    }
}
