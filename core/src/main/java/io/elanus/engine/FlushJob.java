package io.elanus.engine;

import io.elanus.engine.Manifest.DeleteFile;
import io.elanus.model.SegmentDescription.Level;
import io.elanus.segment.FailedWrite;
import io.elanus.segment.GrowingSegment;
import io.elanus.segment.RowBlock;
import io.elanus.segment.RowOrder;
import io.elanus.segment.SegmentMeta;
import io.elanus.segment.SegmentWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Brings frozen rows into files: each growing segment becomes a sealed one with the same id, the deletes become a file
 * beside them. Rows that have died stay until a compaction, as clients expect of a row count.
 */
final class FlushJob {
    private final ShardContext context;
    private final int shard;

    FlushJob(ShardContext context, int shard) {
        this.context = context;
        this.shard = shard;
    }

    ManifestEdit run(ShardState.FrozenRows rows) {
        List<SegmentMeta> added = new ArrayList<>();
        try {
            for (GrowingSegment segment : rows.segments()) {
                if (segment.rowCount() > 0) {
                    added.add(write(segment));
                }
            }
            return ManifestEdit.flushed(added, writeDeletes(rows.deletes()), rows.checkpoint(), rows.fence());
        } catch (RuntimeException | Error e) {
            List<String> written =
                    added.stream().flatMap(meta -> meta.keys().stream()).toList();
            FailedWrite.discard(context.objects(), written, e);
            throw e;
        }
    }

    private List<DeleteFile> writeDeletes(List<DeleteBuffer.Entry> deletes) {
        return deletes.isEmpty()
                ? List.of()
                : List.of(DeleteFiles.write(
                        context.objects(),
                        context.prefix(shard),
                        context.clock().next(),
                        deletes));
    }

    private SegmentMeta write(GrowingSegment segment) {
        List<RowBlock> blocks = segment.blocks(segment.rowCount());
        long[] order = RowOrder.byPrimaryKey(
                blocks,
                Collections.nCopies(blocks.size(), null),
                context.schema().primaryKey().id());
        SegmentWriter.Target target = new SegmentWriter.Target(
                context.segmentPrefix(shard, segment.id()),
                segment.id(),
                segment.partitionId(),
                Level.L1,
                0,
                List.of());
        SegmentMeta meta = new SegmentWriter(context.objects(), context.schema()).write(target, blocks, order);
        return IndexBuilds.withoutFiles(meta, context);
    }
}
