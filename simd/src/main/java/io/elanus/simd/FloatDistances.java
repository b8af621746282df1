package io.elanus.simd;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Distances from one query to rows of numbers in raw memory, in the arithmetic of 32-bit floats.
 *
 * <p>Rows are row-major and of one {@link ValueType}: with {@code dim = query.length}, the row at offset {@code r} is the
 * {@code valueBytes * dim} bytes from byte {@code valueBytes * dim * r}. No alignment is asked for. The forms differ in
 * the order of addition, so their answers differ in the last bits; one form always answers the same for the same input.
 *
 * <p>The methods that take many rows are the ones for speed: they keep several rows in flight, since a row that is not
 * in the cache costs more in waiting than in arithmetic. They overwrite {@code out[0]} to {@code out[count - 1]}. A row
 * outside the memory throws {@link IndexOutOfBoundsException}.
 *
 * <p>Thread-safe: stateless.
 */
public abstract sealed class FloatDistances permits ScalarFloatDistances, VectorFloatDistances, NarrowFloatDistances {
    static final String VECTOR_MODULE = "jdk.incubator.vector";

    FloatDistances() {}

    /** The fastest form on this machine, chosen once. */
    public static FloatDistances best(ValueType type) {
        return switch (type) {
            case FLOAT32 -> Best.FLOAT32;
            case FLOAT16 -> Best.FLOAT16;
            case BFLOAT16 -> Best.BFLOAT16;
            case INT8 -> Best.INT8;
        };
    }

    /** Plain loops; works everywhere. */
    public static FloatDistances scalar(ValueType type) {
        return new ScalarFloatDistances(type);
    }

    /** The form over the Vector API, or empty if the JVM runs without {@code --add-modules jdk.incubator.vector}. */
    public static Optional<FloatDistances> vector(ValueType type) {
        return ModuleLayer.boot().findModule(VECTOR_MODULE).map(module -> switch (type) {
            case FLOAT32 -> new VectorFloatDistances();
            case FLOAT16 -> new VectorFloat16Distances();
            case BFLOAT16 -> new VectorBFloat16Distances();
            case INT8 -> new VectorInt8Distances();
        });
    }

    /** For people: the instruction set and its width, for example {@code AVX-512 (512 bits)}, or {@code scalar}. */
    public abstract String name();

    /** The sum of {@code (query[i] - row[i])²} for the row that starts at a byte. */
    public abstract float squaredL2(float[] query, MemorySegment rows, long offsetBytes);

    /** The sum of {@code query[i] * row[i]} for the row that starts at a byte. */
    public abstract float dot(float[] query, MemorySegment rows, long offsetBytes);

    /** The sum of {@code row[i]²} for the row of {@code dim} numbers that starts at a byte. */
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
        static final FloatDistances FLOAT32 = of(ValueType.FLOAT32);
        static final FloatDistances FLOAT16 = of(ValueType.FLOAT16);
        static final FloatDistances BFLOAT16 = of(ValueType.BFLOAT16);
        static final FloatDistances INT8 = of(ValueType.INT8);

        private static FloatDistances of(ValueType type) {
            return vector(type).orElseGet(() -> scalar(type));
        }
    }
}
