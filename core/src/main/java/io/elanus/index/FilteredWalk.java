package io.elanus.index;

import io.elanus.model.RowSet;

/**
 * A walk on level 0 that goes through every row and keeps only those that may be answered.
 *
 * <p>It ends when {@code beam} rows are kept and no row ahead is nearer than the farthest of them. Owned by one thread
 * at a time; used for many queries.
 */
final class FilteredWalk {
    private final GraphWalk walk;
    private final LongHeap frontier = new LongHeap();
    private final NearestRows kept = new NearestRows();

    FilteredWalk(GraphWalk walk) {
        this.walk = walk;
    }

    /**
     * Requires: the walk's scorer is aimed at the query.
     *
     * @param start the key of a row
     * @param rowsMax rows to compare before giving up
     * @return whether it came to its end; if not, nothing is known
     */
    boolean search(HnswLevel ground, long start, VectorQuery query, int beam, int rowsMax) {
        kept.reset(beam);
        frontier.clear();
        walk.begin(start);
        frontier.push(start);
        keepIfAllowed(start, query);
        int rowsCompared = 1;
        while (!frontier.isEmpty()) {
            long key = frontier.pop();
            if (kept.isFull() && key > kept.farthestKey()) {
                break;
            }
            if (rowsCompared > rowsMax) {
                return false;
            }
            int count = walk.expand(ground, DistanceKey.offset(key));
            rowsCompared += count;
            for (int i = 0; i < count; i++) {
                long found = walk.expanded(i);
                if (!kept.isFull() || found < kept.farthestKey()) {
                    frontier.push(found);
                    keepIfAllowed(found, query);
                }
            }
        }
        kept.sort();
        return true;
    }

    /** The rows kept by the last {@link #search} that came to its end; sorted. */
    NearestRows kept() {
        return kept;
    }

    private void keepIfAllowed(long key, VectorQuery query) {
        RowSet allowed = query.allowed().rows();
        int row = DistanceKey.offset(key);
        float distance = DistanceKey.distance(key);
        if (allowed.contains(row) && query.range().isNotTooNear(distance)) {
            kept.offer(row, distance);
        }
    }
}
