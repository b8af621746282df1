package io.elanus.index;

import io.elanus.durable.CorruptFileException;
import io.elanus.model.IndexParams.HnswParams;
import io.elanus.model.Metric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which rows of a graph under construction were neighbors in the graphs that they come from: they lie near each other
 * still, though rows of other graphs may now lie nearer. Thread-safe.
 */
final class KnownNeighbors {
    private final List<Source> sources;
    private final DuplicateRows duplicates;

    /** byte[rowCount]: the number of a row's source plus one, or 0; empty without sources. */
    private final byte[] sourceNumbers;

    /** int[rowCount]: a row's offset in its source; empty without sources. */
    private final int[] oldRows;

    private record Source(HnswLevel ground, int[] newRows) {
        long rowsLeft() {
            return IntStream.of(newRows)
                    .filter(row -> row != SourceGraph.DROPPED)
                    .count();
        }
    }

    private KnownNeighbors(List<Source> sources, DuplicateRows duplicates, int rowCount) {
        this.sources = sources;
        this.duplicates = duplicates;
        this.sourceNumbers = new byte[sources.isEmpty() ? 0 : rowCount];
        this.oldRows = new int[sourceNumbers.length];
        for (int number = 0; number < sources.size(); number++) {
            int[] newRows = sources.get(number).newRows;
            for (int oldRow = 0; oldRow < newRows.length; oldRow++) {
                if (newRows[oldRow] != SourceGraph.DROPPED) {
                    sourceNumbers[newRows[oldRow]] = (byte) (number + 1);
                    oldRows[newRows[oldRow]] = oldRow;
                }
            }
        }
    }

    /**
     * Takes the graphs with the metric and parameters of the new one, those with most rows left first.
     *
     * @param duplicates are nobody's neighbors
     * @throws CorruptFileException if a file is corrupt or has another row count than said
     */
    static KnownNeighbors of(
            List<SourceGraph> graphs, int rowCount, Metric metric, HnswParams params, DuplicateRows duplicates) {
        List<Source> sources = new ArrayList<>();
        for (SourceGraph graph : graphs) {
            if (IvfFormat.FRAME.isOf(graph.file())) {
                continue;
            }
            HnswFormat.Header header = HnswFormat.verify(graph.key(), graph.file());
            if (header.rowCount() != graph.newRows().length) {
                throw new CorruptFileException(
                        graph.key(),
                        0,
                        "hnsw file is of other rows: expected rowCount=" + graph.newRows().length + ", found rowCount="
                                + header.rowCount());
            }
            if (header.metric() == metric && header.params().equals(params)) {
                sources.add(new Source(new HnswLevel(graph.file(), header, 0), graph.newRows()));
            }
        }
        sources.sort(Comparator.comparingLong(Source::rowsLeft).reversed());
        return new KnownNeighbors(sources.subList(0, Math.min(sources.size(), Byte.MAX_VALUE)), duplicates, rowCount);
    }

    boolean isEmpty() {
        return sources.isEmpty();
    }

    /** Whether a row comes from the source with most rows left. */
    boolean isOfLargest(int row) {
        return sourceNumbers[row] == 1;
    }

    /** The most rows that {@link #collect} gives for one. */
    int countMax() {
        int widthMax =
                sources.stream().mapToInt(source -> source.ground.width()).max().orElse(0);
        return widthMax * (widthMax + 1);
    }

    /**
     * Collects a row's neighbors of old; in place of each one that was dropped, the neighbors of that one.
     *
     * @param out int[at least {@link #countMax}]; a row may occur in it more than once, and the row itself too
     * @return how many there are
     */
    int collect(int row, int[] out) {
        int number = sourceNumbers.length == 0 ? 0 : sourceNumbers[row];
        if (number == 0) {
            return 0;
        }
        Source source = sources.get(number - 1);
        int count = 0;
        for (int slot = 0; slot < source.ground.width(); slot++) {
            int linked = source.ground.link(oldRows[row], slot);
            if (linked == HnswFormat.NO_NODE) {
                break;
            }
            if (source.newRows[linked] == SourceGraph.DROPPED) {
                count = addNeighborsOf(linked, source, out, count);
            } else {
                count = add(source.newRows[linked], out, count);
            }
        }
        return count;
    }

    private int addNeighborsOf(int dropped, Source source, int[] out, int countBefore) {
        int count = countBefore;
        for (int slot = 0; slot < source.ground.width(); slot++) {
            int linked = source.ground.link(dropped, slot);
            if (linked == HnswFormat.NO_NODE) {
                break;
            }
            count = add(source.newRows[linked], out, count);
        }
        return count;
    }

    private int add(int row, int[] out, int count) {
        if (row == SourceGraph.DROPPED || duplicates.isDuplicate(row)) {
            return count;
        }
        out[count] = row;
        return count + 1;
    }
}
