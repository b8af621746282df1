package io.elanus.simd;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Dot products between rows of 7-bit codes in raw memory.
 *
 * <p>A code is a byte from 0 to {@value #CODE_MAX}. Rows are row-major, each of {@code rowBytes} bytes, a multiple of
 * {@value #ROW_ALIGNMENT}: codes behind the last that counts are 0. All forms give the same sums, without rounding.
 *
 * <p>Thread-safe: stateless.
 */
public abstract sealed class CodeDots permits ScalarCodeDots, VectorCodeDots {
    /** Four products of such codes fit in 16 bits: that is what the vector form lives on. */
    public static final int CODE_MAX = 127;

    public static final int ROW_ALIGNMENT = 64;

    /** Where sums of products still fit in 31 bits. */
    public static final int ROW_BYTES_MAX = 1 << 17;

    CodeDots() {}

    /** The fastest form on this machine, chosen once. */
    public static CodeDots best() {
        return Best.FORM;
    }

    /** Plain loops; works everywhere. */
    public static CodeDots scalar() {
        return new ScalarCodeDots();
    }

    /** The form over the Vector API, or empty if the JVM runs without {@code --add-modules jdk.incubator.vector}. */
    public static Optional<CodeDots> vector() {
        return ModuleLayer.boot().findModule(FloatDistances.VECTOR_MODULE).map(module -> new VectorCodeDots());
    }

    /**
     * The sums of {@code row[i] * other[i]}. A row outside the memory throws {@link IndexOutOfBoundsException}.
     *
     * @param rowBytes a multiple of {@value #ROW_ALIGNMENT}, at most {@link #ROW_BYTES_MAX}
     * @param others int[at least count]: which rows to multiply {@code row} with
     * @param out int[at least count], overwritten from 0 to {@code count - 1}
     */
    public abstract void dots(MemorySegment codes, int rowBytes, int row, int[] others, int count, int[] out);

    /**
     * The sums of {@code query[i] * row[i]}. A row outside the memory throws {@link IndexOutOfBoundsException}.
     *
     * @param query byte[rowBytes]: codes; its length is that of the rows, see the other method
     * @param rows int[at least count]: which rows to multiply {@code query} with
     * @param out int[at least count], overwritten from 0 to {@code count - 1}
     */
    public abstract void dots(byte[] query, MemorySegment codes, int[] rows, int count, int[] out);

    private static final class Best {
        static final CodeDots FORM = vector().orElseGet(CodeDots::scalar);
    }
}
