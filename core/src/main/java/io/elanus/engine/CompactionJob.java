package io.elanus.engine;

import io.elanus.model.CompactionPlan;
import io.elanus.model.CompactionRequest.Clustering;
import io.elanus.model.CompactionStatus.Stage;
import io.elanus.model.FieldSchema;
import io.elanus.model.RowSet;
import io.elanus.model.SegmentDescription.Level;
import io.elanus.segment.ClusteringCuts;
import io.elanus.segment.ExpiryCutoff;
import io.elanus.segment.FailedWrite;
import io.elanus.segment.IndexDefinition;
import io.elanus.segment.MergedOrder;
import io.elanus.segment.RowBlock;
import io.elanus.segment.SealedSegment;
import io.elanus.segment.SegmentMeta;
import io.elanus.segment.SegmentMeta.IndexFile;
import io.elanus.segment.SegmentOpener;
import io.elanus.segment.SegmentWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites segments: merges their sorted rows, leaves the dead ones out, builds the indexes of the targets, and only then
 * returns the edit. Until that is applied nothing of it can be seen; deletes that arrive meanwhile are taken over when it is.
 *
 * <p>Its memory hardly grows with its sources: they are mapped, and the order of rows is made for one target at a time. A
 * clustering needs a bit a row of the sources besides, and what {@link ClusteringCuts} says of its sample.
 */
final class CompactionJob {
    /** What the order of one row takes while its target is written: a reference, and as much more as a range may be stretched. */
    static final int ORDER_BYTES_PER_ROW = (int) (Long.BYTES * ClusteringCuts.STRETCH);

    /** The share of a job's memory that the order of rows may take, and later what became of them. */
    private static final double ORDER_SHARE_MAX = 0.25;

    private final ShardContext context;
    private final int shard;
    private final JobMonitor monitor;

    CompactionJob(ShardContext context, int shard, JobMonitor monitor) {
        this.context = context;
        this.shard = shard;
        this.monitor = monitor;
    }

    /** The edit, and the segments that it brings: none if every row was dead. */
    record Result(ManifestEdit edit, List<SegmentMeta> targets) {}

    /** @param sources held by the caller; all that the plan names */
    Result run(CompactionPlan plan, ShardState.Sources sources) {
        List<Target> targets = new ArrayList<>();
        try {
            rewrite(plan, sources, targets);
            long rowCount =
                    targets.stream().mapToLong(target -> target.meta.rowCount()).sum();
            monitor.begin(Stage.INDEXING, rowCount * context.indexes().size());
            targets.replaceAll(this::withIndexes);
            List<SegmentMeta> metas = targets.stream().map(Target::meta).toList();
            return new Result(ManifestEdit.replace(Set.copyOf(plan.sources()), metas), metas);
        } catch (RuntimeException | Error e) {
            FailedWrite.discard(
                    context.objects(),
                    targets.stream()
                            .flatMap(target -> target.meta.keys().stream())
                            .toList(),
                    e);
            throw e;
        }
    }

    /**
     * A segment that was written.
     *
     * @param origins what its indexes can be built from
     */
    private record Target(SegmentMeta meta, List<Origin> origins) {}

    /**
     * What is read: the rows of the sources that are alive.
     *
     * @param segments those with rows, each of which is one block
     */
    private record Input(
            CompactionPlan plan,
            ShardState.Sources sources,
            List<SealedSegment> segments,
            List<RowBlock> blocks,
            List<@Nullable RowSet> kept,
            long keptCount,
            long columnBytes) {
        static Input of(CompactionPlan plan, ShardState.Sources sources, ExpiryCutoff cutoff) {
            List<SealedSegment> segments = new ArrayList<>();
            List<RowBlock> blocks = new ArrayList<>();
            List<@Nullable RowSet> kept = new ArrayList<>();
            long keptCount = 0;
            long columnBytes = 0;
            for (SealedSegment segment : sources.segments()) {
                columnBytes += segment.meta().columnByteSize();
                RowSet alive = segment.visibleAt(sources.timestamp(), segment.rowCount(), cutoff);
                for (RowBlock block : segment.blocks(segment.rowCount())) {
                    segments.add(segment);
                    blocks.add(block);
                    kept.add(alive);
                    keptCount += alive == null ? block.rowCount() : alive.cardinality();
                }
            }
            return new Input(plan, sources, segments, blocks, kept, keptCount, columnBytes);
        }

        long rowCount() {
            return blocks.stream().mapToLong(RowBlock::rowCount).sum();
        }

        /** About the bytes of the columns that are written. */
        long keptBytes() {
            return (long) ((double) columnBytes * keptCount / Math.max(1, rowCount()));
        }
    }

    private void rewrite(CompactionPlan plan, ShardState.Sources sources, List<Target> targets) {
        Input input = Input.of(plan, sources, context.expiryCutoff());
        monitor.begin(Stage.REWRITING, input.keptBytes());
        int rowsPerTarget = rowsPerTarget(input);
        if (plan.kind() instanceof Clustering) {
            cluster(input, rowsPerTarget, targets);
        } else {
            merge(input, input.kept, rowsPerTarget, targets);
        }
    }

    /** Targets that follow each other in the order of the clustering key, each in that of the primary key. */
    private void cluster(Input input, int rowsPerTarget, List<Target> targets) {
        FieldSchema key = ClusteringPolicy.key(context.schema(), settings().clustering())
                .orElseThrow(() -> new IllegalStateException("the collection has no clustering key any more"));
        ClusteringCuts cuts =
                new ClusteringCuts(input.blocks, input.kept, key.id(), rowsPerTarget, input.sources.timestamp());
        for (ClusteringCuts.Range range : cuts.ranges()) {
            monitor.throwIfCancelled();
            // A value that more rows share than a target may have is divided by primary key.
            long parts = Math.ceilDiv(range.rowCount(), (long) Math.ceil(ClusteringCuts.STRETCH * rowsPerTarget));
            int rowsPerPart = Math.toIntExact(Math.ceilDiv(range.rowCount(), parts));
            merge(input, cuts.rows(range), rowsPerPart, targets);
        }
    }

    /** @param kept of each block the rows that the targets get */
    private void merge(Input input, List<? extends @Nullable RowSet> kept, int rowsPerTarget, List<Target> targets) {
        MergedOrder order = new MergedOrder(
                input.blocks, kept, context.schema().primaryKey().id());
        for (long[] rows = order.next(rowsPerTarget); rows.length > 0; rows = order.next(rowsPerTarget)) {
            monitor.throwIfCancelled();
            targets.add(new Target(write(input, rows), origins(input, rows)));
        }
    }

    /** How many rows a target may have, so that their order fits into the memory of a job. */
    static long rowsMax(CompactionSettings settings) {
        return Math.max(1, (long) (ORDER_SHARE_MAX * settings.jobBytesMax()) / ORDER_BYTES_PER_ROW);
    }

    /** The size of a row, by which targets are cut. */
    static long bytesPerRow(long columnBytes, long rowsTotal) {
        return Math.max(1, columnBytes / Math.max(1, rowsTotal));
    }

    /** As few targets as the plan and the memory of a job allow, all of about the same size. */
    private int rowsPerTarget(Input input) {
        long bytesPerRow = bytesPerRow(input.columnBytes, input.rowCount());
        long rowsMax = Math.min(Math.max(1, input.plan.outputBytesMax() / bytesPerRow), rowsMax(settings()));
        long targets = Math.max(1, Math.ceilDiv(input.keptCount, rowsMax));
        return Math.toIntExact(Math.max(1, Math.ceilDiv(input.keptCount, targets)));
    }

    private CompactionSettings settings() {
        return context.resources().settings().compaction();
    }

    /**
     * What became of the rows of each source; nothing where they went into several targets, as it would have to be
     * remembered until the last of them has been written.
     */
    private List<Origin> origins(Input input, long[] order) {
        if (order.length < input.keptCount || context.indexes().isEmpty()) {
            return List.of();
        }
        return Origin.all(input.segments, order);
    }

    private SegmentMeta write(Input input, long[] order) {
        long id = context.clock().next();
        SegmentWriter.Target target = new SegmentWriter.Target(
                context.segmentPrefix(shard, id),
                id,
                input.plan.partitionId(),
                level(input),
                input.sources.timestamp(),
                input.plan.sources());
        return new SegmentWriter(context.objects(), context.schema()).write(target, input.blocks, order, this::written);
    }

    private void written(long byteCount) {
        monitor.throwIfCancelled();
        monitor.advance(byteCount);
    }

    /** Merging keeps the level of the sources, which they all have. */
    private static Level level(Input input) {
        return input.plan.kind() instanceof Clustering
                ? Level.L2
                : input.sources.segments().getFirst().meta().level();
    }

    private Target withIndexes(Target target) {
        SegmentMeta meta = target.meta;
        List<IndexFile> indexes = new ArrayList<>();
        try {
            SealedSegment opened = new SegmentOpener(context.objects(), context.schema()).open(meta, List.of());
            try {
                for (IndexDefinition definition : context.indexes()) {
                    indexes.add(IndexBuilds.build(opened, definition, target.origins, shard, context, monitor));
                }
            } finally {
                opened.letGo();
            }
            return new Target(meta.withIndexes(indexes), List.of());
        } catch (RuntimeException | Error e) {
            FailedWrite.discard(
                    context.objects(),
                    indexes.stream()
                            .filter(IndexFile::hasFile)
                            .map(IndexFile::key)
                            .toList(),
                    e);
            throw e;
        }
    }
}
