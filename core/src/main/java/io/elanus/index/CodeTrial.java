package io.elanus.index;

import io.elanus.model.Metric;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Tries whether codes tell rows apart: of the rows nearest to some rows, nearly all must be among the nearest by codes.
 *
 * <p>All rows are looked through for that, once, as the nearest of a sample would lie farther apart than the nearest of
 * all. It costs about a hundredth of the build. Owned by one thread.
 */
final class CodeTrial {
    /** Rows of fewer values are hardly longer than their codes. */
    static final int CODES_DIM_MIN = 32;

    private static final int QUERIES_MAX = 64;
    private static final int GROUP_QUERIES = 16;
    private static final int NEAREST_ROWS = 10;
    private static final int NEAREST_BY_CODES_ROWS = 20;

    /** Codes of ordinary rows miss nothing. A thirtieth of the rows, lying close in heaps, is enough to fail. */
    private static final double RECALL_MIN = 0.97;

    private static final int BLOCK_ROWS = 64;

    private final List<Query> queries;
    private final BuildMonitor monitor;
    private final int[] block = new int[BLOCK_ROWS];
    private final float[] distances = new float[BLOCK_ROWS];
    private int blockSize;

    private CodeTrial(List<Query> queries, BuildMonitor monitor) {
        this.queries = queries;
        this.monitor = monitor;
    }

    /**
     * Codes of the rows, if they are worth having and tell the rows apart.
     *
     * @param inverseNorms float[rowCount] for COSINE, else ignored
     * @param duplicates of the rows, which no codes need to tell apart
     * @param arena owns the codes
     */
    static Optional<RowCodes> passingCodes(
            VectorRows rows,
            Metric metric,
            MemorySegment inverseNorms,
            DuplicateRows duplicates,
            BuildRun run,
            Arena arena) {
        if (rows.dim() < CODES_DIM_MIN) {
            return Optional.empty();
        }
        return RowCodes.encode(rows, metric, inverseNorms, run, arena)
                .filter(codes -> isPassed(
                        rows.rowCount(),
                        duplicates,
                        () -> new RowScorer(rows, metric, inverseNorms),
                        () -> new CodeScorer(codes),
                        run));
    }

    /** The bytes that codes of so many rows take, if they are worth having. */
    static long byteSize(long rowCount, int dim) {
        return dim < CODES_DIM_MIN ? 0 : RowCodes.byteSize(rowCount, dim);
    }

    /**
     * @param duplicates are left out: it needs no codes to find them
     * @param scorers make scorers by the values of the rows
     * @param codeScorers make scorers by their codes
     * @param run lends the threads
     */
    static boolean isPassed(
            int rowCount,
            DuplicateRows duplicates,
            Supplier<Scorer> scorers,
            Supplier<Scorer> codeScorers,
            BuildRun run) {
        int queryCount = Math.min(rowCount, QUERIES_MAX);
        List<Query> queries = IntStream.range(0, queryCount)
                .map(i -> (int) ((long) i * rowCount / queryCount))
                .mapToObj(row -> new Query(row, scorers.get(), codeScorers.get()))
                .toList();
        int groups = Math.ceilDiv(queryCount, GROUP_QUERIES);
        WorkShare.forEach(groups, run, () -> group -> {
            int from = group * GROUP_QUERIES;
            List<Query> some = queries.subList(from, Math.min(from + GROUP_QUERIES, queryCount));
            new CodeTrial(some, run.monitor()).offerAll(rowCount, duplicates);
        });
        return queries.stream().mapToDouble(Query::recall).average().orElse(1) >= RECALL_MIN;
    }

    private void offerAll(int rowCount, DuplicateRows duplicates) {
        for (int row = 0; row < rowCount; row++) {
            if (!duplicates.isDuplicate(row)) {
                offer(row);
            }
        }
        offerBlock();
    }

    private void offer(int row) {
        block[blockSize++] = row;
        if (blockSize == BLOCK_ROWS) {
            offerBlock();
        }
    }

    private void offerBlock() {
        monitor.throwIfCancelled();
        queries.forEach(query -> query.offer(block, blockSize, distances));
        blockSize = 0;
    }

    private static final class Query {
        private final int row;
        private final Scorer scorer;
        private final Scorer codeScorer;
        private final NearestRows nearest = new NearestRows();
        private final NearestRows nearestByCodes = new NearestRows();

        Query(int row, Scorer scorer, Scorer codeScorer) {
            this.row = row;
            this.scorer = scorer;
            this.codeScorer = codeScorer;
            scorer.aim(row);
            codeScorer.aim(row);
            nearest.reset(NEAREST_ROWS);
            nearestByCodes.reset(NEAREST_BY_CODES_ROWS);
        }

        void offer(int[] rows, int count, float[] distances) {
            scorer.distances(rows, count, distances);
            offer(rows, count, distances, nearest);
            codeScorer.distances(rows, count, distances);
            offer(rows, count, distances, nearestByCodes);
        }

        private void offer(int[] rows, int count, float[] distances, NearestRows out) {
            for (int i = 0; i < count; i++) {
                if (rows[i] != row) {
                    out.offer(rows[i], distances[i]);
                }
            }
        }

        /** Of the nearest by codes as many count as lie as near as the nearest: so any of equally near ones will do. */
        double recall() {
            nearest.sort();
            nearestByCodes.sort();
            if (nearest.size() == 0) {
                return 1;
            }
            float farthest = nearest.distance(nearest.size() - 1);
            long found = IntStream.range(0, nearestByCodes.size())
                    .filter(rank -> scorer.distance(nearestByCodes.row(rank)) <= farthest)
                    .count();
            return Math.min(1, (double) found / nearest.size());
        }
    }
}
