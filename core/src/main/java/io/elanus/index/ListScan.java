package io.elanus.index;

import io.elanus.model.ArrayElements;
import io.elanus.model.Metric;
import io.elanus.model.RowSet;
import java.util.List;

/**
 * Compares a list of vectors with the list of every allowed row: for each vector of the query, what the nearest one of the
 * row is apart from it; the sum of these is the distance. A row without vectors is near to nothing. Keeps nothing; cheap to
 * make.
 *
 * <p>Reads the rows once, however long the query is: a block of them stays in the cache while all its vectors come by.
 */
public final class ListScan implements VectorIndex {
    private static final int BLOCK_ELEMENTS = 256;

    private final SearchableRows vectors;
    private final ArrayElements lists;
    private final Metric metric;

    /**
     * @param vectors the elements of the lists
     * @param lists which of them are in which row
     * @param metric of lists
     */
    public ListScan(SearchableRows vectors, ArrayElements lists, Metric metric) {
        if (vectors.rowCount() != lists.count()) {
            throw new IllegalArgumentException(
                    "lists are of other vectors: vectors=" + vectors.rowCount() + ", elements=" + lists.count());
        }
        this.vectors = vectors;
        this.lists = lists;
        this.metric = metric;
    }

    @Override
    public void search(VectorQuery query, NearestRows out) {
        RowSet allowed = query.allowed().rows();
        if (allowed.rowCount() != lists.rowCount()) {
            throw new IllegalArgumentException(
                    "allowed rows are of other rows: got=" + allowed.rowCount() + ", rowCount=" + lists.rowCount());
        }
        out.reset(query.k());
        Block block = new Block(scorers(query));
        for (int row = allowed.next(0); row >= 0; row = allowed.next(row + 1)) {
            if (block.isFull(row)) {
                block.offer(query.range(), out);
            }
            block.add(row);
        }
        block.offer(query.range(), out);
        out.sort();
    }

    private List<Scorer> scorers(VectorQuery query) {
        return query.list().stream()
                .map(vector -> ExactScan.scorer(vectors, metric.ofElements(), vector))
                .toList();
    }

    /** Rows that are compared together. */
    private final class Block {
        private final List<Scorer> scorers;
        private final int[] rows = new int[BLOCK_ELEMENTS];
        private final float[] sums = new float[BLOCK_ELEMENTS];
        private int rowCount;
        private int[] elements = new int[BLOCK_ELEMENTS];
        private float[] distances = new float[BLOCK_ELEMENTS];
        private int elementCount;

        Block(List<Scorer> scorers) {
            this.scorers = scorers;
        }

        /** Whether the row has no place; an empty block has one for a row of any length. */
        boolean isFull(int row) {
            return rowCount == rows.length || (elementCount > 0 && elementCount + lists.count(row) > BLOCK_ELEMENTS);
        }

        void add(int row) {
            int count = lists.count(row);
            if (count == 0) {
                return;
            }
            if (elementCount + count > elements.length) {
                elements = new int[elementCount + count];
                distances = new float[elementCount + count];
            }
            for (int i = 0; i < count; i++) {
                elements[elementCount++] = lists.start(row) + i;
            }
            sums[rowCount] = 0;
            rows[rowCount++] = row;
        }

        /** Offers all rows and is empty then. */
        void offer(DistanceRange range, NearestRows out) {
            for (Scorer scorer : scorers) {
                scorer.distances(elements, elementCount, distances);
                int element = 0;
                for (int i = 0; i < rowCount; i++) {
                    float nearest = Float.POSITIVE_INFINITY;
                    for (int end = element + lists.count(rows[i]); element < end; element++) {
                        nearest = Math.min(nearest, distances[element]);
                    }
                    sums[i] += nearest;
                }
            }
            for (int i = 0; i < rowCount; i++) {
                if (range.contains(sums[i])) {
                    out.offer(rows[i], sums[i]);
                }
            }
            rowCount = 0;
            elementCount = 0;
        }
    }
}
