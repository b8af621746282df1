package io.elanus.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The form that needs nothing from the machine, and the truth that the vector form is tested against. */
final class ScalarCodeDots extends CodeDots {
    @Override
    public void dots(MemorySegment codes, int rowBytes, int row, int[] others, int count, int[] out) {
        long from = (long) row * rowBytes;
        for (int i = 0; i < count; i++) {
            long other = (long) others[i] * rowBytes;
            int sum = 0;
            for (int at = 0; at < rowBytes; at++) {
                sum += codes.get(ValueLayout.JAVA_BYTE, from + at) * codes.get(ValueLayout.JAVA_BYTE, other + at);
            }
            out[i] = sum;
        }
    }

    @Override
    public void dots(byte[] query, MemorySegment codes, int[] rows, int count, int[] out) {
        for (int i = 0; i < count; i++) {
            long from = (long) rows[i] * query.length;
            int sum = 0;
            for (int at = 0; at < query.length; at++) {
                sum += query[at] * codes.get(ValueLayout.JAVA_BYTE, from + at);
            }
            out[i] = sum;
        }
    }
}
