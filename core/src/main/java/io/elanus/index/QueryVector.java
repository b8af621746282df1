package io.elanus.index;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** What rows are compared with, in the form that suits their type. Not changed, must not change while searched. */
@SuppressWarnings("ArrayRecordComponent") // Never compared; a copy for each query would cost the search.
public sealed interface QueryVector {
    /** @throws IllegalArgumentException if it is none of numbers */
    default float[] numbers() {
        throw wrongKind();
    }

    /** @throws IllegalArgumentException if it is none of bits */
    default byte[] bits() {
        throw wrongKind();
    }

    /** @throws IllegalArgumentException if it is not sparse */
    default MemorySegment pairs() {
        throw wrongKind();
    }

    default IllegalArgumentException wrongKind() {
        return new IllegalArgumentException("query is a vector of another kind than the rows: vector=" + this);
    }

    /** For {@link VectorRows}: float[dim], whatever the type of the rows' values. */
    record Numbers(float[] numbers) implements QueryVector {}

    /** For {@link BinaryRows}: as many bytes as a row has. */
    record Bits(byte[] bits) implements QueryVector {}

    /** For {@link SparseRows}: the pairs of {@link io.elanus.simd.SparseDots}. */
    record Pairs(MemorySegment pairs) implements QueryVector {}

    /** For rows that are lists of vectors ({@link ListScan}): a list of them, each of the kind that the elements are. */
    record ListOf(List<QueryVector> vectors) implements QueryVector {
        public ListOf {
            vectors = List.copyOf(vectors);
        }
    }
}
