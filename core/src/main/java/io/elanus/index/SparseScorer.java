package io.elanus.index;

import io.elanus.model.Column.BytesColumn;
import io.elanus.simd.SparseDots;
import java.lang.foreign.MemorySegment;

/** Minus the dot product, as IP wants it. Owned by one thread. */
final class SparseScorer implements Scorer {
    private final BytesColumn rows;
    private SparseDots query = new SparseDots(MemorySegment.NULL);

    SparseScorer(SparseRows rows) {
        this.rows = rows.pairs();
    }

    void aim(MemorySegment pairs) {
        query = new SparseDots(pairs);
    }

    @Override
    public void aim(int row) {
        aim(rows.slice(row));
    }

    @Override
    public float distance(int row) {
        // As in RowScorer: there is to be one zero.
        return 0f - query.dot(rows.bytes(), rows.start(row), rows.length(row));
    }

    @Override
    public void distances(int[] rowOffsets, int count, float[] out) {
        for (int i = 0; i < count; i++) {
            out[i] = distance(rowOffsets[i]);
        }
    }
}
