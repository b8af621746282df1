package io.elanus.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every form against sets of bits, at lengths around every vector width. */
class BinaryDistancesTest {
    private static final int[] DIMS = {8, 16, 24, 56, 64, 72, 128, 256, 264, 512, 584, 1024, 1160, 4096};
    private static final int[] ROW_OFFSETS = {3, 0, 6, 3, 7, 1, 5, 2, 4};
    private static final int ROW_COUNT = 8;

    static Stream<Arguments> formsAndDims() {
        return forms().flatMap(form ->
                IntStream.of(DIMS).mapToObj(dim -> Arguments.of(form.getClass().getSimpleName(), form, dim)));
    }

    private static Stream<BinaryDistances> forms() {
        return Stream.of(BinaryDistances.scalar(), BinaryDistances.vector().orElseThrow());
    }

    @ParameterizedTest(name = "{0}, {2} bits")
    @MethodSource("formsAndDims")
    void countsBits(String name, BinaryDistances form, int dim) {
        long seed = 17L * dim;
        Random random = new Random(seed);
        int rowBytes = dim / Byte.SIZE;
        byte[] query = new byte[rowBytes];
        random.nextBytes(query);
        byte[] rows = rowsAround(query, random);
        float[][] out = new float[4][ROW_OFFSETS.length + 1];
        MemorySegment memory = MemorySegment.ofArray(rows);
        form.hamming(query, memory, ROW_OFFSETS, ROW_OFFSETS.length, out[0]);
        form.jaccard(query, memory, ROW_OFFSETS, ROW_OFFSETS.length, out[1]);
        form.substructure(query, memory, ROW_OFFSETS, ROW_OFFSETS.length, out[2]);
        form.superstructure(query, memory, ROW_OFFSETS, ROW_OFFSETS.length, out[3]);

        BitSet wanted = BitSet.valueOf(query);
        for (int i = 0; i < ROW_OFFSETS.length; i++) {
            String where = "%s dim=%d row=%d seed=%d".formatted(name, dim, ROW_OFFSETS[i], seed);
            BitSet row = BitSet.valueOf(MemorySegment.ofArray(rows)
                    .asSlice((long) ROW_OFFSETS[i] * rowBytes, rowBytes)
                    .asByteBuffer());
            assertThat(out[0][i]).as(where).isEqualTo(bitwise(BitSet::xor, wanted, row));
            int both = bitwise(BitSet::and, wanted, row);
            int either = bitwise(BitSet::or, wanted, row);
            assertThat(out[1][i]).as(where).isEqualTo(either == 0 ? 1 : (either - both) / (float) either);
            assertThat(out[2][i]).as(where).isEqualTo(bitwise(BitSet::andNot, wanted, row) == 0 ? 0 : 1);
            assertThat(out[3][i]).as(where).isEqualTo(bitwise(BitSet::andNot, row, wanted) == 0 ? 0 : 1);
        }
        assertThat(out[0][ROW_OFFSETS.length]).as("past count").isZero();
    }

    @ParameterizedTest(name = "{0}, {2} bits")
    @MethodSource("formsAndDims")
    void nothingSetAnywhereIsFarByJaccardAndContainsEachOther(String name, BinaryDistances form, int dim) {
        byte[] query = new byte[dim / Byte.SIZE];
        MemorySegment rows = MemorySegment.ofArray(new byte[dim / Byte.SIZE]);
        float[] out = new float[1];

        form.jaccard(query, rows, new int[] {0}, 1, out);
        assertThat(out[0]).isEqualTo(1);
        form.substructure(query, rows, new int[] {0}, 1, out);
        assertThat(out[0]).isZero();
        form.superstructure(query, rows, new int[] {0}, 1, out);
        assertThat(out[0]).isZero();
    }

    @Test
    void refusesRowsOutsideTheMemory() {
        MemorySegment rows = MemorySegment.ofArray(new byte[4 * 64]);
        forms().forEach(form -> assertThatThrownBy(
                        () -> form.hamming(new byte[64], rows, new int[] {1, 4}, 2, new float[2]))
                .isInstanceOf(IndexOutOfBoundsException.class));
    }

    @Test
    void choosesTheVectorFormWhenItIsThere() {
        assertThat(BinaryDistances.best()).isInstanceOf(VectorBinaryDistances.class);
    }

    /** Random rows, and such as differ from the query in one bit, in the first or the last byte, or in none. */
    private static byte[] rowsAround(byte[] query, Random random) {
        byte[] rows = new byte[ROW_COUNT * query.length];
        random.nextBytes(rows);
        int last = query.length - 1;
        for (int row = 1; row < 7; row++) {
            System.arraycopy(query, 0, rows, row * query.length, query.length);
        }
        rows[2 * query.length] |= 0x10;
        rows[3 * query.length] &= ~0x10;
        rows[4 * query.length + last] |= (byte) 0x80;
        rows[5 * query.length + last] &= 0x7f;
        rows[6 * query.length + random.nextInt(query.length)] ^= 1;
        return rows;
    }

    private interface Bitwise {
        void apply(BitSet left, BitSet right);
    }

    private static int bitwise(Bitwise operation, BitSet left, BitSet right) {
        BitSet result = (BitSet) left.clone();
        operation.apply(result, right);
        return result.cardinality();
    }
}
