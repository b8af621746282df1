package io.elanus.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumberFilterTest {
    private static final NumberFilter SCALAR = NumberFilter.scalar();
    private static final NumberFilter VECTOR = NumberFilter.vector().orElseThrow();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 63, 64, 65, 127, 128, 129, 1000, 4096})
    void formsAgreeOnEveryTypeAndPlainComparisonsConfirmThem(int rowCount) {
        Random random = new Random(rowCount);
        int[] ints = random.ints(rowCount, -5, 6).toArray();
        long[] longs = random.longs(rowCount, -5, 6).toArray();
        float[] floats = new float[rowCount];
        double[] doubles = new double[rowCount];
        for (int i = 0; i < rowCount; i++) {
            floats[i] = i % 9 == 0 ? Float.NaN : random.nextInt(11) - 5;
            doubles[i] = i % 9 == 0 ? Double.NaN : random.nextInt(11) - 5;
        }
        check(
                rowCount,
                i -> ints[i] >= -2 && ints[i] <= 3,
                (scan, out) -> scan.within(MemorySegment.ofArray(ints), rowCount, -2, 3, all(rowCount), out));
        check(
                rowCount,
                i -> longs[i] >= -2 && longs[i] <= 3,
                (scan, out) -> scan.within(MemorySegment.ofArray(longs), rowCount, -2L, 3L, all(rowCount), out));
        check(
                rowCount,
                i -> floats[i] >= -2 && floats[i] <= 3,
                (scan, out) -> scan.within(MemorySegment.ofArray(floats), rowCount, -2f, 3f, all(rowCount), out));
        check(
                rowCount,
                i -> doubles[i] >= -2 && doubles[i] <= 3,
                (scan, out) -> scan.within(MemorySegment.ofArray(doubles), rowCount, -2d, 3d, all(rowCount), out));
        check(
                rowCount,
                i -> ints[i] == 1 || ints[i] == 4,
                (scan, out) -> scan.among(MemorySegment.ofArray(ints), rowCount, new int[] {1, 4}, all(rowCount), out));
        check(
                rowCount,
                i -> longs[i] == 1 || longs[i] == -4,
                (scan, out) ->
                        scan.among(MemorySegment.ofArray(longs), rowCount, new long[] {1, -4}, all(rowCount), out));
    }

    private interface Expected {
        boolean passes(int row);
    }

    private static void check(int rowCount, Expected expected, BiConsumer<NumberFilter, long[]> scan) {
        long[] wanted = new long[(rowCount + 63) / 64];
        for (int row = 0; row < rowCount; row++) {
            wanted[row >> 6] |= (expected.passes(row) ? 1L : 0L) << row;
        }
        for (NumberFilter form : new NumberFilter[] {SCALAR, VECTOR}) {
            long[] words = new long[wanted.length];
            scan.accept(form, words);
            assertThat(words).as("%s, rows=%d", form.getClass(), rowCount).isEqualTo(wanted);
        }
    }

    @Test
    void wordsThatNobodyWantsStayAsTheyAre() {
        int[] ints = new int[200];
        for (NumberFilter form : new NumberFilter[] {SCALAR, VECTOR}) {
            long[] words = {7, 7, 7, 7};
            form.within(MemorySegment.ofArray(ints), 200, 0, 0, new long[] {0, 1, 0, 1}, words);
            assertThat(words).containsExactly(7, -1, 7, 0xFF);
        }
    }

    private static long[] all(int rowCount) {
        long[] words = new long[(rowCount + 63) / 64];
        Arrays.fill(words, -1);
        return words;
    }
}
