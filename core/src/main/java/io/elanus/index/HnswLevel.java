package io.elanus.index;

import static io.elanus.index.HnswFormat.NO_NODE;
import static io.elanus.index.IndexFrame.INT;

import java.lang.foreign.MemorySegment;

/**
 * One level of a graph over the bytes of its file: nodes with links to other nodes of the level.
 *
 * <p>While a graph is built, links are written and read without a lock: a reader may see a list half of which is old,
 * and loses nothing but a step by it.
 */
final class HnswLevel {
    private final MemorySegment file;
    private final int number;
    private final int nodeCount;
    private final int width;
    private final long linksOffset;
    private final long rowsOffset;
    private final long belowOffset;

    HnswLevel(MemorySegment file, HnswFormat.Header header, int number) {
        this.file = file;
        this.number = number;
        this.nodeCount = header.nodeCounts().get(number);
        this.width = header.width(number);
        this.linksOffset = header.linksOffset(number);
        this.rowsOffset = number == 0 ? 0 : header.rowsOffset(number);
        this.belowOffset = number == 0 ? 0 : header.belowOffset(number);
    }

    /** 0 for the level that has every row. */
    int number() {
        return number;
    }

    int nodeCount() {
        return nodeCount;
    }

    /** The most links that a node can have. */
    int width() {
        return width;
    }

    int row(int node) {
        return number == 0 ? node : file.get(INT, rowsOffset + 4L * node);
    }

    /** The node of the same row in the level below. Requires: a level above 0. */
    int below(int node) {
        return file.get(INT, belowOffset + 4L * node);
    }

    /** A linked node, or {@link HnswFormat#NO_NODE} behind the last. */
    int link(int node, int slot) {
        return file.get(INT, linkOffset(node, slot));
    }

    int linkCount(int node) {
        int count = 0;
        while (count < width && link(node, count) != NO_NODE) {
            count++;
        }
        return count;
    }

    /**
     * Copies the linked nodes.
     *
     * @param out int[at least width]
     * @return how many there are
     */
    int links(int node, int[] out) {
        int count = 0;
        for (int slot = 0; slot < width; slot++) {
            int linked = link(node, slot);
            if (linked == NO_NODE) {
                break;
            }
            out[count++] = linked;
        }
        return count;
    }

    /**
     * Collects the linked nodes that were not visited, and marks them visited.
     *
     * @param visited long[at least (nodeCount + 63) / 64], one bit a node
     * @param out int[at least width]
     * @return how many there are
     */
    int visit(int node, long[] visited, int[] out) {
        MemorySegment links = file;
        long offset = linkOffset(node, 0);
        int count = 0;
        for (int slot = 0; slot < width; slot++) {
            int linked = links.get(INT, offset + 4L * slot);
            if (linked == NO_NODE) {
                break;
            }
            // Without a branch: whether a node was visited cannot be predicted.
            long word = visited[linked >>> 6];
            visited[linked >>> 6] = word | 1L << linked;
            out[count] = linked;
            count += (int) (~word >>> linked) & 1;
        }
        return count;
    }

    /** Reads a word at both ends of a node's links, so that they are on their way from memory. */
    int touch(int node) {
        return link(node, 0) + link(node, width - 1);
    }

    void setNode(int node, int row, int below) {
        file.set(INT, rowsOffset + 4L * node, row);
        file.set(INT, belowOffset + 4L * node, below);
    }

    void setLink(int node, int slot, int linked) {
        file.set(INT, linkOffset(node, slot), linked);
    }

    void clearLinks() {
        file.asSlice(linksOffset, 4L * nodeCount * width).fill((byte) NO_NODE);
    }

    /** The byte offset of a link in the file. */
    long linkOffset(int node, int slot) {
        return linksOffset + 4L * ((long) node * width + slot);
    }
}
