package io.elanus.simd;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Finds a sequence of bytes in raw memory.
 *
 * <p>Thread-safe: stateless.
 */
public abstract sealed class ByteSearch permits ScalarByteSearch, VectorByteSearch {
    ByteSearch() {}

    /** The fastest form on this machine, chosen once. */
    public static ByteSearch best() {
        return Best.FORM;
    }

    /** Plain loops; works everywhere. */
    public static ByteSearch scalar() {
        return new ScalarByteSearch();
    }

    /** The form over the Vector API, or empty if the JVM runs without {@code --add-modules jdk.incubator.vector}. */
    public static Optional<ByteSearch> vector() {
        return ModuleLayer.boot().findModule(FloatDistances.VECTOR_MODULE).map(module -> new VectorByteSearch());
    }

    /**
     * Where the needle begins first, at or after {@code from} and wholly before {@code to}; -1 if nowhere.
     *
     * @param needle byte[at least 1]
     */
    public abstract long find(MemorySegment bytes, long from, long to, byte[] needle);

    private static final class Best {
        static final ByteSearch FORM = vector().orElseGet(ByteSearch::scalar);
    }
}
