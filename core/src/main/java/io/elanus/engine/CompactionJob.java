package io.elanus.engine;

import io.elanus.index.BuildMonitor;
import io.elanus.model.RowSet;
import io.elanus.model.SegmentDescription.Level;
import io.elanus.segment.FailedWrite;
import io.elanus.segment.IndexDefinition;
import io.elanus.segment.RowBlock;
import io.elanus.segment.RowOrder;
import io.elanus.segment.SealedSegment;
import io.elanus.segment.SegmentMeta;
import io.elanus.segment.SegmentMeta.IndexFile;
import io.elanus.segment.SegmentOpener;
import io.elanus.segment.SegmentWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites segments into one: merges their sorted rows, leaves the dead ones out, builds the indexes of the target, and
 * only then returns the edit. Until that is applied nothing of it can be seen; deletes that arrive meanwhile are taken over
 * when it is.
 */
final class CompactionJob {
    private final ShardContext context;
    private final int shard;
    private final BooleanSupplier cancelled;

    /** @param cancelled asked now and then; if so, the job ends with a {@link CancellationException} */
    CompactionJob(ShardContext context, int shard, BooleanSupplier cancelled) {
        this.context = context;
        this.shard = shard;
        this.cancelled = cancelled;
    }

    /** The edit, and the segment that it brings: none if every row was dead. */
    record Result(ManifestEdit edit, Optional<SegmentMeta> target) {}

    /**
     * @param sources held by the caller
     * @param targetId of the segment to be written
     */
    Result run(ShardState.Sources sources, long targetId) {
        List<SealedSegment> segments = sources.segments();
        List<RowBlock> blocks = new ArrayList<>();
        List<@Nullable RowSet> alive = new ArrayList<>();
        Set<Long> sourceIds = new HashSet<>();
        for (SealedSegment segment : segments) {
            sourceIds.add(segment.id());
            for (RowBlock block : segment.blocks(segment.rowCount())) {
                blocks.add(block);
                alive.add(segment.visibleAt(sources.timestamp(), segment.rowCount(), context.expiryCutoff()));
            }
        }
        long[] order = RowOrder.byPrimaryKey(
                blocks, alive, context.schema().primaryKey().id());
        if (order.length == 0) {
            return new Result(ManifestEdit.replace(sourceIds, List.of()), Optional.empty());
        }
        SegmentWriter.Target target = new SegmentWriter.Target(
                context.segmentPrefix(shard, targetId),
                targetId,
                segments.get(0).partitionId(),
                Level.L1,
                sources.timestamp(),
                List.copyOf(sourceIds));
        SegmentMeta written = new SegmentWriter(context.objects(), context.schema()).write(target, blocks, order);
        SegmentMeta indexed = withIndexes(written);
        return new Result(ManifestEdit.replace(sourceIds, List.of(indexed)), Optional.of(indexed));
    }

    private SegmentMeta withIndexes(SegmentMeta meta) {
        List<IndexFile> indexes = new ArrayList<>();
        try {
            SealedSegment opened = new SegmentOpener(context.objects(), context.schema()).open(meta, List.of());
            try {
                for (IndexDefinition definition : context.indexes()) {
                    indexes.add(IndexBuilds.build(opened, definition, shard, context, new Monitor()));
                }
            } finally {
                opened.letGo();
            }
            return meta.withIndexes(indexes);
        } catch (RuntimeException | Error e) {
            FailedWrite.discard(context.objects(), meta.withIndexes(indexes).keys(), e);
            throw e;
        }
    }

    private final class Monitor implements BuildMonitor {
        @Override
        public void rowBuilt() {}

        @Override
        public boolean isCancelled() {
            return cancelled.getAsBoolean();
        }
    }
}
