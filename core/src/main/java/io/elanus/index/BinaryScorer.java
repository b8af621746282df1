package io.elanus.index;

import io.elanus.model.Metric;
import io.elanus.simd.BinaryDistances;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The distances of the metrics of bits, which clients see as they are. Owned by one thread. */
final class BinaryScorer implements Scorer {
    private static final BinaryDistances DISTANCES = BinaryDistances.best();

    private final BinaryRows rows;
    private final Metric metric;
    private final byte[] query;
    private final float[] singleDistance = new float[1];
    private final int[] singleRow = new int[1];

    BinaryScorer(BinaryRows rows, Metric metric) {
        this.rows = rows;
        this.metric = metric;
        this.query = new byte[rows.rowBytes()];
    }

    void aim(byte[] bits) {
        if (bits.length != query.length) {
            throw new IllegalArgumentException(
                    "query has the wrong length: got=" + bits.length + ", rowBytes=" + query.length);
        }
        System.arraycopy(bits, 0, query, 0, query.length);
    }

    @Override
    public void aim(int row) {
        MemorySegment.copy(rows.values(), ValueLayout.JAVA_BYTE, (long) row * query.length, query, 0, query.length);
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
            case HAMMING -> DISTANCES.hamming(query, rows.values(), rowOffsets, count, out);
            case JACCARD -> DISTANCES.jaccard(query, rows.values(), rowOffsets, count, out);
            case SUBSTRUCTURE -> DISTANCES.substructure(query, rows.values(), rowOffsets, count, out);
            case SUPERSTRUCTURE -> DISTANCES.superstructure(query, rows.values(), rowOffsets, count, out);
            case L2, IP, COSINE, MAX_SIM, MAX_SIM_COSINE, MAX_SIM_IP, MAX_SIM_L2, MAX_SIM_HAMMING, MAX_SIM_JACCARD ->
                throw new IllegalArgumentException("metric compares no bits: metric=" + metric);
        }
    }
}
