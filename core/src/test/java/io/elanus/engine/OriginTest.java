package io.elanus.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.durable.MappedObject;
import io.elanus.index.BuildRun;
import io.elanus.index.SourceGraph;
import io.elanus.index.VectorIndexes;
import io.elanus.index.VectorRows;
import io.elanus.model.Column.VectorColumn;
import io.elanus.model.IndexParams.HnswParams;
import io.elanus.model.Metric;
import io.elanus.segment.SealedSegment;
import io.elanus.segment.SegmentMeta;
import io.elanus.segment.SegmentOpener;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OriginTest {
    private static final int ROWS = 50;

    private final TestStores stores = new TestStores().withIndexes(List.of(Scenario.INDEX));

    @Test
    void tellsWhatBecameOfRowsAndOpensTheGraphsThatLostFew() throws InterruptedException {
        try (TestProcess process = opened()) {
            ShardState.Sources sources = sources(process);
            // The first segment loses 3 rows, the second one half of its rows.
            long[] order = IntStream.concat(IntStream.range(3, ROWS), IntStream.range(0, ROWS / 2))
                    .mapToLong(row -> row)
                    .toArray();
            for (int i = ROWS - 3; i < order.length; i++) {
                order[i] |= 1L << 32;
            }

            List<Origin> origins = Origin.all(sources.segments(), order);

            assertThat(origins).extracting(Origin::keptCount).containsExactly(ROWS - 3, ROWS / 2);
            assertThat(origins.get(0).newRows())
                    .isEqualTo(IntStream.range(-3, ROWS - 3)
                            .map(row -> Math.max(row, SourceGraph.DROPPED))
                            .toArray());
            assertThat(origins.get(1).newRows()[ROWS / 2 - 1]).isEqualTo(order.length - 1);
            assertThat(origins.get(1).newRows()[ROWS / 2]).isEqualTo(SourceGraph.DROPPED);
            try (Origin.Graphs graphs = Origin.Graphs.open(origins, Scenario.INDEX, process.collection.context())) {
                assertThat(graphs.sources())
                        .extracting(SourceGraph::key)
                        .containsExactly(indexKey(sources.segments().get(0).meta()));
            }
            sources.segments().forEach(SealedSegment::letGo);
        }
    }

    @Test
    void aJobBuildsFromTheGraphsOfItsSources() throws InterruptedException {
        try (TestProcess process = opened()) {
            ShardState.Sources sources = sources(process);
            ShardContext context = process.collection.context();

            SegmentMeta target = process.rewritten(process.collection.shards().get(0), sources)
                    .targets()
                    .getFirst();

            long[] order = IntStream.range(0, 2 * ROWS)
                    .mapToLong(row -> (long) (row / ROWS) << 32 | row % ROWS)
                    .toArray();
            SealedSegment opened = new SegmentOpener(context.objects(), context.schema()).open(target, List.of());
            try (MappedObject file = context.objects().open(indexKey(target));
                    Origin.Graphs graphs =
                            Origin.Graphs.open(Origin.all(sources.segments(), order), Scenario.INDEX, context)) {
                assertThat(file.segment().mismatch(built(opened, graphs.sources())))
                        .isNegative();
                assertThat(file.segment().mismatch(built(opened, List.of()))).isNotNegative();
            } finally {
                opened.letGo();
                sources.segments().forEach(SealedSegment::letGo);
            }
        }
    }

    /** Two segments with an index each, the keys of the second behind those of the first. */
    private TestProcess opened() throws InterruptedException {
        TestProcess process = stores.open();
        for (int first : new int[] {0, ROWS}) {
            Map<Long, Integer> numbers = new TreeMap<>();
            IntStream.range(first, first + ROWS).forEach(number -> numbers.put((long) number, number));
            process.insert(TestRows.of(Scenario.KEPT, numbers));
            process.collection.flush();
        }
        return process;
    }

    private static ShardState.Sources sources(TestProcess process) {
        Shard shard = process.collection.shards().get(0);
        return shard.state()
                .sources(shard.manifest().segments().stream()
                        .map(SegmentMeta::id)
                        .sorted()
                        .toList());
    }

    private static String indexKey(SegmentMeta meta) {
        return meta.indexes().getFirst().key();
    }

    private static MemorySegment built(SealedSegment segment, List<SourceGraph> from) {
        VectorColumn vectors = (VectorColumn) segment.column(TestRows.VECTOR);
        return VectorIndexes.build(
                (HnswParams) Scenario.INDEX.params(),
                new VectorRows(vectors.values(), vectors.rowCount(), vectors.dim()),
                Metric.L2,
                from,
                BuildRun.alone(IndexBuilds.SEED),
                Arena.ofAuto());
    }
}
