package io.elanus.simd;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.AND_NOT;
import static jdk.incubator.vector.VectorOperators.BIT_COUNT;
import static jdk.incubator.vector.VectorOperators.OR;
import static jdk.incubator.vector.VectorOperators.XOR;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The form over the Vector API. Loaded only when the module is there.
 *
 * <p>What is left of a row behind the last whole vector goes by words of 64 bits, and then by bytes.
 */
final class VectorBinaryDistances extends BinaryDistances {
    /*
     * Rows are short, so that the CPU has several of them in flight without our doing. Accumulators are locals, as in
     * VectorFloatDistances.
     */
    private static final VectorSpecies<Byte> SPECIES = ByteVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Long> LONGS = SPECIES.withLanes(long.class);
    private static final int BYTES = SPECIES.length();
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final VarHandle LONG_OF_ARRAY = MethodHandles.byteArrayViewVarHandle(long[].class, LITTLE_ENDIAN);

    @Override
    public void hamming(byte[] query, MemorySegment rows, int[] rowOffsets, int count, float[] out) {
        for (int i = 0; i < count; i++) {
            out[i] = hamming(query, rows, (long) query.length * rowOffsets[i]);
        }
    }

    private static int hamming(byte[] query, MemorySegment rows, long row) {
        LongVector differing = LongVector.zero(LONGS);
        int at = 0;
        for (int whole = SPECIES.loopBound(query.length); at < whole; at += BYTES) {
            LongVector difference = load(query, at).lanewise(XOR, load(rows, row + at));
            differing = differing.add(difference.lanewise(BIT_COUNT));
        }
        int sum = at == 0 ? 0 : (int) differing.reduceLanes(ADD);
        for (; at + Long.BYTES <= query.length; at += Long.BYTES) {
            sum += Long.bitCount(word(query, at) ^ word(rows, row + at));
        }
        for (; at < query.length; at++) {
            sum += Long.bitCount(octet(query, at) ^ octet(rows, row + at));
        }
        return sum;
    }

    @Override
    public void jaccard(byte[] query, MemorySegment rows, int[] rowOffsets, int count, float[] out) {
        for (int i = 0; i < count; i++) {
            out[i] = jaccard(query, rows, (long) query.length * rowOffsets[i]);
        }
    }

    private static float jaccard(byte[] query, MemorySegment rows, long row) {
        LongVector both = LongVector.zero(LONGS);
        LongVector either = both;
        int at = 0;
        for (int whole = SPECIES.loopBound(query.length); at < whole; at += BYTES) {
            LongVector wanted = load(query, at);
            LongVector found = load(rows, row + at);
            both = both.add(wanted.and(found).lanewise(BIT_COUNT));
            either = either.add(wanted.or(found).lanewise(BIT_COUNT));
        }
        int inBoth = at == 0 ? 0 : (int) both.reduceLanes(ADD);
        int inEither = at == 0 ? 0 : (int) either.reduceLanes(ADD);
        for (; at + Long.BYTES <= query.length; at += Long.BYTES) {
            inBoth += Long.bitCount(word(query, at) & word(rows, row + at));
            inEither += Long.bitCount(word(query, at) | word(rows, row + at));
        }
        for (; at < query.length; at++) {
            inBoth += Long.bitCount(octet(query, at) & octet(rows, row + at));
            inEither += Long.bitCount(octet(query, at) | octet(rows, row + at));
        }
        return jaccard(inBoth, inEither);
    }

    @Override
    public void substructure(byte[] query, MemorySegment rows, int[] rowOffsets, int count, float[] out) {
        for (int i = 0; i < count; i++) {
            out[i] = hasAll(query, rows, (long) query.length * rowOffsets[i]) ? 0 : 1;
        }
    }

    private static boolean hasAll(byte[] query, MemorySegment rows, long row) {
        LongVector missing = LongVector.zero(LONGS);
        int at = 0;
        for (int whole = SPECIES.loopBound(query.length); at < whole; at += BYTES) {
            missing = missing.or(load(query, at).lanewise(AND_NOT, load(rows, row + at)));
        }
        long left = at == 0 ? 0 : missing.reduceLanes(OR);
        for (; at + Long.BYTES <= query.length; at += Long.BYTES) {
            left |= word(query, at) & ~word(rows, row + at);
        }
        for (; at < query.length; at++) {
            left |= octet(query, at) & ~octet(rows, row + at);
        }
        return left == 0;
    }

    @Override
    public void superstructure(byte[] query, MemorySegment rows, int[] rowOffsets, int count, float[] out) {
        for (int i = 0; i < count; i++) {
            out[i] = hasOnly(query, rows, (long) query.length * rowOffsets[i]) ? 0 : 1;
        }
    }

    private static boolean hasOnly(byte[] query, MemorySegment rows, long row) {
        LongVector extra = LongVector.zero(LONGS);
        int at = 0;
        for (int whole = SPECIES.loopBound(query.length); at < whole; at += BYTES) {
            extra = extra.or(load(rows, row + at).lanewise(AND_NOT, load(query, at)));
        }
        long left = at == 0 ? 0 : extra.reduceLanes(OR);
        for (; at + Long.BYTES <= query.length; at += Long.BYTES) {
            left |= word(rows, row + at) & ~word(query, at);
        }
        for (; at < query.length; at++) {
            left |= octet(rows, row + at) & ~octet(query, at);
        }
        return left == 0;
    }

    private static LongVector load(byte[] query, int index) {
        return ByteVector.fromArray(SPECIES, query, index).reinterpretAsLongs();
    }

    private static LongVector load(MemorySegment rows, long offsetBytes) {
        return LongVector.fromMemorySegment(LONGS, rows, offsetBytes, LITTLE_ENDIAN);
    }

    private static long word(byte[] query, int index) {
        return (long) LONG_OF_ARRAY.get(query, index);
    }

    private static long word(MemorySegment rows, long offsetBytes) {
        return rows.get(LONG, offsetBytes);
    }

    private static long octet(byte[] query, int index) {
        return Byte.toUnsignedLong(query[index]);
    }

    private static long octet(MemorySegment rows, long offsetBytes) {
        return Byte.toUnsignedLong(rows.get(ValueLayout.JAVA_BYTE, offsetBytes));
    }
}
