package io.elanus.index;

import java.util.Arrays;
import java.util.function.Supplier;

/**
 * Inserts rows into a graph, one after the other, while other threads insert others. Owned by one thread. Source: Malkov
 * and Yashunin 2018, algorithm 1.
 */
final class HnswInserter {
    /*
     * A row first writes its own links on all its levels and only then the links of others to it, so nobody arrives at
     * a row that leads nowhere.
     *
     * Distances of links are not kept: lists are full seldom enough that comparing a node with its neighbors anew costs
     * little, and the distances of all links would be as large as the file.
     */

    /** With so many known neighbors in the graph a walk starts at its goal: there is less to find around it. */
    private static final int KNOWN_NEIGHBORS_MIN = 4;

    private final HnswDraft draft;
    private final HnswLevel ground;
    private final int beam;
    private final int knownBeam;
    private final Scorer scorer;
    private final GraphWalk walk;
    private final Scorer linkScorer;
    private final NeighborSelection selection;
    private final long[] candidates;
    private final int[] chosenCounts;
    private final long[][] chosen;
    private final long[] kept;
    private final int[] linked;
    private final int[] known;
    private final int[] rows;
    private final float[] distances;

    HnswInserter(HnswDraft draft, Supplier<Scorer> scorers) {
        this.draft = draft;
        ground = draft.ground();
        beam = Math.min(draft.params.buildBeam(), ground.nodeCount());
        knownBeam = Math.min(beam, Math.max(draft.params.buildBeam() / 2, ground.width()));
        scorer = scorers.get();
        walk = new GraphWalk(draft.graph, scorer);
        linkScorer = scorers.get();
        selection = new NeighborSelection(linkScorer, ground.width());
        int candidatesMax = Math.max(ground.width(), draft.known.countMax());
        candidates = new long[Math.max(beam, candidatesMax + 1)];
        chosenCounts = new int[draft.graph.levels().size()];
        chosen = new long[chosenCounts.length][draft.params.degree()];
        kept = new long[ground.width()];
        linked = new int[ground.width()];
        known = new int[draft.known.countMax()];
        rows = new int[candidatesMax];
        distances = new float[candidatesMax];
    }

    /** Gives a row on level 0 the neighbors that it is known to have. Requires: nobody inserts yet. */
    void copyLinks(int row) {
        int count = distinct(draft.known.collect(row, known), row);
        score(ground, row, known, count);
        Arrays.sort(candidates, 0, count);
        int room = draft.room(ground, row);
        if (count <= room) {
            draft.writeLinks(ground, row, candidates, count);
        } else {
            draft.writeLinks(ground, row, kept, selection.select(ground, candidates, count, room, kept));
        }
    }

    private int distinct(int count, int row) {
        Arrays.sort(known, 0, count);
        int distinctCount = 0;
        for (int i = 0; i < count; i++) {
            if (known[i] != row && (distinctCount == 0 || known[i] != known[distinctCount - 1])) {
                known[distinctCount++] = known[i];
            }
        }
        return distinctCount;
    }

    /** Inserts a row on all its levels; on level 0 only if it is not linked there yet. */
    void insert(int row) {
        scorer.aim(row);
        chooseNeighbors(row, walk.descend(draft.plan.level(row)));
        linkBack(row);
    }

    /** Inserts on level 0 the row that the graph is entered by, which so far leads nowhere. */
    void insertEntry(int row, int start) {
        scorer.aim(row);
        Arrays.fill(chosenCounts, 0);
        walk.search(ground, DistanceKey.of(scorer.distance(start), start), beam);
        choose(ground, row);
        linkBack(row);
    }

    private void chooseNeighbors(int row, long from) {
        Arrays.fill(chosenCounts, 0);
        int levelMin = draft.isLinked(row) ? 1 : 0;
        int node = draft.topNode(row);
        long start = from;
        for (int number = draft.plan.level(row); number >= levelMin; number--) {
            HnswLevel level = draft.graph.level(number);
            if (number == 0) {
                searchGround(row, start);
            } else {
                walk.search(level, start, beam);
            }
            choose(level, node);
            if (number > 0) {
                long nearest = walk.key(0);
                start = DistanceKey.of(DistanceKey.distance(nearest), level.below(DistanceKey.offset(nearest)));
                node = level.below(node);
            }
        }
    }

    private void searchGround(int row, long start) {
        int count = 0;
        int collected = draft.known.collect(row, known);
        for (int i = 0; i < collected; i++) {
            if (draft.isLinked(known[i])) {
                known[count++] = known[i];
            }
        }
        // Rows of upper levels lead all others, so that nothing is spared on them.
        boolean isNearGoal = count >= KNOWN_NEIGHBORS_MIN && draft.plan.level(row) == 0;
        walk.search(ground, start, known, count, isNearGoal ? knownBeam : beam);
    }

    private void choose(HnswLevel level, int node) {
        for (int rank = 0; rank < walk.size(); rank++) {
            candidates[rank] = walk.key(rank);
        }
        long[] neighbors = chosen[level.number()];
        int count = selection.select(level, candidates, walk.size(), neighbors.length, neighbors);
        synchronized (draft.lock(level, node)) {
            draft.writeLinks(level, node, neighbors, count);
        }
        chosenCounts[level.number()] = count;
    }

    private void linkBack(int row) {
        int node = draft.topNode(row);
        for (int number = draft.plan.level(row); number >= 0; number--) {
            HnswLevel level = draft.graph.level(number);
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
        int room = draft.room(level, from);
        synchronized (draft.lock(level, from)) {
            int count = level.links(from, linked);
            if (count < room) {
                level.setLink(from, count, to);
                return;
            }
            score(level, from, linked, count);
            candidates[count] = DistanceKey.of(distance, to);
            Arrays.sort(candidates, 0, count + 1);
            draft.writeLinks(level, from, kept, selection.select(level, candidates, count + 1, room, kept));
        }
    }

    /** Fills the candidates with the keys of some nodes, seen from another. */
    private void score(HnswLevel level, int from, int[] nodes, int count) {
        for (int i = 0; i < count; i++) {
            rows[i] = level.row(nodes[i]);
        }
        linkScorer.aim(level.row(from));
        linkScorer.distances(rows, count, distances);
        for (int i = 0; i < count; i++) {
            candidates[i] = DistanceKey.of(distances[i], nodes[i]);
        }
    }
}
