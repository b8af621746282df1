package io.elanus.simd;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Compares a column of little-endian numbers in raw memory with constants, 64 rows a word.
 *
 * <p>All methods take the same rest: {@code rowCount} numbers from byte 0 on; {@code wanted}, long[(rowCount + 63) / 64],
 * whose zero words are passed over; and {@code words} of the same length, where the words that are not passed over are
 * overwritten: bit i of word w tells whether number 64 * w + i passes, bits behind the last number are 0. Numbers outside
 * the memory throw {@link IndexOutOfBoundsException}.
 *
 * <p>Thread-safe: stateless.
 */
public abstract sealed class NumberFilter permits ScalarNumberFilter, VectorNumberFilter {
    /** So many constants are compared one after the other; more are better looked up in a table. */
    public static final int CONSTANTS_MAX = 8;

    NumberFilter() {}

    /** The fastest form on this machine, chosen once. */
    public static NumberFilter best() {
        return Best.FORM;
    }

    /** Plain loops; works everywhere. */
    public static NumberFilter scalar() {
        return new ScalarNumberFilter();
    }

    /** The form over the Vector API, or empty if the JVM runs without {@code --add-modules jdk.incubator.vector}. */
    public static Optional<NumberFilter> vector() {
        return ModuleLayer.boot().findModule(FloatDistances.VECTOR_MODULE).map(module -> new VectorNumberFilter());
    }

    /** Which numbers are from {@code min} to {@code max}, both included. */
    public abstract void within(MemorySegment ints, int rowCount, int min, int max, long[] wanted, long[] words);

    /** Which numbers are from {@code min} to {@code max}, both included. */
    public abstract void within(MemorySegment longs, int rowCount, long min, long max, long[] wanted, long[] words);

    /** Which numbers are from {@code min} to {@code max}, both included; a NaN never is. */
    public abstract void within(MemorySegment floats, int rowCount, float min, float max, long[] wanted, long[] words);

    /** Which numbers are from {@code min} to {@code max}, both included; a NaN never is. */
    public abstract void within(
            MemorySegment doubles, int rowCount, double min, double max, long[] wanted, long[] words);

    /** @param constants at most {@link #CONSTANTS_MAX} */
    public abstract void among(MemorySegment ints, int rowCount, int[] constants, long[] wanted, long[] words);

    /** @param constants at most {@link #CONSTANTS_MAX} */
    public abstract void among(MemorySegment longs, int rowCount, long[] constants, long[] wanted, long[] words);

    private static final class Best {
        static final NumberFilter FORM = vector().orElseGet(NumberFilter::scalar);
    }
}
