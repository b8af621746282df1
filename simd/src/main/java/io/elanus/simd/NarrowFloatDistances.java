package io.elanus.simd;

import java.lang.foreign.MemorySegment;

/**
 * The forms over the Vector API for numbers of less than 32 bits, which are widened on the way from memory.
 *
 * <p>The last {@code dim % lanes} values of a row are added by a plain loop: a masked load is slow before AVX-512.
 */
abstract sealed class NarrowFloatDistances extends FloatDistances
        permits VectorFloat16Distances, VectorBFloat16Distances, VectorInt8Distances {
    /*
     * Each type has a class of its own with all of its loops. One loop for all of them, with a choice among loads, is
     * compiled to objects on the heap, an order of magnitude slower. For the rest see VectorFloatDistances.
     */
    private final ScalarFloatDistances tails;

    private final int valueBytes;

    NarrowFloatDistances(ValueType type) {
        this.tails = new ScalarFloatDistances(type);
        this.valueBytes = type.byteSize();
    }

    /** Requires: {@code first + 3} is an index of a row offset. */
    abstract void squaredL2OfFour(float[] query, MemorySegment rows, int[] rowOffsets, int first, float[] out);

    /** Requires: {@code first + 3} is an index of a row offset. */
    abstract void dotOfFour(float[] query, MemorySegment rows, int[] rowOffsets, int first, float[] out);

    /** The dot product with the row that starts at a byte, over its norm. */
    abstract float dotOverNorm(float[] query, MemorySegment rows, long offsetBytes);

    /** Requires: {@code first + 3} is an index of a row offset. */
    abstract void dotOverNormOfFour(float[] query, MemorySegment rows, int[] rowOffsets, int first, float[] out);

    @Override
    public final String name() {
        return VectorFloatDistances.machine();
    }

    @Override
    public final void squaredL2(float[] query, MemorySegment rows, int[] rowOffsets, int count, float[] out) {
        int first = 0;
        int fours = countInFours(query, rowOffsets, count);
        for (; first < fours; first += 4) {
            squaredL2OfFour(query, rows, rowOffsets, first, out);
        }
        for (; first < count; first++) {
            out[first] = squaredL2(query, rows, offsetBytes(query.length, rowOffsets[first]));
        }
    }

    @Override
    public final void dot(float[] query, MemorySegment rows, int[] rowOffsets, int count, float[] out) {
        int first = 0;
        int fours = countInFours(query, rowOffsets, count);
        for (; first < fours; first += 4) {
            dotOfFour(query, rows, rowOffsets, first, out);
        }
        for (; first < count; first++) {
            out[first] = dot(query, rows, offsetBytes(query.length, rowOffsets[first]));
        }
    }

    @Override
    public final void dotOverNorm(float[] query, MemorySegment rows, int[] rowOffsets, int count, float[] out) {
        int first = 0;
        int fours = countInFours(query, rowOffsets, count);
        for (; first < fours; first += 4) {
            dotOverNormOfFour(query, rows, rowOffsets, first, out);
        }
        for (; first < count; first++) {
            out[first] = dotOverNorm(query, rows, offsetBytes(query.length, rowOffsets[first]));
        }
    }

    private int countInFours(float[] query, int[] rowOffsets, int count) {
        return VectorFloatDistances.countInFours((long) valueBytes * query.length, rowOffsets, count);
    }

    final long offsetBytes(int dim, int row) {
        return (long) valueBytes * dim * row;
    }

    /** What the values of a row from one on add to its distance. */
    final float squaredL2Tail(int from, float[] query, MemorySegment rows, long offsetBytes) {
        return tails.squaredL2From(from, query, rows, offsetBytes);
    }

    final float dotTail(int from, float[] query, MemorySegment rows, long offsetBytes) {
        return tails.dotFrom(from, query, rows, offsetBytes);
    }

    final float squaredNormTail(int from, MemorySegment rows, long offsetBytes, int dim) {
        return tails.squaredNormFrom(from, rows, offsetBytes, dim);
    }
}
