package io.elanus.expr;

import io.elanus.model.Column;
import io.elanus.model.Column.BoolColumn;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.Column.DoubleColumn;
import io.elanus.model.Column.FloatColumn;
import io.elanus.model.Column.IntColumn;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.Column.PackedVectorColumn;
import io.elanus.model.Column.VectorColumn;
import io.elanus.model.RowSet;
import io.elanus.simd.NumberFilter;
import java.util.Arrays;

/**
 * Tests one column of numbers against constants, 64 rows a word. Words without candidates are skipped; the others are
 * tested whole, because a loop without branches is cheaper than asking for each row whether it matters.
 */
final class NumberScan {
    private static final NumberFilter FILTER = NumberFilter.best();

    private NumberScan() {}

    static Truth inRange(Column column, LongInterval interval, RowSet candidates) {
        long[] words = new long[candidates.words().length];
        return switch (column) {
            case IntColumn ints -> {
                long min = Math.max(interval.min(), Integer.MIN_VALUE);
                long max = Math.min(interval.max(), Integer.MAX_VALUE);
                if (min <= max) {
                    FILTER.within(ints.values(), ints.rowCount(), (int) min, (int) max, candidates.words(), words);
                }
                yield truth(column, words, candidates);
            }
            case LongColumn longs -> {
                FILTER.within(
                        longs.values(), longs.rowCount(), interval.min(), interval.max(), candidates.words(), words);
                yield truth(column, words, candidates);
            }
            case BoolColumn _, FloatColumn _, DoubleColumn _, BytesColumn _, VectorColumn _, PackedVectorColumn _ ->
                overLongs(column, candidates, block -> within(block, interval));
        };
    }

    private static Truth truth(Column column, long[] words, RowSet candidates) {
        return Truth.of(RowSet.ofWords(candidates.rowCount(), words), column.nulls(), candidates);
    }

    static Truth in(Column column, LongSet values, RowSet candidates) {
        if (values.size() == 1) {
            return inRange(column, LongInterval.of(Comparison.EQUAL, values.sorted()[0]), candidates);
        }
        if (values.size() <= NumberFilter.CONSTANTS_MAX) {
            long[] words = new long[candidates.words().length];
            if (column instanceof IntColumn ints) {
                int[] constants = Arrays.stream(values.sorted())
                        .filter(value -> value == (int) value)
                        .mapToInt(value -> (int) value)
                        .toArray();
                FILTER.among(ints.values(), ints.rowCount(), constants, candidates.words(), words);
                return truth(column, words, candidates);
            }
            if (column instanceof LongColumn longs) {
                FILTER.among(longs.values(), longs.rowCount(), values.sorted(), candidates.words(), words);
                return truth(column, words, candidates);
            }
        }
        return overLongs(column, candidates, block -> among(block, values));
    }

    static Truth calculated(
            Column column, Arithmetic arithmetic, long operand, LongInterval interval, RowSet candidates) {
        return overLongs(column, candidates, block -> {
            calculate(block, arithmetic, operand);
            return within(block, interval);
        });
    }

    static Truth putOff(Column column, TimeSpan span, LongInterval interval, RowSet candidates) {
        return overLongs(column, candidates, block -> {
            for (int i = 0; i < NumberBlock.ROWS; i++) {
                block[i] = span.after(block[i]);
            }
            return within(block, interval);
        });
    }

    static Truth inRange(Column column, DoubleInterval interval, RowSet candidates) {
        long[] words = new long[candidates.words().length];
        if (column instanceof FloatColumn floats) {
            float min = atLeast(interval.min());
            float max = -atLeast(-interval.max());
            FILTER.within(floats.values(), floats.rowCount(), min, max, candidates.words(), words);
        } else {
            DoubleColumn doubles = (DoubleColumn) column;
            FILTER.within(
                    doubles.values(), doubles.rowCount(), interval.min(), interval.max(), candidates.words(), words);
        }
        return truth(column, words, candidates);
    }

    /** The smallest float that is not smaller; NaN stays. */
    private static float atLeast(double bound) {
        float nearest = (float) bound;
        return nearest < bound ? Math.nextUp(nearest) : nearest;
    }

    /** @param values as {@link Numbers#bits} */
    static Truth inBits(Column column, LongSet values, RowSet candidates) {
        return overDoubles(column, candidates, block -> among(block, values));
    }

    static Truth calculated(
            Column column, Arithmetic arithmetic, double operand, DoubleInterval interval, RowSet candidates) {
        boolean single = column instanceof FloatColumn;
        return overDoubles(column, candidates, block -> {
            calculate(block, arithmetic, operand, single);
            return within(block, interval);
        });
    }

    /** Tests 64 numbers, which it may overwrite; bit i of the answer is for number i. */
    private interface LongTest {
        long test(long[] block);
    }

    /** Tests 64 numbers, which it may overwrite; bit i of the answer is for number i. */
    private interface DoubleTest {
        long test(double[] block);
    }

    private static Truth overLongs(Column column, RowSet candidates, LongTest test) {
        NumberBlock reader = new NumberBlock();
        long[] block = new long[NumberBlock.ROWS];
        long[] wanted = candidates.words();
        long[] words = new long[wanted.length];
        for (int i = 0; i < words.length; i++) {
            if (wanted[i] != 0) {
                reader.longs(column, i * NumberBlock.ROWS, block);
                words[i] = test.test(block);
            }
        }
        return Truth.of(RowSet.ofWords(candidates.rowCount(), words), column.nulls(), candidates);
    }

    private static Truth overDoubles(Column column, RowSet candidates, DoubleTest test) {
        NumberBlock reader = new NumberBlock();
        double[] block = new double[NumberBlock.ROWS];
        long[] wanted = candidates.words();
        long[] words = new long[wanted.length];
        for (int i = 0; i < words.length; i++) {
            if (wanted[i] != 0) {
                reader.doubles(column, i * NumberBlock.ROWS, block);
                words[i] = test.test(block);
            }
        }
        return Truth.of(RowSet.ofWords(candidates.rowCount(), words), column.nulls(), candidates);
    }

    // Both sides are always compared: a branch that random numbers take half of the time costs far more.
    @SuppressWarnings("ShortCircuitBoolean")
    private static long within(long[] block, LongInterval interval) {
        long min = interval.min();
        long max = interval.max();
        long word = 0;
        for (int i = 0; i < NumberBlock.ROWS; i++) {
            word |= (block[i] >= min & block[i] <= max ? 1L : 0L) << i;
        }
        return word;
    }

    @SuppressWarnings("ShortCircuitBoolean")
    private static long within(double[] block, DoubleInterval interval) {
        double min = interval.min();
        double max = interval.max();
        long word = 0;
        for (int i = 0; i < NumberBlock.ROWS; i++) {
            word |= (block[i] >= min & block[i] <= max ? 1L : 0L) << i;
        }
        return word;
    }

    private static long among(long[] block, LongSet values) {
        long word = 0;
        for (int i = 0; i < NumberBlock.ROWS; i++) {
            word |= (values.contains(block[i]) ? 1L : 0L) << i;
        }
        return word;
    }

    private static long among(double[] block, LongSet values) {
        long word = 0;
        for (int i = 0; i < NumberBlock.ROWS; i++) {
            word |= (values.contains(Numbers.bits(block[i])) ? 1L : 0L) << i;
        }
        return word;
    }

    private static void calculate(long[] block, Arithmetic arithmetic, long operand) {
        for (int i = 0; i < NumberBlock.ROWS; i++) {
            block[i] = arithmetic.apply(block[i], operand);
        }
    }

    /** @param single whether to round to float, which gives what float arithmetic on the two would */
    private static void calculate(double[] block, Arithmetic arithmetic, double operand, boolean single) {
        for (int i = 0; i < NumberBlock.ROWS; i++) {
            double value = arithmetic.apply(block[i], operand);
            block[i] = single ? (float) value : value;
        }
    }
}
