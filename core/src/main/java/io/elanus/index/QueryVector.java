package io.elanus.index;

import java.lang.foreign.MemorySegment;

/** What rows are compared with, in the form that suits their type. Not changed, must not change while searched. */
@SuppressWarnings("ArrayRecordComponent") // Never compared; a copy for each query would cost the search.
public sealed interface QueryVector {
    /** For {@link VectorRows}: float[dim], whatever the type of the rows' values. */
    record Numbers(float[] values) implements QueryVector {}

    /** For {@link BinaryRows}: as many bytes as a row has. */
    record Bits(byte[] bytes) implements QueryVector {}

    /** For {@link SparseRows}: the pairs of {@link io.elanus.simd.SparseDots}. */
    record Pairs(MemorySegment bytes) implements QueryVector {}
}
