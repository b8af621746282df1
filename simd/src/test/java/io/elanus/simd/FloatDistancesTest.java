package io.elanus.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every form against sums in double precision, at dimensions around every vector width. */
class FloatDistancesTest {
    private static final int[] DIMS = {1, 3, 7, 15, 16, 17, 31, 33, 63, 100, 127, 129, 384, 768, 1000, 1536, 32768};
    private static final int ROW_COUNT = 11;
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    static Stream<Arguments> formsAndDims() {
        return forms().flatMap(form -> IntStream.of(DIMS).mapToObj(dim -> Arguments.of(form.name(), form, dim)));
    }

    private static Stream<FloatDistances> forms() {
        return Stream.of(FloatDistances.scalar(), FloatDistances.vector().orElseThrow());
    }

    @ParameterizedTest(name = "{0}, dim {2}")
    @MethodSource("formsAndDims")
    void agreesWithSumsInDouble(String name, FloatDistances form, int dim) {
        long seed = 7919L * dim;
        Random random = new Random(seed);
        float[] query = vector(random, dim);
        try (Arena arena = Arena.ofConfined()) {
            // Floats of a file are aligned to four bytes and no more.
            MemorySegment rows = arena.allocate(4 + 4L * dim * ROW_COUNT, 64).asSlice(4);
            fill(rows, random, dim);
            int[] rowOffsets = {3, 0, 10, 3, 7, 1, 9};
            float[] l2 = new float[rowOffsets.length + 1];
            float[] dot = new float[rowOffsets.length + 1];
            float[] overNorm = new float[rowOffsets.length + 1];
            form.squaredL2(query, rows, rowOffsets, rowOffsets.length, l2);
            form.dot(query, rows, rowOffsets, rowOffsets.length, dot);
            form.dotOverNorm(query, rows, rowOffsets, rowOffsets.length, overNorm);

            for (int i = 0; i < rowOffsets.length; i++) {
                Sums sums = Sums.of(query, rows, rowOffsets[i]);
                String where = "%s dim=%d row=%d seed=%d".formatted(name, dim, rowOffsets[i], seed);
                assertThat((double) l2[i]).as(where).isCloseTo(sums.l2, within(1e-5 * sums.l2));
                assertThat((double) dot[i]).as(where).isCloseTo(sums.dot, within(1e-5 * sums.dotMagnitude));
                assertThat((double) overNorm[i])
                        .as(where)
                        .isCloseTo(
                                sums.dot / Math.sqrt(sums.norm),
                                within(1e-5 * sums.dotMagnitude / Math.sqrt(sums.norm)));

                long offset = 4L * dim * rowOffsets[i];
                assertThat((double) form.squaredL2(query, rows, offset))
                        .as(where)
                        .isCloseTo(sums.l2, within(1e-5 * sums.l2));
                assertThat((double) form.dot(query, rows, offset))
                        .as(where)
                        .isCloseTo(sums.dot, within(1e-5 * sums.dotMagnitude));
                assertThat((double) form.squaredNorm(rows, offset, dim))
                        .as(where)
                        .isCloseTo(sums.norm, within(1e-5 * sums.norm));
            }
            assertThat(l2[rowOffsets.length]).as("past count").isZero();
        }
    }

    @ParameterizedTest(name = "{0}, dim {2}")
    @MethodSource("formsAndDims")
    void aRowOfZerosHasNoDirection(String name, FloatDistances form, int dim) {
        MemorySegment rows = MemorySegment.ofArray(new byte[5 * 4 * dim]);
        float[] query = vector(new Random(1), dim);
        float[] out = {9, 9, 9, 9, 9};

        form.dotOverNorm(query, rows, new int[] {0, 1, 2, 3, 4}, 5, out);

        assertThat(out).as(name).containsOnly(0f);
    }

    @Test
    void refusesRowsOutsideTheMemory() {
        MemorySegment rows = MemorySegment.ofArray(new byte[4 * 20 * 4]);
        float[] query = new float[20];
        forms().forEach(form -> assertThatThrownBy(
                        () -> form.squaredL2(query, rows, new int[] {0, 1, 2, 4}, 4, new float[4]))
                .as(form.name())
                .isInstanceOf(IndexOutOfBoundsException.class));
    }

    @Test
    void choosesTheVectorFormWhenItIsThere() {
        assertThat(FloatDistances.best().name())
                .isEqualTo(FloatDistances.vector().orElseThrow().name());
        assertThat(FloatDistances.best().name()).matches(".+ \\(\\d+ bits\\)");
    }

    private static float[] vector(Random random, int dim) {
        float[] vector = new float[dim];
        for (int i = 0; i < dim; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return vector;
    }

    private static void fill(MemorySegment rows, Random random, int dim) {
        for (int i = 0; i < dim * ROW_COUNT; i++) {
            rows.set(FLOAT, 4L * i, (float) random.nextGaussian());
        }
    }

    private record Sums(double l2, double dot, double dotMagnitude, double norm) {
        static Sums of(float[] query, MemorySegment rows, int row) {
            double l2 = 0;
            double dot = 0;
            double dotMagnitude = 0;
            double norm = 0;
            for (int i = 0; i < query.length; i++) {
                double wanted = query[i];
                double value = rows.get(FLOAT, 4L * (row * (long) query.length + i));
                l2 += (wanted - value) * (wanted - value);
                dot += wanted * value;
                dotMagnitude += Math.abs(wanted * value);
                norm += value * value;
            }
            return new Sums(l2, dot, dotMagnitude, norm);
        }
    }
}
