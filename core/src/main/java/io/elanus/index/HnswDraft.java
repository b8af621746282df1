package io.elanus.index;

import io.elanus.model.IndexParams.HnswParams;
import java.util.Arrays;

/**
 * A graph under construction: what the threads that build it share.
 *
 * <p>Reads of links take no lock; writes lock the node.
 */
final class HnswDraft {
    private static final int LOCK_COUNT = 4096;

    final HnswGraph graph;
    final HnswLevelPlan plan;
    final DuplicateRows duplicates;
    final KnownNeighbors known;
    final HnswParams params;
    private final int[] topNodes;
    private final Object[] locks = new Object[LOCK_COUNT];

    /** @param graph without links yet */
    HnswDraft(HnswGraph graph, HnswLevelPlan plan, DuplicateRows duplicates, KnownNeighbors known, HnswParams params) {
        this.graph = graph;
        this.plan = plan;
        this.duplicates = duplicates;
        this.known = known;
        this.params = params;
        this.topNodes = plan.placeNodes(graph);
        Arrays.setAll(locks, i -> new Object());
    }

    HnswLevel ground() {
        return graph.ground();
    }

    /** A row's node on its highest level. */
    int topNode(int row) {
        return topNodes[row];
    }

    /** Whether a row has neighbors on level 0, so that a walk that comes to it can go on. */
    boolean isLinked(int row) {
        return ground().link(row, 0) != HnswFormat.NO_NODE;
    }

    /** The most links that a node may have: the first of equal rows keeps one for the tree of its duplicates. */
    int room(HnswLevel level, int node) {
        return level.number() == 0 && duplicates.isRepeated(node) ? level.width() - 1 : level.width();
    }

    Object lock(HnswLevel level, int node) {
        return locks[(31 * level.number() + node) & (LOCK_COUNT - 1)];
    }

    /** Replaces all links of a node. Requires: the node's lock. */
    void writeLinks(HnswLevel level, int node, long[] keys, int count) {
        for (int slot = 0; slot < count; slot++) {
            level.setLink(node, slot, DistanceKey.offset(keys[slot]));
        }
        for (int slot = count; slot < level.width(); slot++) {
            level.setLink(node, slot, HnswFormat.NO_NODE);
        }
    }
}
