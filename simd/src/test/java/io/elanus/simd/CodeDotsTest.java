package io.elanus.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every form against sums over the codes that count, at dimensions around every vector width. */
class CodeDotsTest {
    private static final int[] DIMS = {
        1, 3, 7, 15, 17, 31, 33, 63, 64, 65, 100, 127, 128, 129, 191, 193, 768, 1000, 1536, 32768
    };
    private static final int ROW_COUNT = 11;
    private static final int[] OTHERS = {3, 0, 10, 3, 7, 1, 9};

    static Stream<Arguments> formsAndDims() {
        return forms().flatMap(form ->
                IntStream.of(DIMS).mapToObj(dim -> Arguments.of(form.getClass().getSimpleName(), form, dim)));
    }

    private static Stream<CodeDots> forms() {
        return Stream.of(CodeDots.scalar(), CodeDots.vector().orElseThrow());
    }

    @ParameterizedTest(name = "{0}, dim {2}")
    @MethodSource("formsAndDims")
    void addsUpProducts(String name, CodeDots form, int dim) {
        long seed = 31L * dim;
        Random random = new Random(seed);
        byte[][] codes = new byte[ROW_COUNT][dim];
        for (byte[] row : codes) {
            for (int i = 0; i < dim; i++) {
                row[i] = (byte) random.nextInt(CodeDots.CODE_MAX + 1);
            }
        }
        assertDots(form, codes, "%s dim=%d seed=%d".formatted(name, dim, seed));
    }

    @ParameterizedTest(name = "{0}, dim {2}")
    @MethodSource("formsAndDims")
    void doesNotSpillOverWhereAllCodesAreLargest(String name, CodeDots form, int dim) {
        byte[][] codes = new byte[ROW_COUNT][dim];
        for (byte[] row : codes) {
            Arrays.fill(row, (byte) CodeDots.CODE_MAX);
        }
        assertDots(form, codes, name + " dim=" + dim);
    }

    @Test
    void refusesRowsOutsideTheMemory() {
        MemorySegment codes = MemorySegment.ofArray(new byte[4 * 64]);
        forms().forEach(form -> assertThatThrownBy(() -> form.dots(codes, 64, 0, new int[] {1, 4}, 2, new int[2]))
                .isInstanceOf(IndexOutOfBoundsException.class));
        forms().forEach(form -> assertThatThrownBy(
                        () -> form.dots(new byte[64], codes, new int[] {1, 4}, 2, new int[2]))
                .isInstanceOf(IndexOutOfBoundsException.class));
    }

    @Test
    void choosesTheVectorFormWhenItIsThere() {
        assertThat(CodeDots.best()).isInstanceOf(VectorCodeDots.class);
    }

    private static void assertDots(CodeDots form, byte[][] codes, String where) {
        int rowBytes = (codes[0].length + 63) & -64;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate((long) rowBytes * ROW_COUNT, 64);
            for (int row = 0; row < ROW_COUNT; row++) {
                MemorySegment.copy(
                        codes[row], 0, memory, ValueLayout.JAVA_BYTE, (long) row * rowBytes, codes[row].length);
            }
            int[] out = new int[OTHERS.length + 1];
            form.dots(memory, rowBytes, 5, OTHERS, OTHERS.length, out);
            for (int i = 0; i < OTHERS.length; i++) {
                assertThat(out[i]).as(where).isEqualTo(dot(codes[5], codes[OTHERS[i]]));
            }
            assertThat(out[OTHERS.length]).as("past count").isZero();

            int[] again = new int[OTHERS.length + 1];
            form.dots(Arrays.copyOf(codes[5], rowBytes), memory, OTHERS, OTHERS.length, again);
            assertThat(again).as(where + ", query beside the rows").isEqualTo(out);
        }
    }

    private static int dot(byte[] a, byte[] b) {
        return IntStream.range(0, a.length).map(i -> a[i] * b[i]).sum();
    }
}
