package io.elanus.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The form that needs nothing from the machine, and the truth that the vector form is tested against. */
final class ScalarBinaryDistances extends BinaryDistances {
    @Override
    public void hamming(byte[] query, MemorySegment rows, int[] rowOffsets, int count, float[] out) {
        for (int i = 0; i < count; i++) {
            int differing = 0;
            for (int at = 0; at < query.length; at++) {
                differing +=
                        Integer.bitCount(Byte.toUnsignedInt((byte) (query[at] ^ row(rows, query, rowOffsets[i], at))));
            }
            out[i] = differing;
        }
    }

    @Override
    public void jaccard(byte[] query, MemorySegment rows, int[] rowOffsets, int count, float[] out) {
        for (int i = 0; i < count; i++) {
            int inBoth = 0;
            int inEither = 0;
            for (int at = 0; at < query.length; at++) {
                byte row = row(rows, query, rowOffsets[i], at);
                inBoth += Integer.bitCount(Byte.toUnsignedInt((byte) (query[at] & row)));
                inEither += Integer.bitCount(Byte.toUnsignedInt((byte) (query[at] | row)));
            }
            out[i] = jaccard(inBoth, inEither);
        }
    }

    @Override
    public void substructure(byte[] query, MemorySegment rows, int[] rowOffsets, int count, float[] out) {
        for (int i = 0; i < count; i++) {
            int missing = 0;
            for (int at = 0; at < query.length; at++) {
                missing |= query[at] & ~row(rows, query, rowOffsets[i], at);
            }
            out[i] = missing == 0 ? 0 : 1;
        }
    }

    @Override
    public void superstructure(byte[] query, MemorySegment rows, int[] rowOffsets, int count, float[] out) {
        for (int i = 0; i < count; i++) {
            int extra = 0;
            for (int at = 0; at < query.length; at++) {
                extra |= ~query[at] & row(rows, query, rowOffsets[i], at);
            }
            out[i] = extra == 0 ? 0 : 1;
        }
    }

    private static byte row(MemorySegment rows, byte[] query, int rowOffset, int at) {
        return rows.get(ValueLayout.JAVA_BYTE, (long) query.length * rowOffset + at);
    }
}
