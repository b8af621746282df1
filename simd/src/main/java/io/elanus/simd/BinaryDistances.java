package io.elanus.simd;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Distances from one query of bits to rows of bits in raw memory.
 *
 * <p>Rows are row-major: the row at offset {@code r} is the {@code query.length} bytes from byte
 * {@code query.length * r}. No alignment is asked for. All forms give the same answers. The methods overwrite
 * {@code out[0]} to {@code out[count - 1]}. A row outside the memory throws {@link IndexOutOfBoundsException}.
 *
 * <p>Thread-safe: stateless.
 */
public abstract sealed class BinaryDistances permits ScalarBinaryDistances, VectorBinaryDistances {
    BinaryDistances() {}

    /** The fastest form on this machine, chosen once. */
    public static BinaryDistances best() {
        return Best.FORM;
    }

    /** Plain loops; works everywhere. */
    public static BinaryDistances scalar() {
        return new ScalarBinaryDistances();
    }

    /** The form over the Vector API, or empty if the JVM runs without {@code --add-modules jdk.incubator.vector}. */
    public static Optional<BinaryDistances> vector() {
        return ModuleLayer.boot().findModule(FloatDistances.VECTOR_MODULE).map(module -> new VectorBinaryDistances());
    }

    /**
     * How many bits differ.
     *
     * @param rowOffsets int[at least count]: which rows
     * @param out float[at least count], overwritten
     */
    public abstract void hamming(byte[] query, MemorySegment rows, int[] rowOffsets, int count, float[] out);

    /**
     * The part of the bits set in either that is not set in both; 1 if none is set.
     *
     * @param rowOffsets int[at least count]: which rows
     * @param out float[at least count], overwritten
     */
    public abstract void jaccard(byte[] query, MemorySegment rows, int[] rowOffsets, int count, float[] out);

    /**
     * 0 for a row that has all bits of the query, else 1.
     *
     * @param rowOffsets int[at least count]: which rows
     * @param out float[at least count], overwritten
     */
    public abstract void substructure(byte[] query, MemorySegment rows, int[] rowOffsets, int count, float[] out);

    /**
     * 0 for a row that has no bits but those of the query, else 1.
     *
     * @param rowOffsets int[at least count]: which rows
     * @param out float[at least count], overwritten
     */
    public abstract void superstructure(byte[] query, MemorySegment rows, int[] rowOffsets, int count, float[] out);

    static float jaccard(int inBoth, int inEither) {
        return inEither == 0 ? 1 : (float) (inEither - inBoth) / inEither;
    }

    private static final class Best {
        static final BinaryDistances FORM = vector().orElseGet(BinaryDistances::scalar);
    }
}
