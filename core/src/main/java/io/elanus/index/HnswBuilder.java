package io.elanus.index;

import static io.elanus.index.HnswFormat.FLOAT;

import io.elanus.index.HnswFormat.Header;
import io.elanus.model.IndexParams.HnswParams;
import io.elanus.model.Metric;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.IntConsumer;

/** Builds the file of an HNSW graph in place. Source: Malkov and Yashunin 2018, algorithm 1. */
final class HnswBuilder {
    /*
     * Threads insert rows side by side. Reads of links take no lock; writes lock the node. A row first writes its own
     * links on all its levels and only then the links of others to it, so nobody arrives at a row that leads nowhere.
     * Distances of links are not kept: a full list is seldom, and comparing the node with its neighbors anew
     * costs less than half as much memory again.
     */
    private static final int LOCK_COUNT = 4096;
    private static final int CODES_DIM_MIN = 32;

    private final VectorRows rows;
    private final Header header;
    private final HnswLevelPlan plan;
    private final DuplicateRows duplicates;
    private final MemorySegment file;
    private final Arena work;
    private final MemorySegment inverseNorms;
    private final HnswGraph graph;
    private final int[] topNodes;

    private final Object[] locks = new Object[LOCK_COUNT];

    private HnswBuilder(
            VectorRows rows, Header header, HnswLevelPlan plan, DuplicateRows duplicates, Arena fileArena, Arena work) {
        this.rows = rows;
        this.header = header;
        this.plan = plan;
        this.duplicates = duplicates;
        this.work = work;
        this.file = fileArena.allocate(header.byteSize(), 64);
        this.inverseNorms = header.inverseNorms(file);
        this.graph = HnswGraph.of(file, header);
        graph.levels().forEach(HnswLevel::clearLinks);
        this.topNodes = plan.placeNodes(graph);
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
        Supplier<Scorer> scorers = scorers(run);
        WorkShare.forEach(rows.rowCount(), run, () -> new Inserter(scorers, run.monitor()));
        duplicates.attachTo(graph.ground());
        if (rows.rowCount() > 0) {
            Reachability.repair(
                    graph, new GraphWalk(graph, scorers.get()), header.params().buildBeam(), run.monitor());
        }
        HnswFormat.seal(header, file);
    }

    /** By codes if they tell the rows apart, else by the rows themselves. */
    private Supplier<Scorer> scorers(BuildRun run) {
        Supplier<Scorer> byValues = () -> new RowScorer(rows, header.metric(), inverseNorms);
        if (rows.dim() < CODES_DIM_MIN || rows.rowCount() == 0 || Boolean.getBoolean("nocodes")) {
            return byValues;
        }
        Optional<RowCodes> codes = RowCodes.encode(rows, header.metric(), inverseNorms, run, work);
        if (codes.isEmpty()) {
            return byValues;
        }
        Supplier<Scorer> byCodes = () -> new CodeScorer(codes.get());
        boolean p = CodeTrial.isPassed(rows.rowCount(), duplicates, byValues, byCodes, run.monitor());
        if (Boolean.getBoolean("show")) System.out.println("trial passed " + p);
        return p || Boolean.getBoolean("force") ? byCodes : byValues;
    }

    /** Inserts rows, one after the other. Owned by one thread. */
    private final class Inserter implements IntConsumer {
        private final BuildMonitor monitor;
        private final Scorer scorer;
        private final GraphWalk walk;
        private final Scorer selectionScorer;
        private final NeighborSelection selection;
        private final long[] candidates;
        private final long[][] chosen =
                new long[graph.levels().size()][header.params().degree()];
        private final int[] chosenCounts = new int[graph.levels().size()];
        private final int[] linked = new int[graph.ground().width()];
        private final int[] linkedRows = new int[graph.ground().width()];
        private final float[] linkedDistances = new float[graph.ground().width()];
        private final long[] kept = new long[graph.ground().width()];

        Inserter(Supplier<Scorer> scorers, BuildMonitor monitor) {
            this.monitor = monitor;
            scorer = scorers.get();
            walk = new GraphWalk(graph, scorer);
            selectionScorer = scorers.get();
            selection = new NeighborSelection(selectionScorer, graph.ground().width());
            int candidatesMax = Math.max(beam(), graph.ground().width() + 1);
            candidates = new long[candidatesMax];
        }

        @Override
        public void accept(int row) {
            if (row != plan.entryRow() && !duplicates.isDuplicate(row)) {
                chooseNeighbors(row);
                linkBack(row);
            }
            monitor.rowBuilt();
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
                int count = level.links(from, linked);
                if (count < room) {
                    level.setLink(from, count, to);
                    return;
                }
                for (int slot = 0; slot < count; slot++) {
                    linkedRows[slot] = level.row(linked[slot]);
                }
                selectionScorer.aim(level.row(from));
                selectionScorer.distances(linkedRows, count, linkedDistances);
                for (int slot = 0; slot < count; slot++) {
                    candidates[slot] = DistanceKey.of(linkedDistances[slot], linked[slot]);
                }
                candidates[count] = DistanceKey.of(distance, to);
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
            level.setLink(node, slot, DistanceKey.offset(keys[slot]));
        }
        for (int slot = count; slot < level.width(); slot++) {
            level.setLink(node, slot, HnswFormat.NO_NODE);
        }
    }

    private Object lock(HnswLevel level, int node) {
        return locks[(31 * level.number() + node) & (LOCK_COUNT - 1)];
    }
}
