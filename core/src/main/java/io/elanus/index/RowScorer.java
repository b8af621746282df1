package io.elanus.index;

import io.elanus.model.Metric;
import io.elanus.simd.FloatDistances;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The engine's distances from one query at a time to rows: squared Euclidean for L2, minus the dot product for IP,
 * minus the cosine for COSINE, where a row or query of zeros has cosine 0. Owned by one thread.
 */
final class RowScorer implements Scorer {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int NORMS_PER_CHECK = 1024;

    private final VectorRows rows;
    private final FloatDistances distances;
    private final Metric metric;
    private final @Nullable MemorySegment inverseNorms;

    /** The query; of length 1 for COSINE. */
    private final float[] query;

    private final float[] singleDistance = new float[1];
    private final int[] singleRow = new int[1];

    /**
     * @param inverseNorms float[rowCount], what COSINE multiplies with instead of reading norms out of the rows; or
     *     null; ignored by the other metrics
     */
    RowScorer(VectorRows rows, Metric metric, @Nullable MemorySegment inverseNorms) {
        this.rows = rows;
        this.distances = distances(rows);
        this.metric = metric;
        this.inverseNorms = inverseNorms;
        this.query = new float[rows.dim()];
    }

    private static FloatDistances distances(VectorRows rows) {
        return FloatDistances.best(rows.type());
    }

    static IllegalArgumentException notOfNumbers(Metric metric) {
        return new IllegalArgumentException("metric compares no numbers: metric=" + metric);
    }

    /** Writes {@link #inverseNorm} of all rows. */
    static void writeInverseNorms(VectorRows rows, MemorySegment out, BuildMonitor monitor) {
        for (int row = 0; row < rows.rowCount(); row++) {
            if (row % NORMS_PER_CHECK == 0) {
                monitor.throwIfCancelled();
            }
            out.set(FLOAT, 4L * row, inverseNorm(rows, row));
        }
    }

    /** One over the length of a row; 0 for a row of zeros. */
    static float inverseNorm(VectorRows rows, int row) {
        return inverseNorm(distances(rows).squaredNorm(rows.values(), row * rows.rowBytes(), rows.dim()));
    }

    private static float inverseNorm(double squaredNorm) {
        return squaredNorm > 0 ? (float) (1 / Math.sqrt(squaredNorm)) : 0;
    }

    void aim(float[] vector) {
        if (vector.length != query.length) {
            throw new IllegalArgumentException(
                    "query has the wrong length: got=" + vector.length + ", dim=" + query.length);
        }
        System.arraycopy(vector, 0, query, 0, query.length);
        if (metric == Metric.COSINE) {
            double squaredNorm = 0;
            for (float value : query) {
                squaredNorm += (double) value * value;
            }
            scaleQuery(inverseNorm(squaredNorm));
        }
    }

    @Override
    public void aim(int row) {
        rows.type().read(rows.values(), row * rows.rowBytes(), query);
        if (metric == Metric.COSINE) {
            scaleQuery(inverseNorms == null ? inverseNorm(rows, row) : inverseNorms.get(FLOAT, 4L * row));
        }
    }

    /** float[dim]: what it is aimed at, as it is compared: of length 1 for COSINE. Not to be changed. */
    float[] query() {
        return query;
    }

    private void scaleQuery(float factor) {
        for (int i = 0; i < query.length; i++) {
            query[i] *= factor;
        }
    }

    @Override
    public float distance(int row) {
        singleRow[0] = row;
        distances(singleRow, 1, singleDistance);
        return singleDistance[0];
    }

    @Override
    public void distances(int[] rowOffsets, int count, float[] out) {
        switch (metric) {
            case L2 -> distances.squaredL2(query, rows.values(), rowOffsets, count, out);
            case IP -> {
                distances.dot(query, rows.values(), rowOffsets, count, out);
                for (int i = 0; i < count; i++) {
                    // Not -out[i]: there is to be one zero, since -0 sorts before 0.
                    out[i] = 0f - out[i];
                }
            }
            case COSINE -> {
                cosines(rowOffsets, count, out);
                for (int i = 0; i < count; i++) {
                    out[i] = 0f - Math.clamp(out[i], -1f, 1f);
                }
            }
            case HAMMING,
                    JACCARD,
                    SUBSTRUCTURE,
                    SUPERSTRUCTURE,
                    MAX_SIM,
                    MAX_SIM_COSINE,
                    MAX_SIM_IP,
                    MAX_SIM_L2,
                    MAX_SIM_HAMMING,
                    MAX_SIM_JACCARD -> throw notOfNumbers(metric);
        }
    }

    private void cosines(int[] rowOffsets, int count, float[] out) {
        if (inverseNorms == null) {
            distances.dotOverNorm(query, rows.values(), rowOffsets, count, out);
            return;
        }
        distances.dot(query, rows.values(), rowOffsets, count, out);
        for (int i = 0; i < count; i++) {
            out[i] *= inverseNorms.get(FLOAT, 4L * rowOffsets[i]);
        }
    }
}
