package io.elanus.index;

import io.elanus.model.Metric;
import io.elanus.model.RowSet;

/**
 * Compares the query with every allowed row: the FLAT family, the search of growing rows, and what approximate families
 * turn to when few rows are allowed. Keeps nothing; cheap to make.
 */
public final class ExactScan implements VectorIndex {
    private static final int BLOCK_ROWS = 64;

    private final SearchableRows rows;
    private final Metric metric;

    public ExactScan(SearchableRows rows, Metric metric) {
        this.rows = rows;
        this.metric = metric;
    }

    @Override
    public void search(VectorQuery query, NearestRows out) {
        query.allowed().requireOf(rows);
        RowSet allowed = query.allowed().rows();
        out.reset(query.k());
        scan(allowed.words(), scorer(rows, metric, query.vector()), query.range(), out);
        out.sort();
    }

    /** A scorer of rows, aimed at a vector of the kind that they are. */
    static Scorer scorer(SearchableRows rows, Metric metric, QueryVector vector) {
        return switch (rows) {
            case VectorRows numbers -> {
                RowScorer scorer = new RowScorer(numbers, metric, null);
                scorer.aim(vector.numbers());
                yield scorer;
            }
            case BinaryRows bits -> {
                BinaryScorer scorer = new BinaryScorer(bits, metric);
                scorer.aim(vector.bits());
                yield scorer;
            }
            case SparseRows pairs -> {
                SparseScorer scorer = new SparseScorer(pairs);
                scorer.aim(vector.pairs());
                yield scorer;
            }
        };
    }

    private static void scan(long[] allowedWords, Scorer scorer, DistanceRange range, NearestRows out) {
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
            int[] block, int count, Scorer scorer, float[] distances, DistanceRange range, NearestRows out) {
        scorer.distances(block, count, distances);
        for (int i = 0; i < count; i++) {
            if (range.contains(distances[i])) {
                out.offer(block[i], distances[i]);
            }
        }
    }
}
