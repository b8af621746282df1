package io.elanus.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Plain loops. */
@SuppressWarnings("ShortCircuitBoolean") // A branch that numbers take at random costs more than both comparisons.
final class ScalarNumberFilter extends NumberFilter {
    private static final int ROWS = 64;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLE =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    @Override
    public void within(MemorySegment ints, int rowCount, int min, int max, long[] wanted, long[] words) {
        for (int i = 0; i < words.length; i++) {
            if (wanted[i] != 0) {
                words[i] = word(ints, i * ROWS, Math.min(rowCount, (i + 1) * ROWS), min, max);
            }
        }
    }

    static long word(MemorySegment ints, int from, int to, int min, int max) {
        long word = 0;
        for (int row = from; row < to; row++) {
            int value = ints.get(INT, 4L * row);
            word |= (value >= min & value <= max ? 1L : 0L) << row;
        }
        return word;
    }

    @Override
    public void within(MemorySegment longs, int rowCount, long min, long max, long[] wanted, long[] words) {
        for (int i = 0; i < words.length; i++) {
            if (wanted[i] != 0) {
                words[i] = word(longs, i * ROWS, Math.min(rowCount, (i + 1) * ROWS), min, max);
            }
        }
    }

    static long word(MemorySegment longs, int from, int to, long min, long max) {
        long word = 0;
        for (int row = from; row < to; row++) {
            long value = longs.get(LONG, 8L * row);
            word |= (value >= min & value <= max ? 1L : 0L) << row;
        }
        return word;
    }

    @Override
    public void within(MemorySegment floats, int rowCount, float min, float max, long[] wanted, long[] words) {
        for (int i = 0; i < words.length; i++) {
            if (wanted[i] != 0) {
                words[i] = word(floats, i * ROWS, Math.min(rowCount, (i + 1) * ROWS), min, max);
            }
        }
    }

    static long word(MemorySegment floats, int from, int to, float min, float max) {
        long word = 0;
        for (int row = from; row < to; row++) {
            float value = floats.get(FLOAT, 4L * row);
            word |= (value >= min & value <= max ? 1L : 0L) << row;
        }
        return word;
    }

    @Override
    public void within(MemorySegment doubles, int rowCount, double min, double max, long[] wanted, long[] words) {
        for (int i = 0; i < words.length; i++) {
            if (wanted[i] != 0) {
                words[i] = word(doubles, i * ROWS, Math.min(rowCount, (i + 1) * ROWS), min, max);
            }
        }
    }

    static long word(MemorySegment doubles, int from, int to, double min, double max) {
        long word = 0;
        for (int row = from; row < to; row++) {
            double value = doubles.get(DOUBLE, 8L * row);
            word |= (value >= min & value <= max ? 1L : 0L) << row;
        }
        return word;
    }

    @Override
    public void among(MemorySegment ints, int rowCount, int[] constants, long[] wanted, long[] words) {
        for (int i = 0; i < words.length; i++) {
            if (wanted[i] != 0) {
                words[i] = word(ints, i * ROWS, Math.min(rowCount, (i + 1) * ROWS), constants);
            }
        }
    }

    static long word(MemorySegment ints, int from, int to, int[] constants) {
        long word = 0;
        for (int row = from; row < to; row++) {
            int value = ints.get(INT, 4L * row);
            boolean any = false;
            for (int constant : constants) {
                any |= value == constant;
            }
            word |= (any ? 1L : 0L) << row;
        }
        return word;
    }

    @Override
    public void among(MemorySegment longs, int rowCount, long[] constants, long[] wanted, long[] words) {
        for (int i = 0; i < words.length; i++) {
            if (wanted[i] != 0) {
                words[i] = word(longs, i * ROWS, Math.min(rowCount, (i + 1) * ROWS), constants);
            }
        }
    }

    static long word(MemorySegment longs, int from, int to, long[] constants) {
        long word = 0;
        for (int row = from; row < to; row++) {
            long value = longs.get(LONG, 8L * row);
            boolean any = false;
            for (long constant : constants) {
                any |= value == constant;
            }
            word |= (any ? 1L : 0L) << row;
        }
        return word;
    }
}
