package io.elanus.index;

/**
 * A distance and a row (or node) offset in one {@code long} that sorts by distance, then by offset.
 *
 * <p>High half: the bits of the distance, made to sort as a signed number. Low half: the offset times two plus a mark
 * that its holder uses freely and that never decides an order, since an offset occurs once.
 */
final class DistanceKey {
    static final long MARK = 1;

    private DistanceKey() {}

    static long of(float distance, int offset) {
        // floatToIntBits, not the raw bits: a NaN from an overflow must sort last, whatever its sign.
        int bits = Float.floatToIntBits(distance);
        int sortable = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
        return ((long) sortable << 32) | ((long) offset << 1);
    }

    static float distance(long key) {
        int sortable = (int) (key >> 32);
        return Float.intBitsToFloat(sortable ^ ((sortable >> 31) & Integer.MAX_VALUE));
    }

    static int offset(long key) {
        return (int) key >>> 1;
    }

    static boolean isMarked(long key) {
        return (key & MARK) != 0;
    }
}
