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

/** Every form for every type of number against sums in double precision, at dimensions around every vector width. */
class FloatDistancesTest {
    private static final int[] DIMS = {1, 3, 7, 15, 16, 17, 31, 33, 63, 100, 127, 129, 384, 768, 1000, 1536, 32768};
    private static final int ROW_COUNT = 11;
    private static final int[] SHUFFLED = {7, 0, 10, 3, 5, 1, 9, 4, 8, 2, 6};
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** A form for one type of number. */
    private record Form(ValueType type, FloatDistances distances) {
        @Override
        public String toString() {
            return type + " " + distances.getClass().getSimpleName();
        }
    }

    static Stream<Arguments> formsAndDims() {
        return forms().flatMap(form -> IntStream.of(DIMS).mapToObj(dim -> Arguments.of(form, dim)));
    }

    private static Stream<Form> forms() {
        return Stream.of(ValueType.values())
                .flatMap(type -> Stream.of(
                        new Form(type, FloatDistances.scalar(type)),
                        new Form(type, FloatDistances.vector(type).orElseThrow())));
    }

    @ParameterizedTest(name = "{0}, dim {1}")
    @MethodSource("formsAndDims")
    void agreesWithSumsInDouble(Form form, int dim) {
        long seed = 7919L * dim;
        Random random = new Random(seed);
        float[][] values = new float[ROW_COUNT][dim];
        float[] query = vector(form.type, random, dim);
        int valueBytes = form.type.byteSize();
        try (Arena arena = Arena.ofConfined()) {
            // Values of a file are aligned to their own size and no more; nothing lies behind the last.
            MemorySegment rows = arena.allocate(valueBytes + (long) valueBytes * dim * ROW_COUNT, 64)
                    .asSlice(valueBytes);
            for (int row = 0; row < ROW_COUNT; row++) {
                values[row] = vector(form.type, random, dim);
                for (int i = 0; i < dim; i++) {
                    write(form.type, rows, ((long) row * dim + i) * valueBytes, values[row][i]);
                }
            }
            int[] rowOffsets = {3, 0, 10, 3, 7, 1, 9, 10};
            float[] l2 = new float[rowOffsets.length + 1];
            float[] dot = new float[rowOffsets.length + 1];
            float[] overNorm = new float[rowOffsets.length + 1];
            form.distances.squaredL2(query, rows, rowOffsets, rowOffsets.length, l2);
            form.distances.dot(query, rows, rowOffsets, rowOffsets.length, dot);
            form.distances.dotOverNorm(query, rows, rowOffsets, rowOffsets.length, overNorm);

            for (int i = 0; i < rowOffsets.length; i++) {
                String where = "%s dim=%d row=%d seed=%d".formatted(form, dim, rowOffsets[i], seed);
                Sums sums = Sums.of(query, values[rowOffsets[i]]);
                assertClose(where, dim, l2[i], sums.l2, sums.l2);
                assertClose(where, dim, dot[i], sums.dot, sums.dotMagnitude);
                double norm = Math.sqrt(sums.norm);
                assertClose(
                        where,
                        dim,
                        overNorm[i],
                        norm == 0 ? 0 : sums.dot / norm,
                        norm == 0 ? 0 : sums.dotMagnitude / norm);

                long offset = (long) valueBytes * dim * rowOffsets[i];
                assertClose(where, dim, form.distances.squaredL2(query, rows, offset), sums.l2, sums.l2);
                assertClose(where, dim, form.distances.dot(query, rows, offset), sums.dot, sums.dotMagnitude);
                assertClose(where, dim, form.distances.squaredNorm(rows, offset, dim), sums.norm, sums.norm);
            }
            assertThat(l2[rowOffsets.length]).as("past count").isZero();
        }
    }

    @ParameterizedTest(name = "{0}, dim {1}")
    @MethodSource("formsAndDims")
    void answersTheSameForARunAsForScatteredRows(Form form, int dim) {
        Random random = new Random(dim);
        MemorySegment rows = MemorySegment.ofArray(new byte[ROW_COUNT * dim * form.type.byteSize()]);
        for (int i = 0; i < ROW_COUNT * dim; i++) {
            write(form.type, rows, (long) i * form.type.byteSize(), value(form.type, random));
        }
        float[] query = vector(form.type, random, dim);
        float[] run = new float[ROW_COUNT];
        float[] scattered = new float[ROW_COUNT];

        form.distances.squaredL2(query, rows, IntStream.range(0, ROW_COUNT).toArray(), ROW_COUNT, run);
        form.distances.squaredL2(query, rows, SHUFFLED, ROW_COUNT, scattered);

        for (int i = 0; i < ROW_COUNT; i++) {
            assertClose(form + " dim=" + dim, dim, scattered[i], run[SHUFFLED[i]], run[SHUFFLED[i]]);
        }
    }

    @ParameterizedTest(name = "{0}, dim {1}")
    @MethodSource("formsAndDims")
    void aRowOfZerosHasNoDirection(Form form, int dim) {
        MemorySegment rows = MemorySegment.ofArray(new byte[5 * form.type.byteSize() * dim]);
        float[] query = vector(form.type, new Random(1), dim);
        float[] out = {9, 9, 9, 9, 9};

        form.distances.dotOverNorm(query, rows, new int[] {0, 1, 2, 3, 4}, 5, out);

        assertThat(out).as(form.toString()).containsOnly(0f);
    }

    @Test
    void readsEveryFiniteHalf() {
        MemorySegment rows = MemorySegment.ofArray(new byte[2 << Short.SIZE]);
        int dim = 64;
        float[] selector = new float[dim];
        for (Form form : forms().filter(form -> form.type.byteSize() == 2).toList()) {
            for (int bits = 0; bits < 1 << Short.SIZE; bits++) {
                rows.set(SHORT, 2L * bits, isFinite(form.type, (short) bits) ? (short) bits : 0);
            }
            for (int at = 0; at < dim; at++) {
                selector[at] = 1;
                for (int row = 0; row < (1 << Short.SIZE) / dim; row++) {
                    float found = form.distances.dot(selector, rows, 2L * dim * row);
                    assertThat(found)
                            .as("%s bits=%04x", form, row * dim + at)
                            .isEqualTo(half(form.type, rows.get(SHORT, 2L * (row * dim + at))));
                }
                selector[at] = 0;
            }
        }
    }

    @Test
    void refusesRowsOutsideTheMemory() {
        float[] query = new float[20];
        forms().forEach(form -> {
            MemorySegment rows = MemorySegment.ofArray(new byte[4 * 20 * form.type.byteSize()]);
            assertThatThrownBy(() -> form.distances.squaredL2(query, rows, new int[] {0, 1, 2, 4}, 4, new float[4]))
                    .as(form.toString())
                    .isInstanceOf(IndexOutOfBoundsException.class);
        });
    }

    @Test
    void choosesTheVectorFormWhenItIsThere() {
        for (ValueType type : ValueType.values()) {
            FloatDistances best = FloatDistances.best(type);
            assertThat(best)
                    .isInstanceOf(FloatDistances.vector(type).orElseThrow().getClass());
            assertThat(best.name()).matches(".+ \\(\\d+ bits\\)");
        }
    }

    private static void assertClose(String where, int dim, float found, double expected, double magnitude) {
        // Squares of whole numbers are rounded down more often than up, once a sum has outgrown a float's fraction.
        double tolerance = 1e-5 + 1e-9 * dim;
        assertThat((double) found).as(where).isCloseTo(expected, within(tolerance * magnitude));
    }

    private static float[] vector(ValueType type, Random random, int dim) {
        float[] vector = new float[dim];
        for (int i = 0; i < dim; i++) {
            vector[i] = value(type, random);
        }
        return vector;
    }

    /** A random number that the type can hold. */
    private static float value(ValueType type, Random random) {
        return switch (type) {
            case FLOAT32 -> (float) random.nextGaussian();
            case FLOAT16 -> Float.float16ToFloat(Float.floatToFloat16((float) random.nextGaussian()));
            case BFLOAT16 -> half(type, (short) (Float.floatToIntBits((float) random.nextGaussian()) >> Short.SIZE));
            case INT8 -> random.nextInt(Byte.MIN_VALUE, Byte.MAX_VALUE + 1);
        };
    }

    private static void write(ValueType type, MemorySegment rows, long offsetBytes, float value) {
        switch (type) {
            case FLOAT32 -> rows.set(FLOAT, offsetBytes, value);
            case FLOAT16 -> rows.set(SHORT, offsetBytes, Float.floatToFloat16(value));
            case BFLOAT16 -> rows.set(SHORT, offsetBytes, (short) (Float.floatToIntBits(value) >> Short.SIZE));
            case INT8 -> rows.set(ValueLayout.JAVA_BYTE, offsetBytes, (byte) value);
        }
    }

    private static float half(ValueType type, short bits) {
        return type == ValueType.FLOAT16 ? Float.float16ToFloat(bits) : Float.intBitsToFloat(bits << Short.SIZE);
    }

    private static boolean isFinite(ValueType type, short bits) {
        return Float.isFinite(half(type, bits));
    }

    private record Sums(double l2, double dot, double dotMagnitude, double norm) {
        static Sums of(float[] query, float[] row) {
            double l2 = 0;
            double dot = 0;
            double dotMagnitude = 0;
            double norm = 0;
            for (int i = 0; i < query.length; i++) {
                double wanted = query[i];
                double value = row[i];
                l2 += (wanted - value) * (wanted - value);
                dot += wanted * value;
                dotMagnitude += Math.abs(wanted * value);
                norm += value * value;
            }
            return new Sums(l2, dot, dotMagnitude, norm);
        }
    }
}
