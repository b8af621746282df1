package io.elanus.model;

/** The upper 16 bits of a float, rounded to the nearest, of two equally near ones to the even. */
public final class BFloat16 {
    private BFloat16() {}

    /** A NaN stays one. */
    public static short of(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) (bits >>> Short.SIZE | 0x40);
        }
        int half = 0x7FFF + (bits >>> Short.SIZE & 1);
        return (short) (bits + half >>> Short.SIZE);
    }

    public static float toFloat(short bits) {
        return Float.intBitsToFloat(bits << Short.SIZE);
    }
}
