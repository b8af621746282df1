package io.elanus.simd;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.B2F;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The form over the Vector API for signed bytes. Loaded only when the module is there. */
final class VectorInt8Distances extends NarrowFloatDistances {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Byte> BYTES =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, SPECIES.vectorBitSize() / 4)));
    private static final int LANES = SPECIES.length();

    VectorInt8Distances() {
        super(ValueType.INT8);
    }

    @Override
    public float squaredL2(float[] query, MemorySegment rows, long offsetBytes) {
        int whole = whole(query.length);
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int i = 0; i < whole; i += LANES) {
            FloatVector difference = load(query, i).sub(load(rows, offsetBytes + i));
            sum = difference.fma(difference, sum);
        }
        return sum.reduceLanes(ADD) + squaredL2Tail(whole, query, rows, offsetBytes);
    }

    @Override
    public float dot(float[] query, MemorySegment rows, long offsetBytes) {
        int whole = whole(query.length);
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int i = 0; i < whole; i += LANES) {
            sum = load(query, i).fma(load(rows, offsetBytes + i), sum);
        }
        return sum.reduceLanes(ADD) + dotTail(whole, query, rows, offsetBytes);
    }

    @Override
    public float squaredNorm(MemorySegment rows, long offsetBytes, int dim) {
        int whole = whole(dim);
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int i = 0; i < whole; i += LANES) {
            FloatVector row = load(rows, offsetBytes + i);
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
        int whole = whole(dim);
        for (int i = 0; i < whole; i += LANES) {
            FloatVector wanted = load(query, i);
            FloatVector difference0 = wanted.sub(load(rows, offset0 + i));
            FloatVector difference1 = wanted.sub(load(rows, offset1 + i));
            FloatVector difference2 = wanted.sub(load(rows, offset2 + i));
            FloatVector difference3 = wanted.sub(load(rows, offset3 + i));
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
        int whole = whole(dim);
        for (int i = 0; i < whole; i += LANES) {
            FloatVector wanted = load(query, i);
            sum0 = wanted.fma(load(rows, offset0 + i), sum0);
            sum1 = wanted.fma(load(rows, offset1 + i), sum1);
            sum2 = wanted.fma(load(rows, offset2 + i), sum2);
            sum3 = wanted.fma(load(rows, offset3 + i), sum3);
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
        int whole = whole(dim);
        for (int i = 0; i < whole; i += LANES) {
            FloatVector row = load(rows, offsetBytes + i);
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
        int whole = whole(dim);
        for (int i = 0; i < whole; i += LANES) {
            FloatVector wanted = load(query, i);
            FloatVector row0 = load(rows, offset0 + i);
            FloatVector row1 = load(rows, offset1 + i);
            FloatVector row2 = load(rows, offset2 + i);
            FloatVector row3 = load(rows, offset3 + i);
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

    /** Reads as many bytes as there are lanes, or 8 if they are fewer: no vector of bytes is shorter. */
    private static FloatVector load(MemorySegment rows, long offsetBytes) {
        return (FloatVector) ByteVector.fromMemorySegment(BYTES, rows, offsetBytes, LITTLE_ENDIAN)
                .convertShape(B2F, SPECIES, 0);
    }

    /** Where the plain loop takes over: no load may read behind the row, since there may be nothing. */
    private static int whole(int dim) {
        return SPECIES.loopBound(Math.max(0, dim - (BYTES.length() - LANES)));
    }
}
