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
import io.elanus.model.Layouts;
import java.lang.foreign.MemorySegment;

/**
 * Reads numbers of a column in blocks of 64 rows, widened to long or double, so that each test is one loop over a plain
 * array whatever the type of the column and the memory behind it. Owned by one thread.
 */
final class NumberBlock {
    /** As many as a word of a row set has bits. */
    static final int ROWS = 64;

    private final byte[] bytes = new byte[ROWS];
    private final int[] ints = new int[ROWS];
    private final float[] floats = new float[ROWS];

    /** Fills {@code out} with rows {@code from} and following, at most 64; what lies behind the last row stays. */
    void longs(Column column, int from, long[] out) {
        int count = Math.min(ROWS, column.rowCount() - from);
        switch (column) {
            case BoolColumn values -> {
                MemorySegment.copy(values.values(), Layouts.BYTE, from, bytes, 0, count);
                for (int i = 0; i < count; i++) {
                    out[i] = bytes[i] == 0 ? 0 : 1;
                }
            }
            case IntColumn values -> {
                MemorySegment.copy(values.values(), Layouts.INT, 4L * from, ints, 0, count);
                for (int i = 0; i < count; i++) {
                    out[i] = ints[i];
                }
            }
            case LongColumn values -> MemorySegment.copy(values.values(), Layouts.LONG, 8L * from, out, 0, count);
            case FloatColumn _, DoubleColumn _, BytesColumn _, VectorColumn _, PackedVectorColumn _ ->
                throw wrongType(column);
        }
    }

    /** Fills {@code out} with rows {@code from} and following, at most 64; what lies behind the last row stays. */
    void doubles(Column column, int from, double[] out) {
        int count = Math.min(ROWS, column.rowCount() - from);
        switch (column) {
            case FloatColumn values -> {
                MemorySegment.copy(values.values(), Layouts.FLOAT, 4L * from, floats, 0, count);
                for (int i = 0; i < count; i++) {
                    out[i] = floats[i];
                }
            }
            case DoubleColumn values -> MemorySegment.copy(values.values(), Layouts.DOUBLE, 8L * from, out, 0, count);
            case BoolColumn _, IntColumn _, LongColumn _, BytesColumn _, VectorColumn _, PackedVectorColumn _ ->
                throw wrongType(column);
        }
    }

    private static IllegalStateException wrongType(Column column) {
        return new IllegalStateException("column is not of the type in the schema: got="
                + column.getClass().getSimpleName());
    }
}
