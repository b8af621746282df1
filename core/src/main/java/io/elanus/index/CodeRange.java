package io.elanus.index;

import io.elanus.simd.CodeDots;
import java.util.Arrays;

/**
 * How values become codes: a code {@code c} from 0 to {@link CodeDots#CODE_MAX} stands for the value
 * {@code step * (low[i] + c)}, where {@code i} is its dimension. Values outside become the nearest code.
 *
 * @param low float[dim]
 * @param step 0 or not finite if there is nothing to tell apart, or no telling
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record CodeRange(float[] low, float step) {
    private static final int SAMPLE_VALUES = 1 << 18;
    private static final int SAMPLE_ROWS_MIN = 64;

    /** The few values that lie farther out are cut off, so that the others have finer steps. */
    private static final double SHARE_WITHIN = 0.9999;

    /**
     * Lies around the medians of a sample of the rows, so that no value far out moves it; equally wide in all
     * dimensions, so that it keeps their proportions.
     */
    static CodeRange ofSample(RowScorer reader, int rowCount, int dim) {
        float[][] columns = sampledColumns(reader, rowCount, dim);
        float[] low = new float[dim];
        float[] deviations = new float[dim * columns[0].length];
        int count = 0;
        for (int d = 0; d < dim; d++) {
            float[] column = columns[d];
            Arrays.sort(column);
            float median = column[column.length / 2];
            low[d] = median;
            for (float value : column) {
                deviations[count++] = Math.abs(value - median);
            }
        }
        Arrays.sort(deviations);
        float radius = deviations[(int) (SHARE_WITHIN * (count - 1))];
        float step = 2 * radius / CodeDots.CODE_MAX;
        for (int d = 0; d < dim; d++) {
            low[d] = (low[d] - radius) / step;
        }
        return new CodeRange(low, step);
    }

    private static float[][] sampledColumns(RowScorer reader, int rowCount, int dim) {
        int sampleRows = Math.min(rowCount, Math.max(SAMPLE_ROWS_MIN, SAMPLE_VALUES / dim));
        float[][] columns = new float[dim][sampleRows];
        for (int i = 0; i < sampleRows; i++) {
            reader.aim((int) ((long) i * rowCount / sampleRows));
            for (int d = 0; d < dim; d++) {
                columns[d][i] = reader.query()[d];
            }
        }
        return columns;
    }

    /** Whether codes stand for finite values, not all of them equal. */
    boolean isUsable() {
        return step > 0 && Float.isFinite(1 / step) && Float.isFinite(step * CodeDots.CODE_MAX);
    }

    /**
     * @param values float[dim]
     * @param codes byte[at least dim], overwritten from 0 to {@code dim - 1}
     */
    void encode(float[] values, byte[] codes) {
        float inverseStep = 1 / step;
        for (int d = 0; d < low.length; d++) {
            float code = values[d] * inverseStep - low[d] + 0.5f;
            codes[d] = (byte) Math.min(Math.max((int) code, 0), CodeDots.CODE_MAX);
        }
    }
}
