package io.elanus.simd;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Distances from one query to rows of 32-bit floats in raw memory.
 *
 * <p>Rows are little-endian and row-major: with {@code dim = query.length}, the row at offset {@code r} is the
 * {@code 4 * dim} bytes from byte {@code 4 * dim * r}. No alignment is asked for. The forms differ in the order of
 * addition, so their answers differ in the last bits; one form always answers the same for the same input.
 *
 * <p>The methods that take many rows are the ones for speed: they keep several rows in flight, since a row that is not
 * in the cache costs more in waiting than in arithmetic. They overwrite {@code out[0]} to {@code out[count - 1]}. A row
 * outside the memory throws {@link IndexOutOfBoundsException}.
 *
 * <p>Thread-safe: stateless.
 */
public abstract sealed class FloatDistances permits ScalarFloatDistances, VectorFloatDistances {
    static final String VECTOR_MODULE = "jdk.incubator.vector";

    FloatDistances() {}

    /** The fastest form on this machine, chosen once. */
    public static FloatDistances best() {
        return Best.FORM;
    }

    /** Plain loops; works everywhere. */
    public static FloatDistances scalar() {
        return new ScalarFloatDistances();
    }

    /** The form over the Vector API, or empty if the JVM runs without {@code --add-modules jdk.incubator.vector}. */
    public static Optional<FloatDistances> vector() {
        return ModuleLayer.boot().findModule(VECTOR_MODULE).map(module -> new VectorFloatDistances());
    }

    /** For people: the instruction set and its width, for example {@code AVX-512 (512 bits)}, or {@code scalar}. */
    public abstract String name();

    /** The sum of {@code (query[i] - row[i])²} for the row that starts at a byte. */
    public abstract float squaredL2(float[] query, MemorySegment rows, long offsetBytes);

    /** The sum of {@code query[i] * row[i]} for the row that starts at a byte. */
    public abstract float dot(float[] query, MemorySegment rows, long offsetBytes);

    /** The sum of {@code row[i]²} for the row of {@code dim} floats that starts at a byte. */
    public abstract float squaredNorm(MemorySegment rows, long offsetBytes, int dim);

    /**
     * Squared Euclidean distances to many rows.
     *
     * @param rowOffsets int[at least count]: which rows
     * @param out float[at least count], overwritten
     */
    public abstract void squaredL2(float[] query, MemorySegment rows, int[] rowOffsets, int count, float[] out);

    /**
     * Dot products with many rows.
     *
     * @param rowOffsets int[at least count]: which rows
     * @param out float[at least count], overwritten
     */
    public abstract void dot(float[] query, MemorySegment rows, int[] rowOffsets, int count, float[] out);

    /**
     * Dot products with many rows, each divided by the norm of its row; 0 for a row of norm 0. For a query of norm 1
     * this is the cosine. Reads every row once.
     *
     * @param rowOffsets int[at least count]: which rows
     * @param out float[at least count], overwritten
     */
    public abstract void dotOverNorm(float[] query, MemorySegment rows, int[] rowOffsets, int count, float[] out);

    static float overNorm(float dot, float squaredNorm) {
        return squaredNorm > 0 ? dot / (float) Math.sqrt(squaredNorm) : 0;
    }

    private static final class Best {
        static final FloatDistances FORM = vector().orElseGet(FloatDistances::scalar);
    }
}
