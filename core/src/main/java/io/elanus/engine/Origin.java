package io.elanus.engine;

import io.elanus.durable.MappedObject;
import io.elanus.index.SourceGraph;
import io.elanus.segment.IndexDefinition;
import io.elanus.segment.RowOrder;
import io.elanus.segment.SealedSegment;
import io.elanus.segment.SegmentMeta.IndexFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A segment that was rewritten, and what became of its rows.
 *
 * @param newRows int[rows of the segment]: as in {@link SourceGraph}
 * @param keptCount how many of them are in the new segment
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; as long as the rows are many.
record Origin(SealedSegment segment, int[] newRows, int keptCount) {
    /** Links are handed down from graph to graph: where many rows are gone each time, searches would find less and less. */
    private static final double KEPT_SHARE_MIN = 0.9;

    /**
     * @param segments those that were rewritten, in the order in which the references number them
     * @param order references of {@link RowOrder}, one for each row of the new segment
     */
    static List<Origin> all(List<SealedSegment> segments, long[] order) {
        int[][] newRows = new int[segments.size()][];
        int[] keptCounts = new int[segments.size()];
        for (int number = 0; number < newRows.length; number++) {
            newRows[number] = new int[segments.get(number).rowCount()];
            Arrays.fill(newRows[number], SourceGraph.DROPPED);
        }
        for (int row = 0; row < order.length; row++) {
            int number = RowOrder.block(order[row]);
            newRows[number][RowOrder.row(order[row])] = row;
            keptCounts[number]++;
        }
        List<Origin> origins = new ArrayList<>();
        for (int number = 0; number < newRows.length; number++) {
            origins.add(new Origin(segments.get(number), newRows[number], keptCounts[number]));
        }
        return origins;
    }

    /** The file of the index with which the segment is open, if that is worth building from: nobody deletes it meanwhile. */
    private Optional<IndexFile> indexFile(IndexDefinition definition) {
        return segment.vectorIndex(definition.fieldId()).isEmpty() || keptCount < KEPT_SHARE_MIN * newRows.length
                ? Optional.empty()
                : segment.meta().indexes().stream()
                        .filter(index -> index.indexId() == definition.id() && index.hasFile())
                        .findFirst();
    }

    /** Finished graphs, open until closed. */
    record Graphs(List<SourceGraph> sources, List<MappedObject> files) implements AutoCloseable {
        /** Opens the graphs of some segments that are held; those without one are passed over. */
        static Graphs open(List<Origin> origins, IndexDefinition definition, ShardContext context) {
            Graphs graphs = new Graphs(new ArrayList<>(), new ArrayList<>());
            try {
                for (Origin origin : origins) {
                    origin.indexFile(definition).ifPresent(file -> {
                        MappedObject opened = context.objects().open(file.key());
                        graphs.files.add(opened);
                        graphs.sources.add(new SourceGraph(file.key(), opened.segment(), origin.newRows));
                    });
                }
                return graphs;
            } catch (RuntimeException e) {
                graphs.close();
                throw e;
            }
        }

        @Override
        public void close() {
            files.forEach(MappedObject::close);
        }
    }
}
