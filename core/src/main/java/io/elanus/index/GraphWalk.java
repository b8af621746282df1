package io.elanus.index;

import java.util.Arrays;

/**
 * What a thread needs to walk a graph, and the walks without a filter. Source: Malkov and Yashunin 2018, algorithms 2
 * and 5; our {@code beam} is the paper's ef. Owned by one thread at a time; used for many queries.
 */
final class GraphWalk {
    /*
     * One pool, sorted by key, holds both the paper's candidates (keys without mark) and its results: it was measured
     * faster than two heaps up to large beams, having no second copy and a predictable scan for the next candidate.
     * All unvisited neighbors of a node are collected before any is compared, so that their cache misses overlap.
     */
    private static final int POOL_FIRST = 256;

    final Scorer scorer;
    private final HnswGraph graph;
    private final long[] visited;
    private final int[] nodes;
    private final int[] rows;
    private final float[] distances;

    private long[] pool = new long[POOL_FIRST];
    private int size;

    /** Keeps the reads that touch memory ahead of time from being optimised away. */
    int touched;

    GraphWalk(HnswGraph graph, Scorer scorer) {
        this.graph = graph;
        this.scorer = scorer;
        int widthMax = graph.ground().width();
        this.visited = new long[(graph.ground().nodeCount() + 63) >>> 6];
        this.nodes = new int[widthMax];
        this.rows = new int[widthMax];
        this.distances = new float[widthMax];
    }

    /**
     * Goes from the graph's entry down to a level, on each level to the node nearest to the query.
     *
     * @return the key of the node of {@code levelNumber} where it arrived
     */
    long descend(int levelNumber) {
        int node = graph.entry();
        float distance = scorer.distance(graph.top().row(node));
        for (int number = graph.top().number(); number > levelNumber; number--) {
            HnswLevel level = graph.level(number);
            long nearest = nearest(level, DistanceKey.of(distance, node));
            distance = DistanceKey.distance(nearest);
            node = level.below(DistanceKey.offset(nearest));
        }
        return DistanceKey.of(distance, node);
    }

    private long nearest(HnswLevel level, long start) {
        long nearest = start;
        for (boolean moved = true; moved; ) {
            moved = false;
            int count = level.links(DistanceKey.offset(nearest), nodes);
            score(level, count);
            for (int i = 0; i < count; i++) {
                long key = DistanceKey.of(distances[i], nodes[i]);
                if (key < nearest) {
                    nearest = key;
                    moved = true;
                }
            }
        }
        return nearest;
    }

    /**
     * Finds nodes of a level near the query.
     *
     * @param start the key of a node of the level
     * @param beam how many nodes to keep, at least 1
     */
    void search(HnswLevel level, long start, int beam) {
        search(level, start, nodes, 0, beam);
    }

    /**
     * The same from several nodes.
     *
     * @param others int[at least otherCount]: more nodes of the level to start from, some perhaps more than once
     */
    void search(HnswLevel level, long start, int[] others, int otherCount, int beam) {
        begin(start);
        size = 1;
        pool[0] = start;
        for (int from = 0; from < otherCount; from += nodes.length) {
            int count = unvisited(others, from, Math.min(from + nodes.length, otherCount));
            score(level, count);
            for (int i = 0; i < count; i++) {
                keep(DistanceKey.of(distances[i], nodes[i]), beam);
            }
        }
        int next = 0;
        while (next < size) {
            long key = pool[next];
            if (DistanceKey.isMarked(key)) {
                next++;
                continue;
            }
            pool[next] = key | DistanceKey.MARK;
            int count = level.visit(DistanceKey.offset(key), visited, nodes);
            if (next + 1 < size) {
                touched += level.touch(DistanceKey.offset(pool[next + 1]));
            }
            score(level, count);
            for (int i = 0; i < count; i++) {
                int place = keep(DistanceKey.of(distances[i], nodes[i]), beam);
                next = Math.min(next, place);
            }
        }
    }

    private int unvisited(int[] candidates, int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) {
            int node = candidates[i];
            if ((visited[node >>> 6] & 1L << node) == 0) {
                visited[node >>> 6] |= 1L << node;
                nodes[count++] = node;
            }
        }
        return count;
    }

    /** Puts a key in its place in the pool; answers the place, or {@code beam} if the key is too far. */
    private int keep(long key, int beam) {
        if (size == beam && key >= pool[beam - 1]) {
            return beam;
        }
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (pool[middle] < key) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (size < beam) {
            if (size == pool.length) {
                pool = Arrays.copyOf(pool, (int) Math.min(beam, 2L * size));
            }
            size++;
        }
        System.arraycopy(pool, low, pool, low + 1, size - 1 - low);
        pool[low] = key;
        return low;
    }

    /** How many nodes the last {@link #search} kept. */
    int size() {
        return size;
    }

    /** The key that the last {@link #search} kept at a rank, nearest first; without mark. */
    long key(int rank) {
        assert rank < size;
        return pool[rank] & ~DistanceKey.MARK;
    }

    /** Forgets what was visited and marks the start. */
    void begin(long start) {
        Arrays.fill(visited, 0);
        int node = DistanceKey.offset(start);
        visited[node >>> 6] |= 1L << node;
    }

    /** Collects and scores the unvisited neighbors of a node; answers how many there are. */
    int expand(HnswLevel level, int node) {
        int count = level.visit(node, visited, nodes);
        score(level, count);
        return count;
    }

    /** The key of a neighbor that the last {@link #expand} found. */
    long expanded(int index) {
        return DistanceKey.of(distances[index], nodes[index]);
    }

    private void score(HnswLevel level, int count) {
        if (level.number() == 0) {
            scorer.distances(nodes, count, distances);
            return;
        }
        for (int i = 0; i < count; i++) {
            rows[i] = level.row(nodes[i]);
        }
        scorer.distances(rows, count, distances);
    }
}
