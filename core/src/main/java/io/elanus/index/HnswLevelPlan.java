package io.elanus.index;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Which rows stand on which levels, drawn before the build: so the file has its size and a search its entry from the
 * start, and threads need to agree on neither.
 */
final class HnswLevelPlan {
    private final byte[] levels;
    private final List<Integer> nodeCounts;
    private final int entryRow;

    private HnswLevelPlan(byte[] levels, List<Integer> nodeCounts, int entryRow) {
        this.levels = levels;
        this.nodeCounts = nodeCounts;
        this.entryRow = entryRow;
    }

    /** Draws levels so that each has about a {@code degree}-th of the nodes of the level below; duplicates get none. */
    static HnswLevelPlan draw(int rowCount, int degree, DuplicateRows duplicates, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] levels = new byte[rowCount];
        int[] nodeCounts = new int[HnswFormat.LEVELS_MAX];
        int entryRow = 0;
        for (int row = 0; row < rowCount; row++) {
            double drawn = -Math.log(1 - random.nextDouble()) / Math.log(degree);
            int level = duplicates.isDuplicate(row) ? 0 : (int) Math.min(drawn, HnswFormat.LEVELS_MAX - 1);
            levels[row] = (byte) level;
            for (int l = 0; l <= level; l++) {
                nodeCounts[l]++;
            }
            if (level > levels[entryRow]) {
                entryRow = row;
            }
        }
        int levelCount = 1 + (rowCount == 0 ? 0 : levels[entryRow]);
        List<Integer> counts = Arrays.stream(nodeCounts, 0, levelCount).boxed().toList();
        return new HnswLevelPlan(levels, counts, entryRow);
    }

    /** Nodes of each level, level 0 first. */
    List<Integer> nodeCounts() {
        return nodeCounts;
    }

    /** The highest level of a row. */
    int level(int row) {
        return levels[row];
    }

    /** The first row of the top level; 0 without rows. */
    int entryRow() {
        return entryRow;
    }

    /**
     * Numbers the nodes of all levels.
     *
     * @return int[rowCount]: each row's node on its highest level
     */
    int[] placeNodes(HnswGraph graph) {
        int[] topNodes = new int[levels.length];
        int[] placed = new int[nodeCounts.size()];
        for (int row = 0; row < levels.length; row++) {
            int node = row;
            for (int l = 1; l <= levels[row]; l++) {
                int above = placed[l]++;
                graph.level(l).setNode(above, row, node);
                node = above;
            }
            topNodes[row] = node;
        }
        return topNodes;
    }
}
