package io.elanus.simd;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Many numbers an instruction; what does not fill a word is left to the plain loops. */
final class VectorNumberFilter extends NumberFilter {
    private static final int ROWS = 64;
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;

    @Override
    public void within(MemorySegment ints, int rowCount, int min, int max, long[] wanted, long[] words) {
        int full = rowCount / ROWS;
        for (int i = 0; i < words.length; i++) {
            if (wanted[i] != 0) {
                words[i] = i < full
                        ? word(ints, i * ROWS, min, max)
                        : ScalarNumberFilter.word(ints, i * ROWS, rowCount, min, max);
            }
        }
    }

    private static long word(MemorySegment ints, int from, int min, int max) {
        long word = 0;
        for (int at = 0; at < ROWS; at += INTS.length()) {
            IntVector values = IntVector.fromMemorySegment(INTS, ints, 4L * (from + at), ORDER);
            VectorMask<Integer> inside =
                    values.compare(VectorOperators.GE, min).and(values.compare(VectorOperators.LE, max));
            word |= inside.toLong() << at;
        }
        return word;
    }

    @Override
    public void within(MemorySegment longs, int rowCount, long min, long max, long[] wanted, long[] words) {
        int full = rowCount / ROWS;
        for (int i = 0; i < words.length; i++) {
            if (wanted[i] != 0) {
                words[i] = i < full
                        ? word(longs, i * ROWS, min, max)
                        : ScalarNumberFilter.word(longs, i * ROWS, rowCount, min, max);
            }
        }
    }

    private static long word(MemorySegment longs, int from, long min, long max) {
        long word = 0;
        for (int at = 0; at < ROWS; at += LONGS.length()) {
            LongVector values = LongVector.fromMemorySegment(LONGS, longs, 8L * (from + at), ORDER);
            VectorMask<Long> inside =
                    values.compare(VectorOperators.GE, min).and(values.compare(VectorOperators.LE, max));
            word |= inside.toLong() << at;
        }
        return word;
    }

    @Override
    public void within(MemorySegment floats, int rowCount, float min, float max, long[] wanted, long[] words) {
        int full = rowCount / ROWS;
        for (int i = 0; i < words.length; i++) {
            if (wanted[i] != 0) {
                words[i] = i < full
                        ? word(floats, i * ROWS, min, max)
                        : ScalarNumberFilter.word(floats, i * ROWS, rowCount, min, max);
            }
        }
    }

    private static long word(MemorySegment floats, int from, float min, float max) {
        long word = 0;
        for (int at = 0; at < ROWS; at += FLOATS.length()) {
            FloatVector values = FloatVector.fromMemorySegment(FLOATS, floats, 4L * (from + at), ORDER);
            VectorMask<Float> inside =
                    values.compare(VectorOperators.GE, min).and(values.compare(VectorOperators.LE, max));
            word |= inside.toLong() << at;
        }
        return word;
    }

    @Override
    public void within(MemorySegment doubles, int rowCount, double min, double max, long[] wanted, long[] words) {
        int full = rowCount / ROWS;
        for (int i = 0; i < words.length; i++) {
            if (wanted[i] != 0) {
                words[i] = i < full
                        ? word(doubles, i * ROWS, min, max)
                        : ScalarNumberFilter.word(doubles, i * ROWS, rowCount, min, max);
            }
        }
    }

    private static long word(MemorySegment doubles, int from, double min, double max) {
        long word = 0;
        for (int at = 0; at < ROWS; at += DOUBLES.length()) {
            DoubleVector values = DoubleVector.fromMemorySegment(DOUBLES, doubles, 8L * (from + at), ORDER);
            VectorMask<Double> inside =
                    values.compare(VectorOperators.GE, min).and(values.compare(VectorOperators.LE, max));
            word |= inside.toLong() << at;
        }
        return word;
    }

    @Override
    public void among(MemorySegment ints, int rowCount, int[] constants, long[] wanted, long[] words) {
        int full = rowCount / ROWS;
        for (int i = 0; i < words.length; i++) {
            if (wanted[i] != 0) {
                words[i] = i < full
                        ? word(ints, i * ROWS, constants)
                        : ScalarNumberFilter.word(ints, i * ROWS, rowCount, constants);
            }
        }
    }

    private static long word(MemorySegment ints, int from, int[] constants) {
        long word = 0;
        for (int at = 0; at < ROWS; at += INTS.length()) {
            IntVector values = IntVector.fromMemorySegment(INTS, ints, 4L * (from + at), ORDER);
            VectorMask<Integer> any = INTS.maskAll(false);
            for (int constant : constants) {
                any = any.or(values.compare(VectorOperators.EQ, constant));
            }
            word |= any.toLong() << at;
        }
        return word;
    }

    @Override
    public void among(MemorySegment longs, int rowCount, long[] constants, long[] wanted, long[] words) {
        int full = rowCount / ROWS;
        for (int i = 0; i < words.length; i++) {
            if (wanted[i] != 0) {
                words[i] = i < full
                        ? word(longs, i * ROWS, constants)
                        : ScalarNumberFilter.word(longs, i * ROWS, rowCount, constants);
            }
        }
    }

    private static long word(MemorySegment longs, int from, long[] constants) {
        long word = 0;
        for (int at = 0; at < ROWS; at += LONGS.length()) {
            LongVector values = LongVector.fromMemorySegment(LONGS, longs, 8L * (from + at), ORDER);
            VectorMask<Long> any = LONGS.maskAll(false);
            for (long constant : constants) {
                any = any.or(values.compare(VectorOperators.EQ, constant));
            }
            word |= any.toLong() << at;
        }
        return word;
    }
}
