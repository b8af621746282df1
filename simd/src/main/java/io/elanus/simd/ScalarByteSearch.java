package io.elanus.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Plain loops. */
final class ScalarByteSearch extends ByteSearch {
    @Override
    public long find(MemorySegment bytes, long from, long to, byte[] needle) {
        for (long at = from; at + needle.length <= to; at++) {
            if (isAt(bytes, at, needle)) {
                return at;
            }
        }
        return -1;
    }

    static boolean isAt(MemorySegment bytes, long at, byte[] needle) {
        for (int i = 0; i < needle.length; i++) {
            if (bytes.get(ValueLayout.JAVA_BYTE, at + i) != needle[i]) {
                return false;
            }
        }
        return true;
    }
}
