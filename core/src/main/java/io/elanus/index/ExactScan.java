package io.elanus.index;

import io.elanus.model.Metric;
import io.elanus.model.RowSet;

/**
 * Compares the query with every allowed row: the FLAT family, the search of growing rows, and what approximate families
 * turn to when few rows are allowed. Keeps nothing; cheap to make.
 */
public final class ExactScan implements VectorIndex {
    private static final int BLOCK_ROWS = 64;

    private final VectorRows rows;
    private final Metric metric;

    public ExactScan(VectorRows rows, Metric metric) {
        this.rows = rows;
        this.metric = metric;
    }

    @Override
    public void search(VectorQuery query, NearestRows out) {
        query.allowed().requireOf(rows);
        RowSet allowed = query.allowed().rows();
        out.reset(query.k());
        RowScorer scorer = new RowScorer(rows, metric, null);
        scorer.aim(query.vector());
        scan(allowed.words(), scorer, query.range(), out);
        out.sort();
    }

    private static void scan(long[] allowedWords, RowScorer scorer, DistanceRange range, NearestRows out) {
        int[] block = new int[2 * BLOCK_ROWS];
        float[] distances = new float[2 * BLOCK_ROWS];
        int count = 0;
        for (int i = 0; i < allowedWords.length; i++) {
            for (long word = allowedWords[i]; word != 0; word &= word - 1) {
                block[count++] = (i << 6) + Long.numberOfTrailingZeros(word);
            }
            if (count >= BLOCK_ROWS) {
                offer(block, count, scorer, distances, range, out);
                count = 0;
            }
        }
        offer(block, count, scorer, distances, range, out);
    }

    private static void offer(
            int[] block, int count, RowScorer scorer, float[] distances, DistanceRange range, NearestRows out) {
        scorer.distances(block, count, distances);
        for (int i = 0; i < count; i++) {
            if (range.contains(distances[i])) {
                out.offer(block[i], distances[i]);
            }
        }
    }
}
