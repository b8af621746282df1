package io.elanus.engine;

import io.elanus.model.CompactionPlan;
import io.elanus.model.CompactionStatus.Stage;
import io.elanus.model.RowSet;
import io.elanus.model.SegmentDescription.Level;
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
 * <p>Its memory does not grow with its sources: they are mapped, and the order of rows is made for one target at a time.
 */
final class CompactionJob {
    /** What the order of one row takes while its target is written. */
    private static final int ORDER_BYTES_PER_ROW = 16;

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
        List<SegmentMeta> targets = new ArrayList<>();
        try {
            rewrite(plan, sources, targets);
            monitor.begin(Stage.INDEXING, rowCount(targets) * context.indexes().size());
            targets.replaceAll(this::withIndexes);
            return new Result(ManifestEdit.replace(Set.copyOf(plan.sources()), targets), List.copyOf(targets));
        } catch (RuntimeException | Error e) {
            FailedWrite.discard(
                    context.objects(),
                    targets.stream().flatMap(meta -> meta.keys().stream()).toList(),
                    e);
            throw e;
        }
    }

    private static long rowCount(List<SegmentMeta> metas) {
        return metas.stream().mapToLong(SegmentMeta::rowCount).sum();
    }

    private void rewrite(CompactionPlan plan, ShardState.Sources sources, List<SegmentMeta> targets) {
        List<RowBlock> blocks = new ArrayList<>();
        List<@Nullable RowSet> kept = new ArrayList<>();
        long keptCount = 0;
        long columnBytes = 0;
        ExpiryCutoff cutoff = context.expiryCutoff();
        for (SealedSegment segment : sources.segments()) {
            columnBytes += segment.meta().columnByteSize();
            RowSet alive = segment.visibleAt(sources.timestamp(), segment.rowCount(), cutoff);
            for (RowBlock block : segment.blocks(segment.rowCount())) {
                blocks.add(block);
                kept.add(alive);
                keptCount += alive == null ? block.rowCount() : alive.cardinality();
            }
        }
        monitor.begin(Stage.REWRITING, columnBytes);
        long rowsTotal =
                sources.segments().stream().mapToLong(SealedSegment::rowCount).sum();
        int rowsPerTarget = rowsPerTarget(plan, keptCount, rowsTotal, columnBytes);
        MergedOrder order =
                new MergedOrder(blocks, kept, context.schema().primaryKey().id());
        for (long[] rows = order.next(rowsPerTarget); rows.length > 0; rows = order.next(rowsPerTarget)) {
            monitor.throwIfCancelled();
            targets.add(write(plan, sources, blocks, rows));
            monitor.advance((long) ((double) columnBytes * rows.length / keptCount));
        }
    }

    /** As few targets as the plan and the memory of a job allow, all of about the same size. */
    private int rowsPerTarget(CompactionPlan plan, long keptCount, long rowsTotal, long columnBytes) {
        long bytesPerRow = Math.max(1, columnBytes / Math.max(1, rowsTotal));
        long rowsMax = Math.min(
                Math.max(1, plan.outputBytesMax() / bytesPerRow),
                context.resources().settings().compaction().jobBytesMax() / ORDER_BYTES_PER_ROW);
        long targets = Math.max(1, Math.ceilDiv(keptCount, rowsMax));
        return Math.toIntExact(Math.max(1, Math.ceilDiv(keptCount, targets)));
    }

    private SegmentMeta write(CompactionPlan plan, ShardState.Sources sources, List<RowBlock> blocks, long[] order) {
        long id = context.clock().next();
        SegmentWriter.Target target = new SegmentWriter.Target(
                context.segmentPrefix(shard, id),
                id,
                plan.partitionId(),
                Level.L1,
                sources.timestamp(),
                plan.sources());
        return new SegmentWriter(context.objects(), context.schema()).write(target, blocks, order);
    }

    private SegmentMeta withIndexes(SegmentMeta meta) {
        List<IndexFile> indexes = new ArrayList<>();
        try {
            SealedSegment opened = new SegmentOpener(context.objects(), context.schema()).open(meta, List.of());
            try {
                for (IndexDefinition definition : context.indexes()) {
                    indexes.add(IndexBuilds.build(opened, definition, shard, context, monitor));
                }
            } finally {
                opened.letGo();
            }
            return meta.withIndexes(indexes);
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
