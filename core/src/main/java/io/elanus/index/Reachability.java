package io.elanus.index;

import java.util.Arrays;

/**
 * Gives a link to every row that no walk on level 0 could reach, from a near row that has one to spare. No other link
 * changes, so nothing that was found before is lost. Owned by one thread.
 */
final class Reachability {
    private static final int STEPS_PER_CHECK = 1024;

    private final HnswGraph graph;
    private final HnswLevel ground;
    private final GraphWalk walk;
    private final int beam;
    private final BuildMonitor monitor;
    private final long[] reached;
    private final int[] links;
    private int[] ahead = new int[256];

    /** No reached row below this one has a link to spare. */
    private int spareFrom;

    private Reachability(HnswGraph graph, GraphWalk walk, int beam, BuildMonitor monitor) {
        this.graph = graph;
        this.ground = graph.ground();
        this.walk = walk;
        this.beam = beam;
        this.monitor = monitor;
        this.reached = new long[(ground.nodeCount() + 63) >>> 6];
        this.links = new int[ground.width()];
    }

    /**
     * Requires: no other thread changes the graph.
     *
     * @param beam rows to keep in the search for a near row
     * @return rows that got a link; more may have become reachable through them
     */
    static int repair(HnswGraph graph, GraphWalk walk, int beam, BuildMonitor monitor) {
        return new Reachability(graph, walk, beam, monitor).repair();
    }

    private int repair() {
        spread(entryRow());
        int repaired = 0;
        for (int row = 0; row < ground.nodeCount(); row++) {
            if (isReached(row)) {
                continue;
            }
            monitor.throwIfCancelled();
            if (attach(row)) {
                spread(row);
                repaired++;
            }
        }
        return repaired;
    }

    private int entryRow() {
        return graph.top().row(graph.entry());
    }

    /** Marks whatever can be reached from a row. */
    private void spread(int start) {
        int count = 0;
        ahead[count++] = start;
        reached[start >>> 6] |= 1L << start;
        for (int steps = 0; count > 0; steps++) {
            if (steps % STEPS_PER_CHECK == 0) {
                monitor.throwIfCancelled();
            }
            int found = ground.visit(ahead[--count], reached, links);
            if (count + found > ahead.length) {
                ahead = Arrays.copyOf(ahead, 2 * (count + found));
            }
            System.arraycopy(links, 0, ahead, count, found);
            count += found;
        }
    }

    /** Answers false only if all links of all reached rows are in use. */
    private boolean attach(int row) {
        walk.scorer.aim(row);
        walk.search(ground, walk.descend(0), beam);
        for (int rank = 0; rank < walk.size(); rank++) {
            if (linkFrom(DistanceKey.offset(walk.key(rank)), row)) {
                return true;
            }
        }
        while (spareFrom < ground.nodeCount()) {
            if (linkFrom(spareFrom, row)) {
                return true;
            }
            spareFrom++;
        }
        return false;
    }

    private boolean linkFrom(int near, int row) {
        int count = ground.linkCount(near);
        if (!isReached(near) || count == ground.width()) {
            return false;
        }
        ground.setLink(near, count, row);
        return true;
    }

    private boolean isReached(int row) {
        return (reached[row >>> 6] & (1L << row)) != 0;
    }
}
