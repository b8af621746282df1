package io.elanus.simd;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.S2I;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The form over the Vector API for half precision. Loaded only when the module is there. */
final class VectorFloat16Distances extends NarrowFloatDistances {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = SPECIES.withLanes(int.class);
    private static final VectorSpecies<Short> SHORTS =
            VectorSpecies.of(short.class, VectorShape.forBitSize(SPECIES.vectorBitSize() / 2));
    private static final int SIGN_AND_SHIFTED = 0x8fff_e000;
    private static final float EXPONENT_MOVE = 0x1p112f;
    private static final int LANES = SPECIES.length();

    VectorFloat16Distances() {
        super(ValueType.FLOAT16);
    }

    @Override
    public float squaredL2(float[] query, MemorySegment rows, long offsetBytes) {
        int whole = SPECIES.loopBound(query.length);
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int i = 0; i < whole; i += LANES) {
            FloatVector difference = load(query, i).sub(load(rows, offsetBytes + 2L * i));
            sum = difference.fma(difference, sum);
        }
        return sum.reduceLanes(ADD) + squaredL2Tail(whole, query, rows, offsetBytes);
    }

    @Override
    public float dot(float[] query, MemorySegment rows, long offsetBytes) {
        int whole = SPECIES.loopBound(query.length);
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int i = 0; i < whole; i += LANES) {
            sum = load(query, i).fma(load(rows, offsetBytes + 2L * i), sum);
        }
        return sum.reduceLanes(ADD) + dotTail(whole, query, rows, offsetBytes);
    }

    @Override
    public float squaredNorm(MemorySegment rows, long offsetBytes, int dim) {
        int whole = SPECIES.loopBound(dim);
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int i = 0; i < whole; i += LANES) {
            FloatVector row = load(rows, offsetBytes + 2L * i);
            sum = row.fma(row, sum);
        }
        return sum.reduceLanes(ADD) + squaredNormTail(whole, rows, offsetBytes, dim);
    }

    @Override
    void squaredL2OfFour(float[] query, MemorySegment rows, int[] rowOffsets, int first, float[] out) {
        int dim = query.length;
        long offset0 = offsetBytes(dim, rowOffsets[first]);
        long offset1 = offsetBytes(dim, rowOffsets[first + 1]);
        long offset2 = offsetBytes(dim, rowOffsets[first + 2]);
        long offset3 = offsetBytes(dim, rowOffsets[first + 3]);
        FloatVector sum0 = FloatVector.zero(SPECIES);
        FloatVector sum1 = sum0;
        FloatVector sum2 = sum0;
        FloatVector sum3 = sum0;
        int whole = SPECIES.loopBound(dim);
        for (int i = 0; i < whole; i += LANES) {
            FloatVector wanted = load(query, i);
            FloatVector difference0 = wanted.sub(load(rows, offset0 + 2L * i));
            FloatVector difference1 = wanted.sub(load(rows, offset1 + 2L * i));
            FloatVector difference2 = wanted.sub(load(rows, offset2 + 2L * i));
            FloatVector difference3 = wanted.sub(load(rows, offset3 + 2L * i));
            sum0 = difference0.fma(difference0, sum0);
            sum1 = difference1.fma(difference1, sum1);
            sum2 = difference2.fma(difference2, sum2);
            sum3 = difference3.fma(difference3, sum3);
        }
        out[first] = sum0.reduceLanes(ADD) + squaredL2Tail(whole, query, rows, offset0);
        out[first + 1] = sum1.reduceLanes(ADD) + squaredL2Tail(whole, query, rows, offset1);
        out[first + 2] = sum2.reduceLanes(ADD) + squaredL2Tail(whole, query, rows, offset2);
        out[first + 3] = sum3.reduceLanes(ADD) + squaredL2Tail(whole, query, rows, offset3);
    }

    @Override
    void dotOfFour(float[] query, MemorySegment rows, int[] rowOffsets, int first, float[] out) {
        int dim = query.length;
        long offset0 = offsetBytes(dim, rowOffsets[first]);
        long offset1 = offsetBytes(dim, rowOffsets[first + 1]);
        long offset2 = offsetBytes(dim, rowOffsets[first + 2]);
        long offset3 = offsetBytes(dim, rowOffsets[first + 3]);
        FloatVector sum0 = FloatVector.zero(SPECIES);
        FloatVector sum1 = sum0;
        FloatVector sum2 = sum0;
        FloatVector sum3 = sum0;
        int whole = SPECIES.loopBound(dim);
        for (int i = 0; i < whole; i += LANES) {
            FloatVector wanted = load(query, i);
            sum0 = wanted.fma(load(rows, offset0 + 2L * i), sum0);
            sum1 = wanted.fma(load(rows, offset1 + 2L * i), sum1);
            sum2 = wanted.fma(load(rows, offset2 + 2L * i), sum2);
            sum3 = wanted.fma(load(rows, offset3 + 2L * i), sum3);
        }
        out[first] = sum0.reduceLanes(ADD) + dotTail(whole, query, rows, offset0);
        out[first + 1] = sum1.reduceLanes(ADD) + dotTail(whole, query, rows, offset1);
        out[first + 2] = sum2.reduceLanes(ADD) + dotTail(whole, query, rows, offset2);
        out[first + 3] = sum3.reduceLanes(ADD) + dotTail(whole, query, rows, offset3);
    }

    @Override
    float dotOverNorm(float[] query, MemorySegment rows, long offsetBytes) {
        int dim = query.length;
        FloatVector dot = FloatVector.zero(SPECIES);
        FloatVector norm = dot;
        int whole = SPECIES.loopBound(dim);
        for (int i = 0; i < whole; i += LANES) {
            FloatVector row = load(rows, offsetBytes + 2L * i);
            dot = load(query, i).fma(row, dot);
            norm = row.fma(row, norm);
        }
        return overNorm(
                dot.reduceLanes(ADD) + dotTail(whole, query, rows, offsetBytes),
                norm.reduceLanes(ADD) + squaredNormTail(whole, rows, offsetBytes, dim));
    }

    @Override
    void dotOverNormOfFour(float[] query, MemorySegment rows, int[] rowOffsets, int first, float[] out) {
        int dim = query.length;
        long offset0 = offsetBytes(dim, rowOffsets[first]);
        long offset1 = offsetBytes(dim, rowOffsets[first + 1]);
        long offset2 = offsetBytes(dim, rowOffsets[first + 2]);
        long offset3 = offsetBytes(dim, rowOffsets[first + 3]);
        FloatVector dot0 = FloatVector.zero(SPECIES);
        FloatVector dot1 = dot0;
        FloatVector dot2 = dot0;
        FloatVector dot3 = dot0;
        FloatVector norm0 = dot0;
        FloatVector norm1 = dot0;
        FloatVector norm2 = dot0;
        FloatVector norm3 = dot0;
        int whole = SPECIES.loopBound(dim);
        for (int i = 0; i < whole; i += LANES) {
            FloatVector wanted = load(query, i);
            FloatVector row0 = load(rows, offset0 + 2L * i);
            FloatVector row1 = load(rows, offset1 + 2L * i);
            FloatVector row2 = load(rows, offset2 + 2L * i);
            FloatVector row3 = load(rows, offset3 + 2L * i);
            dot0 = wanted.fma(row0, dot0);
            dot1 = wanted.fma(row1, dot1);
            dot2 = wanted.fma(row2, dot2);
            dot3 = wanted.fma(row3, dot3);
            norm0 = row0.fma(row0, norm0);
            norm1 = row1.fma(row1, norm1);
            norm2 = row2.fma(row2, norm2);
            norm3 = row3.fma(row3, norm3);
        }
        out[first] = overNorm(
                dot0.reduceLanes(ADD) + dotTail(whole, query, rows, offset0),
                norm0.reduceLanes(ADD) + squaredNormTail(whole, rows, offset0, dim));
        out[first + 1] = overNorm(
                dot1.reduceLanes(ADD) + dotTail(whole, query, rows, offset1),
                norm1.reduceLanes(ADD) + squaredNormTail(whole, rows, offset1, dim));
        out[first + 2] = overNorm(
                dot2.reduceLanes(ADD) + dotTail(whole, query, rows, offset2),
                norm2.reduceLanes(ADD) + squaredNormTail(whole, rows, offset2, dim));
        out[first + 3] = overNorm(
                dot3.reduceLanes(ADD) + dotTail(whole, query, rows, offset3),
                norm3.reduceLanes(ADD) + squaredNormTail(whole, rows, offset3, dim));
    }

    private static FloatVector load(float[] query, int index) {
        return FloatVector.fromArray(SPECIES, query, index);
    }

    /**
     * Moves exponent and fraction of a half to where a float has them, which is 2¹¹² too small: a float's exponents begin
     * 112 earlier. The product is right for halves below the least normal one as well.
     */
    private static FloatVector load(MemorySegment rows, long offsetBytes) {
        IntVector halves = (IntVector) ShortVector.fromMemorySegment(SHORTS, rows, offsetBytes, LITTLE_ENDIAN)
                .convertShape(S2I, INTS, 0);
        return halves.lanewise(LSHL, 13)
                .and(SIGN_AND_SHIFTED)
                .reinterpretAsFloats()
                .mul(EXPONENT_MOVE);
    }
}
