package io.elanus.index;

import static io.elanus.index.IndexFrame.FLOAT;
import static io.elanus.index.IndexFrame.INT;

import io.elanus.index.IvfFormat.Header;
import io.elanus.index.IvfFormat.Section;
import io.elanus.model.Metric;
import io.elanus.simd.CodeDots;
import java.lang.foreign.MemorySegment;

/**
 * Ranks the rows of an inverted file by their codes: its distances compare with each other and with nothing else.
 *
 * <p>The query becomes codes as well, in a range of its own: it may lie far outside the range of the rows. With rows
 * {@code r} in steps above their low end and the query as {@code low + step * q}, the dot product is
 * {@code low * sum(r) + step * dot(q, r)}. Owned by one thread.
 */
final class CodeQuery {
    private static final CodeDots DOTS = CodeDots.best();

    private final Metric metric;
    private final CodeRange range;
    private final MemorySegment codes;
    private final MemorySegment sums;
    private final MemorySegment squares;
    private final byte[] query;
    private float low;
    private float step;
    private int[] dots = new int[64];

    CodeQuery(Header header, MemorySegment file) {
        float[] lows = header.section(file, Section.CODE_LOWS).toArray(FLOAT);
        metric = header.rows().metric();
        range = new CodeRange(lows, header.step());
        codes = header.section(file, Section.CODES);
        sums = header.section(file, Section.CODE_SUMS);
        squares = header.section(file, Section.CODE_SQUARES);
        query = new byte[RowCodes.rowBytes(lows.length)];
    }

    /**
     * Answers whether the query has codes; values near the end of all floats have none.
     *
     * @param vector float[dim], of length 1 for COSINE
     */
    boolean aim(float[] vector) {
        float[] values = inSteps(vector);
        low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        step = (high - low) / CodeDots.CODE_MAX;
        float inverseStep = step > 0 ? 1 / step : 0;
        for (int d = 0; d < values.length; d++) {
            query[d] = (byte) Math.min((int) ((values[d] - low) * inverseStep + 0.5f), CodeDots.CODE_MAX);
        }
        return Float.isFinite(step) && Float.isFinite(inverseStep);
    }

    /** In the units of the rows for L2, where both are measured from the same origin; any unit will do for the others. */
    private float[] inSteps(float[] vector) {
        if (metric != Metric.L2) {
            return vector;
        }
        float[] values = new float[vector.length];
        for (int d = 0; d < values.length; d++) {
            values[d] = vector[d] / range.step() - range.low()[d];
        }
        return values;
    }

    /**
     * @param places int[at least count]: of rows in their lists
     * @param out float[at least count], overwritten
     */
    void distances(int[] places, int count, float[] out) {
        if (dots.length < count) {
            dots = new int[count];
        }
        DOTS.dots(query, codes, places, count, dots);
        for (int i = 0; i < count; i++) {
            float dot = low * sums.get(INT, 4L * places[i]) + step * dots[i];
            out[i] = switch (metric) {
                case L2 -> squares.get(INT, 4L * places[i]) - 2 * dot;
                case IP, COSINE -> 0f - dot;
                case HAMMING,
                        JACCARD,
                        SUBSTRUCTURE,
                        SUPERSTRUCTURE,
                        MAX_SIM,
                        MAX_SIM_COSINE,
                        MAX_SIM_IP,
                        MAX_SIM_L2,
                        MAX_SIM_HAMMING,
                        MAX_SIM_JACCARD -> throw RowScorer.notOfNumbers(metric);
            };
        }
    }
}
