package io.elanus.index;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The levels of a graph.
 *
 * @param levels level 0, which has every row, first
 * @param entry the node of the top level where a search starts
 */
record HnswGraph(List<HnswLevel> levels, int entry) {
    HnswGraph {
        levels = List.copyOf(levels);
    }

    static HnswGraph of(MemorySegment file, HnswFormat.Header header) {
        List<HnswLevel> levels = IntStream.range(0, header.levelCount())
                .mapToObj(number -> new HnswLevel(file, header, number))
                .toList();
        return new HnswGraph(levels, header.entry());
    }

    HnswLevel level(int number) {
        return levels.get(number);
    }

    HnswLevel ground() {
        return levels.getFirst();
    }

    HnswLevel top() {
        return levels.getLast();
    }
}
