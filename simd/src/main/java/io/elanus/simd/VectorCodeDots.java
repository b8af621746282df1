package io.elanus.simd;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.LSHR;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorSpecies;

/** The form over the Vector API. Loaded only when the module is there. */
final class VectorCodeDots extends CodeDots {
    /*
     * The Vector API has no instruction that multiplies bytes and adds up the products, and widening bytes is slow. So
     * two bytes side by side are taken as one 16-bit lane: the low ones are multiplied, the high ones are multiplied,
     * and four such products fill an unsigned 16-bit lane without spilling over. Two of these lanes are then taken as
     * one of 32 bits, of which the low and the high half are added to the sum.
     *
     * Accumulators are locals, and lines are repeated for each row, as in VectorFloatDistances.
     */
    private static final VectorSpecies<Byte> SPECIES = ByteVector.SPECIES_PREFERRED.length() > ROW_ALIGNMENT
            ? ByteVector.SPECIES_512
            : ByteVector.SPECIES_PREFERRED;
    private static final int BYTES = SPECIES.length();
    private static final VectorSpecies<Integer> INTS = SPECIES.withLanes(int.class);
    private static final short LOW_BYTE = 0xff;
    private static final int LOW_HALF = 0xffff;

    @Override
    public void dots(MemorySegment codes, int rowBytes, int row, int[] others, int count, int[] out) {
        long from = (long) row * rowBytes;
        for (int i = 0; i < count; i++) {
            out[i] = dot(codes, rowBytes, from, (long) others[i] * rowBytes);
        }
    }

    private static int dot(MemorySegment codes, int rowBytes, long row, long other) {
        IntVector sum = IntVector.zero(INTS);
        int at = 0;
        for (; at + 2 * BYTES <= rowBytes; at += 2 * BYTES) {
            ShortVector near = load(codes, row + at);
            ShortVector far = load(codes, row + at + BYTES);
            sum = sum.add(widen(
                    products(near, load(codes, other + at)).add(products(far, load(codes, other + at + BYTES)))));
        }
        if (at < rowBytes) {
            sum = sum.add(widen(products(load(codes, row + at), load(codes, other + at))));
        }
        return sum.reduceLanes(ADD);
    }

    @Override
    public void dots(byte[] query, MemorySegment codes, int[] rows, int count, int[] out) {
        for (int i = 0; i < count; i++) {
            out[i] = dot(query, codes, (long) rows[i] * query.length);
        }
    }

    /** As its twin over two rows; one method for both would hide from C2 which kind of memory it reads. */
    private static int dot(byte[] query, MemorySegment codes, long row) {
        IntVector sum = IntVector.zero(INTS);
        int at = 0;
        for (; at + 2 * BYTES <= query.length; at += 2 * BYTES) {
            ShortVector near = load(query, at);
            ShortVector far = load(query, at + BYTES);
            sum = sum.add(widen(
                    products(near, load(codes, row + at)).add(products(far, load(codes, row + at + BYTES)))));
        }
        if (at < query.length) {
            sum = sum.add(widen(products(load(query, at), load(codes, row + at))));
        }
        return sum.reduceLanes(ADD);
    }

    /** In each lane the sum of two products. */
    private static ShortVector products(ShortVector a, ShortVector b) {
        return a.and(LOW_BYTE)
                .mul(b.and(LOW_BYTE))
                .add(a.lanewise(LSHR, Byte.SIZE).mul(b.lanewise(LSHR, Byte.SIZE)));
    }

    /** Adds up two unsigned lanes at a time. */
    private static IntVector widen(ShortVector sums) {
        IntVector pairs = sums.reinterpretAsInts();
        return pairs.and(LOW_HALF).add(pairs.lanewise(LSHR, Short.SIZE));
    }

    private static ShortVector load(byte[] codes, int offset) {
        return ByteVector.fromArray(SPECIES, codes, offset).reinterpretAsShorts();
    }

    private static ShortVector load(MemorySegment codes, long offsetBytes) {
        return ByteVector.fromMemorySegment(SPECIES, codes, offsetBytes, LITTLE_ENDIAN)
                .reinterpretAsShorts();
    }
}
