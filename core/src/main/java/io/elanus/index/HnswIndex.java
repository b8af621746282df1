package io.elanus.index;

import io.elanus.durable.CorruptFileException;
import io.elanus.model.IndexParams.HnswParams;
import io.elanus.model.Metric;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Searches a navigable small-world graph where it lies in its file, over the rows where they lie in theirs. Source:
 * Malkov and Yashunin 2018.
 *
 * <p>Each search takes the cheapest of three ways: an exact scan if few rows are allowed, a walk through all rows that
 * keeps the allowed ones, or a plain walk if all are. A walk that brings too few rows, or gets lost among rows that are
 * not allowed, is replaced by an exact scan: so the promise of {@link VectorIndex} holds for any graph and any filter.
 *
 * <p>Keeps the file and the rows in use: both must stay open as long as searches run.
 */
final class HnswIndex implements VectorIndex {
    private static final int BEAM_DEFAULT = 100;

    /** A scan reads memory in order and compares this many rows while a walk compares one. */
    private static final int SCAN_ROWS_PER_WALK_ROW = 2;

    /** Idle searchers kept for the next queries. More may run at once; not a thread local, as threads are virtual. */
    private static final int SEARCHERS_MAX = 16;

    private final VectorRows rows;
    private final Metric metric;
    private final MemorySegment inverseNorms;
    private final HnswParams params;
    private final HnswGraph graph;
    private final ExactScan scan;
    private final ArrayBlockingQueue<Searcher> idle = new ArrayBlockingQueue<>(SEARCHERS_MAX);

    private HnswIndex(MemorySegment file, HnswFormat.Header header, VectorRows rows) {
        this.rows = rows;
        this.metric = header.metric();
        this.inverseNorms = header.inverseNorms(file);
        this.params = header.params();
        this.graph = HnswGraph.of(file, header);
        this.scan = new ExactScan(rows, metric);
    }

    /**
     * Verifies every byte of the file.
     *
     * @param key the name of the file for errors
     * @throws CorruptFileException if the file is corrupt or was built for other rows or another metric
     */
    static HnswIndex open(String key, MemorySegment file, VectorRows rows, Metric metric) {
        HnswFormat.Header header = HnswFormat.verify(key, file);
        HnswFormat.FRAME.checkRows(key, header.rows(), rows, metric);
        return new HnswIndex(file, header, rows);
    }

    @Override
    public void search(VectorQuery query, NearestRows out) {
        AllowedRows allowed = query.allowed();
        int beam = beam(query);
        if (isScanCheaper(beam, allowed.count()) || !walk(query, beam, out)) {
            scan.search(query, out);
        }
    }

    private int beam(VectorQuery query) {
        long wanted = query.effort().beam() == 0
                ? Math.max(BEAM_DEFAULT, 2L * query.k())
                : query.effort().beam();
        return (int) Math.min(Math.max(wanted, query.k()), rows.rowCount());
    }

    /**
     * Compares the rows that either way reads. A walk expands {@code beam} allowed rows, and as many others for each of
     * them as there are others for each allowed row; about half of the {@code 2 * degree} links of a row lead to rows
     * not seen before.
     */
    private boolean isScanCheaper(int beam, int allowedCount) {
        double expandedRows = (double) beam * rows.rowCount() / Math.max(allowedCount, 1);
        return allowedCount <= SCAN_ROWS_PER_WALK_ROW * expandedRows * params.degree();
    }

    /** Answers whether it found as many rows as promised; if not, {@code out} is worth nothing. */
    private boolean walk(VectorQuery query, int beam, NearestRows out) {
        Searcher searcher = idle.poll();
        if (searcher == null) {
            searcher = new Searcher(graph, new RowScorer(rows, metric, inverseNorms));
        }
        try {
            out.reset(query.k());
            boolean keepsEveryRow = query.allowed().isAll() && query.range().startsAnywhere();
            boolean isComplete =
                    keepsEveryRow ? searcher.search(query, beam, out) : searcher.searchFiltered(query, beam, out);
            out.sort();
            return isComplete;
        } finally {
            idle.offer(searcher);
        }
    }

    /** Owned by one thread at a time. */
    private static final class Searcher {
        private final HnswLevel ground;
        private final RowScorer scorer;
        private final GraphWalk walk;
        private final FilteredWalk filteredWalk;

        Searcher(HnswGraph graph, RowScorer scorer) {
            ground = graph.ground();
            this.scorer = scorer;
            walk = new GraphWalk(graph, scorer);
            filteredWalk = new FilteredWalk(walk);
        }

        boolean search(VectorQuery query, int beam, NearestRows out) {
            scorer.aim(query.numbers());
            walk.search(ground, walk.descend(0), beam);
            int count = Math.min(query.k(), walk.size());
            for (int rank = 0; rank < count; rank++) {
                offer(DistanceKey.offset(walk.key(rank)), DistanceKey.distance(walk.key(rank)), query, out);
            }
            return isPromiseKept(query, count);
        }

        boolean searchFiltered(VectorQuery query, int beam, NearestRows out) {
            scorer.aim(query.numbers());
            // When as many rows were compared as an exact scan would compare, the scan is the better way.
            int rowsMax = query.allowed().count();
            if (!filteredWalk.search(ground, walk.descend(0), query, beam, rowsMax)) {
                return false;
            }
            NearestRows kept = filteredWalk.kept();
            int count = Math.min(query.k(), kept.size());
            for (int rank = 0; rank < count; rank++) {
                offer(kept.row(rank), kept.distance(rank), query, out);
            }
            return isPromiseKept(query, count);
        }

        private static void offer(int row, float distance, VectorQuery query, NearestRows out) {
            // The nearest k without an upper bound, cut at the bound, are the nearest k within it.
            if (query.range().contains(distance)) {
                out.offer(row, distance);
            }
        }

        private static boolean isPromiseKept(VectorQuery query, int found) {
            return found >= Math.min(query.k(), query.allowed().count());
        }
    }
}
