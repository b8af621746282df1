package io.elanus.index;

import static io.elanus.index.HnswFormat.FLOAT;

import io.elanus.index.HnswFormat.Header;
import io.elanus.model.IndexParams.HnswParams;
import io.elanus.model.Metric;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.IntConsumer;

/** Builds the file of an HNSW graph in place. Source: Malkov and Yashunin 2018, algorithm 1. */
final class HnswBuilder {
    /*
     * Threads insert rows side by side. Reads of links take no lock; writes lock the node. A row first writes its own
     * links on all its levels and only then the links of others to it, so nobody arrives at a row that leads nowhere.
     * Each link's distance is kept beside it until the end, so that a full list is chosen anew without comparing
     * the node with its neighbors again.
     */
    private static final int LOCK_COUNT = 4096;

    private final VectorRows rows;
    private final Header header;
    private final HnswLevelPlan plan;
    private final DuplicateRows duplicates;
    private final MemorySegment file;
    private final MemorySegment inverseNorms;
    private final HnswGraph graph;
    private final int[] topNodes;

    /** float[] at the byte offsets that the links have in the file. */
    private final MemorySegment linkDistances;

    private final Object[] locks = new Object[LOCK_COUNT];

    private HnswBuilder(
            VectorRows rows, Header header, HnswLevelPlan plan, DuplicateRows duplicates, Arena fileArena, Arena work) {
        this.rows = rows;
        this.header = header;
        this.plan = plan;
        this.duplicates = duplicates;
        this.file = fileArena.allocate(header.byteSize(), 64);
        this.inverseNorms = header.inverseNorms(file);
        this.graph = HnswGraph.of(file, header);
        graph.levels().forEach(HnswLevel::clearLinks);
        this.topNodes = plan.placeNodes(graph);
        this.linkDistances = work.allocate(header.byteSize(), 64);
        Arrays.setAll(locks, i -> new Object());
    }

    /**
     * @param arena owns the bytes answered
     * @return the whole file
     * @throws java.util.concurrent.CancellationException if the run's monitor said so
     */
    static MemorySegment build(VectorRows rows, Metric metric, HnswParams params, BuildRun run, Arena arena) {
        DuplicateRows duplicates = DuplicateRows.find(rows);
        HnswLevelPlan plan = HnswLevelPlan.draw(rows.rowCount(), params.degree(), duplicates, run.seed());
        int entry = rows.rowCount() == 0 ? HnswFormat.NO_NODE : 0;
        Header header = new Header(metric, rows.dim(), params, entry, plan.nodeCounts());
        try (Arena work = Arena.ofShared()) {
            HnswBuilder builder = new HnswBuilder(rows, header, plan, duplicates, arena, work);
            builder.build(run);
            return builder.file;
        }
    }

    private void build(BuildRun run) {
        if (header.metric() == Metric.COSINE) {
            for (int row = 0; row < rows.rowCount(); row++) {
                inverseNorms.set(FLOAT, 4L * row, RowScorer.inverseNorm(rows, row));
            }
        }
        WorkShare.forEachRow(rows.rowCount(), run, Inserter::new);
        duplicates.attachTo(graph.ground());
        if (rows.rowCount() > 0) {
            Reachability.repair(
                    graph, new GraphWalk(graph, scorer()), header.params().buildBeam(), run.monitor());
        }
        HnswFormat.seal(header, file);
    }

    private RowScorer scorer() {
        return new RowScorer(rows, header.metric(), inverseNorms);
    }

    /** Inserts rows, one after the other. Owned by one thread. */
    private final class Inserter implements IntConsumer {
        private final RowScorer scorer = scorer();
        private final GraphWalk walk = new GraphWalk(graph, scorer);
        private final NeighborSelection selection =
                new NeighborSelection(scorer(), graph.ground().width());
        private final long[] candidates;
        private final long[][] chosen =
                new long[graph.levels().size()][header.params().degree()];
        private final int[] chosenCounts = new int[graph.levels().size()];
        private final long[] kept = new long[graph.ground().width()];

        Inserter() {
            int candidatesMax = Math.max(beam(), graph.ground().width() + 1);
            candidates = new long[candidatesMax];
        }

        @Override
        public void accept(int row) {
            if (row == plan.entryRow() || duplicates.isDuplicate(row)) {
                return;
            }
            chooseNeighbors(row);
            linkBack(row);
        }

        private void chooseNeighbors(int row) {
            scorer.aim(row);
            int node = topNodes[row];
            long start = walk.descend(plan.level(row));
            for (int number = plan.level(row); number >= 0; number--) {
                HnswLevel level = graph.level(number);
                walk.search(level, start, beam());
                for (int rank = 0; rank < walk.size(); rank++) {
                    candidates[rank] = walk.key(rank);
                }
                chosenCounts[number] = selection.select(
                        level, candidates, walk.size(), header.params().degree(), chosen[number]);
                synchronized (lock(level, node)) {
                    writeLinks(level, node, chosen[number], chosenCounts[number]);
                }
                if (number > 0) {
                    long nearest = walk.key(0);
                    start = DistanceKey.of(DistanceKey.distance(nearest), level.below(DistanceKey.offset(nearest)));
                    node = level.below(node);
                }
            }
        }

        private void linkBack(int row) {
            int node = topNodes[row];
            for (int number = plan.level(row); number >= 0; number--) {
                HnswLevel level = graph.level(number);
                for (int i = 0; i < chosenCounts[number]; i++) {
                    long key = chosen[number][i];
                    link(level, DistanceKey.offset(key), node, DistanceKey.distance(key));
                }
                if (number > 0) {
                    node = level.below(node);
                }
            }
        }

        private void link(HnswLevel level, int from, int to, float distance) {
            int room = room(level, from);
            synchronized (lock(level, from)) {
                int count = level.linkCount(from);
                for (int slot = 0; slot < count; slot++) {
                    int linked = level.link(from, slot);
                    candidates[slot] = DistanceKey.of(linkDistances.get(FLOAT, level.linkOffset(from, slot)), linked);
                }
                candidates[count] = DistanceKey.of(distance, to);
                if (count < room) {
                    writeLink(level, from, count, candidates[count]);
                    return;
                }
                Arrays.sort(candidates, 0, count + 1);
                writeLinks(level, from, kept, selection.select(level, candidates, count + 1, room, kept));
            }
        }

        /** The first of equal rows keeps one link for the tree of its duplicates. */
        private int room(HnswLevel level, int node) {
            return level.number() == 0 && duplicates.isRepeated(node) ? level.width() - 1 : level.width();
        }

        private int beam() {
            return Math.min(header.params().buildBeam(), rows.rowCount());
        }
    }

    /** Requires: the node's lock. */
    private void writeLinks(HnswLevel level, int node, long[] keys, int count) {
        for (int slot = 0; slot < count; slot++) {
            writeLink(level, node, slot, keys[slot]);
        }
        for (int slot = count; slot < level.width(); slot++) {
            level.setLink(node, slot, HnswFormat.NO_NODE);
        }
    }

    private void writeLink(HnswLevel level, int node, int slot, long key) {
        linkDistances.set(FLOAT, level.linkOffset(node, slot), DistanceKey.distance(key));
        level.setLink(node, slot, DistanceKey.offset(key));
    }

    private Object lock(HnswLevel level, int node) {
        return locks[(31 * level.number() + node) & (LOCK_COUNT - 1)];
    }
}
