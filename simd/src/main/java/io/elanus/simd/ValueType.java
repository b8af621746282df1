package io.elanus.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** How a number of a vector lies in raw memory: little-endian, at any alignment. Each is a 32-bit float once read. */
public enum ValueType {
    FLOAT32(4),
    /** IEEE 754 half precision; finite. */
    FLOAT16(2),
    /** The upper half of a 32-bit float. */
    BFLOAT16(2),
    /** Signed. */
    INT8(1);

    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final int byteSize;

    ValueType(int byteSize) {
        this.byteSize = byteSize;
    }

    public int byteSize() {
        return byteSize;
    }

    /** The number that starts at a byte. */
    public float read(MemorySegment values, long offsetBytes) {
        return switch (this) {
            case FLOAT32 -> values.get(FLOAT, offsetBytes);
            case FLOAT16 -> Float.float16ToFloat(values.get(SHORT, offsetBytes));
            case BFLOAT16 -> Float.intBitsToFloat(values.get(SHORT, offsetBytes) << Short.SIZE);
            case INT8 -> values.get(ValueLayout.JAVA_BYTE, offsetBytes);
        };
    }

    /** Reads as many numbers as {@code out} has room for, from a byte on. */
    public void read(MemorySegment values, long offsetBytes, float[] out) {
        if (this == FLOAT32) {
            MemorySegment.copy(values, FLOAT, offsetBytes, out, 0, out.length);
            return;
        }
        for (int i = 0; i < out.length; i++) {
            out[i] = read(values, offsetBytes + (long) i * byteSize);
        }
    }
}
