package io.elanus.index;

import static io.elanus.index.IndexFrame.INT;

import io.elanus.index.IvfFormat.Header;
import io.elanus.index.IvfFormat.Section;
import io.elanus.model.Metric;
import io.elanus.model.RowSet;
import java.lang.foreign.MemorySegment;

/**
 * One search of an inverted file, list by list, nearest center first.
 *
 * <p>It goes on behind the lists asked for until it has compared as many allowed rows as stand in those, and found as
 * many as promised: a filter shall cost neither recall nor rows. Owned by one thread.
 */
final class IvfSearch {
    private static final int BLOCK_ROWS = 64;

    /** Rows near by their codes that are compared by their values, for each row wanted, and some more. */
    private static final int CANDIDATES_PER_ROW = 2;

    private static final int CANDIDATES_MORE = 30;

    private final MemorySegment file;
    private final Header header;
    private final VectorQuery query;
    private final RowScorer scorer;
    private final MemorySegment starts;
    private final MemorySegment rowAtPlace;
    private final NearestRows nearest = new NearestRows();
    private final int[] rows = new int[BLOCK_ROWS];
    private final int[] places = new int[BLOCK_ROWS];
    private final float[] distances = new float[BLOCK_ROWS];
    private int blockSize;
    private long comparedRows;
    private long foundRows;

    IvfSearch(MemorySegment file, Header header, VectorRows rows, VectorQuery query) {
        this.file = file;
        this.header = header;
        this.query = query;
        this.starts = header.section(file, Section.STARTS);
        this.rowAtPlace = header.section(file, Section.ROWS);
        Metric metric = header.rows().metric();
        this.scorer = new RowScorer(
                rows, metric, metric == Metric.COSINE ? header.section(file, Section.INVERSE_NORMS) : null);
        scorer.aim(query.numbers());
    }

    /** @param probes lists to look into at least */
    void search(int probes, NearestRows out) {
        out.reset(query.k());
        if (IvfIndex.isByCodes(header, query)) {
            CodeQuery codes = new CodeQuery(header, file);
            if (codes.aim(scorer.query())) {
                nearest.reset(
                        (int) Math.min((long) CANDIDATES_PER_ROW * query.k() + CANDIDATES_MORE, Integer.MAX_VALUE));
                probe(probes, codes::distances);
                compareCandidates(out);
                return;
            }
        }
        nearest.reset(query.k());
        probe(probes, (unused, count, distancesOut) -> scorer.distances(rows, count, distancesOut));
        nearest.sort();
        for (int rank = 0; rank < nearest.size(); rank++) {
            offer(nearest.row(rank), nearest.distance(rank), out);
        }
        out.sort();
    }

    /** Distances of the rows of a block, from their places. */
    private interface BlockScorer {
        void distances(int[] places, int count, float[] out);
    }

    private void probe(int probes, BlockScorer blockScorer) {
        VectorRows centers = new VectorRows(
                header.section(file, Section.CENTERS),
                header.listCount(),
                header.rows().dim());
        LongHeap lists = new LongHeap();
        new ListFinder(centers, header.rows().metric()).rank(scorer.query(), lists);
        int rowsPromised = Math.min(query.k(), query.allowed().count());
        long rowsWanted = 0;
        for (int opened = 0; !lists.isEmpty(); opened++) {
            boolean isDone = comparedRows >= rowsWanted && foundRows >= rowsPromised;
            if (opened >= probes && isDone) {
                return;
            }
            int list = DistanceKey.offset(lists.pop());
            int start = starts.get(INT, 4L * list);
            int end = starts.get(INT, 4L * list + 4);
            rowsWanted += opened < probes ? end - start : 0;
            look(start, end, blockScorer);
        }
    }

    /** Compares the allowed rows of a list. */
    private void look(int start, int end, BlockScorer blockScorer) {
        RowSet allowed = query.allowed().rows();
        boolean isAll = query.allowed().isAll();
        for (int place = start; place < end; place++) {
            int row = rowAtPlace.get(INT, 4L * place);
            if (isAll || allowed.contains(row)) {
                rows[blockSize] = row;
                places[blockSize++] = place;
                if (blockSize == BLOCK_ROWS) {
                    compareBlock(blockScorer);
                }
            }
        }
        compareBlock(blockScorer);
    }

    private void compareBlock(BlockScorer blockScorer) {
        blockScorer.distances(places, blockSize, distances);
        for (int i = 0; i < blockSize; i++) {
            if (query.range().isNotTooNear(distances[i])) {
                nearest.offer(rows[i], distances[i]);
                foundRows++;
            }
        }
        comparedRows += blockSize;
        blockSize = 0;
    }

    private void compareCandidates(NearestRows out) {
        nearest.sort();
        for (int from = 0; from < nearest.size(); from += BLOCK_ROWS) {
            int count = Math.min(BLOCK_ROWS, nearest.size() - from);
            for (int i = 0; i < count; i++) {
                rows[i] = nearest.row(from + i);
            }
            scorer.distances(rows, count, distances);
            for (int i = 0; i < count; i++) {
                offer(rows[i], distances[i], out);
            }
        }
        out.sort();
    }

    private void offer(int row, float distance, NearestRows out) {
        // The nearest k without an upper bound, cut at the bound, are the nearest k within it.
        if (query.range().contains(distance)) {
            out.offer(row, distance);
        }
    }
}
