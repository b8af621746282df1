package io.elanus.index;

import io.elanus.index.HnswFormat.Header;
import io.elanus.model.IndexParams.HnswParams;
import io.elanus.model.Metric;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Builds the file of an HNSW graph in place.
 *
 * <p>It compares codes of the rows where they tell the rows apart, see {@link CodeTrial}, and the rows themselves where
 * not. From graphs that the rows come from it takes over the links of the largest, and starts its searches for the others
 * at their neighbors of old; with these at hand, half the beam finds as good ones.
 */
final class HnswBuilder {
    /** At most 16 for finding duplicates and 3 for the sets of them, 5 for known neighbors, 5 for levels and nodes. */
    private static final int WORK_BYTES_PER_ROW = 29;

    private final VectorRows rows;
    private final Header header;
    private final BuildRun run;
    private final HnswDraft draft;
    private final MemorySegment file;
    private final MemorySegment inverseNorms;

    private HnswBuilder(VectorRows rows, Header header, BuildRun run, HnswDraft draft, MemorySegment file) {
        this.rows = rows;
        this.header = header;
        this.run = run;
        this.draft = draft;
        this.file = file;
        this.inverseNorms = header.inverseNorms(file);
    }

    /**
     * @param allocator gives the bytes of the file
     * @return the whole file
     * @throws java.util.concurrent.CancellationException if the run's monitor said so
     */
    static MemorySegment build(
            VectorRows rows,
            Metric metric,
            HnswParams params,
            List<SourceGraph> sources,
            BuildRun run,
            SegmentAllocator allocator) {
        DuplicateRows duplicates = DuplicateRows.find(rows, run.monitor());
        KnownNeighbors known = KnownNeighbors.of(sources, rows.rowCount(), metric, params, duplicates);
        HnswLevelPlan plan = HnswLevelPlan.draw(rows.rowCount(), params.degree(), duplicates, run.seed());
        int entry = rows.rowCount() == 0 ? HnswFormat.NO_NODE : 0;
        Header header = new Header(metric, rows.dim(), params, entry, plan.nodeCounts());
        MemorySegment file = allocator.allocate(header.byteSize(), 64);
        HnswGraph graph = HnswGraph.of(file, header);
        graph.levels().forEach(HnswLevel::clearLinks);
        HnswDraft draft = new HnswDraft(graph, plan, duplicates, known, params);
        try (Arena work = Arena.ofShared()) {
            new HnswBuilder(rows, header, run, draft, file).build(work);
        }
        HnswFormat.seal(header, file);
        return file;
    }

    /** The bytes that a build holds at most beside its file, for codes and bookkeeping. */
    static long workByteSize(HnswParams params, long rowCount, int dim, int threads) {
        long codes = CodeTrial.byteSize(rowCount, dim);
        long visited = rowCount / Byte.SIZE;
        long perThread = visited + 64L * (params.buildBeam() + 8L * params.degree() * params.degree()) + 16L * dim;
        return codes + rowCount * WORK_BYTES_PER_ROW + visited + threads * perThread;
    }

    private void build(Arena work) {
        if (header.metric() == Metric.COSINE) {
            RowScorer.writeInverseNorms(rows, inverseNorms, run.monitor());
        }
        if (rows.rowCount() == 0) {
            return;
        }
        Supplier<Scorer> scorers = scorers(work);
        if (!draft.known.isEmpty()) {
            insertKnown(scorers);
        }
        insertAll(scorers);
        draft.duplicates.attachTo(draft.ground());
        Reachability.repair(
                draft.graph,
                new GraphWalk(draft.graph, scorers.get()),
                header.params().buildBeam(),
                run.monitor());
    }

    /** By codes if they tell the rows apart, else by the rows themselves. */
    private Supplier<Scorer> scorers(Arena work) {
        Optional<RowCodes> codes =
                CodeTrial.passingCodes(rows, header.metric(), inverseNorms, draft.duplicates, run, work);
        return codes.isPresent()
                ? () -> new CodeScorer(codes.get())
                : () -> new RowScorer(rows, header.metric(), inverseNorms);
    }

    /** Copies what is known of the largest source, and builds the upper levels, which lead to it and to all others. */
    private void insertKnown(Supplier<Scorer> scorers) {
        WorkShare.forEach(rows.rowCount(), run, () -> {
            HnswInserter inserter = new HnswInserter(draft, scorers);
            return row -> {
                if (draft.known.isOfLargest(row) && !draft.duplicates.isDuplicate(row)) {
                    inserter.copyLinks(row);
                }
            };
        });
        int entry = draft.plan.entryRow();
        if (!draft.isLinked(entry)) {
            IntStream.range(0, rows.rowCount())
                    .filter(draft::isLinked)
                    .findFirst()
                    .ifPresent(start -> new HnswInserter(draft, scorers).insertEntry(entry, start));
        }
        insertUpper(scorers, draft::isLinked);
        insertUpper(scorers, row -> !draft.isLinked(row));
    }

    private void insertUpper(Supplier<Scorer> scorers, IntPredicate chosen) {
        WorkShare.forEach(rows.rowCount(), run, () -> {
            HnswInserter inserter = new HnswInserter(draft, scorers);
            return row -> {
                if (draft.plan.level(row) > 0 && row != draft.plan.entryRow() && chosen.test(row)) {
                    inserter.insert(row);
                }
            };
        });
    }

    private void insertAll(Supplier<Scorer> scorers) {
        WorkShare.forEach(rows.rowCount(), run, () -> {
            HnswInserter inserter = new HnswInserter(draft, scorers);
            return row -> {
                if (row != draft.plan.entryRow() && !draft.isLinked(row) && !draft.duplicates.isDuplicate(row)) {
                    inserter.insert(row);
                }
                run.monitor().rowBuilt();
            };
        });
    }
}
