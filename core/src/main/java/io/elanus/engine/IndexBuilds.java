package io.elanus.engine;

import io.elanus.durable.ObjectWriter;
import io.elanus.index.BuildMonitor;
import io.elanus.index.BuildRun;
import io.elanus.index.ScalarIndexes;
import io.elanus.index.VectorIndexes;
import io.elanus.index.VectorRows;
import io.elanus.model.Column.VectorColumn;
import io.elanus.model.FieldSchema;
import io.elanus.model.IndexParams;
import io.elanus.model.IndexParams.ScalarParams;
import io.elanus.segment.FailedWrite;
import io.elanus.segment.IndexDefinition;
import io.elanus.segment.SealedSegment;
import io.elanus.segment.SegmentMeta;
import io.elanus.segment.SegmentMeta.IndexFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Builds indexes of sealed segments; each build only writes a file. */
final class IndexBuilds {
    /** Graphs differ by nothing but the rows. */
    static final long SEED = 42;

    private IndexBuilds() {}

    /** Whether the index on a segment of so many rows needs no file: its rows are searched as they are. */
    private static boolean needsNoFile(IndexDefinition definition, SegmentMeta meta, EngineSettings settings) {
        boolean added = meta.columns().stream().noneMatch(file -> file.fieldId() == definition.fieldId());
        return added // The field came later, so no row has a vector.
                || !hasFile(definition.params())
                || meta.rowCount() < settings.indexRowsMin();
    }

    private static boolean hasFile(IndexParams params) {
        return params instanceof ScalarParams scalar ? ScalarIndexes.hasFile(scalar) : VectorIndexes.hasFile(params);
    }

    /** The segment with those of the collection's indexes that need no file: they are finished at once. */
    static SegmentMeta withoutFiles(SegmentMeta meta, ShardContext context) {
        List<IndexFile> indexes = new ArrayList<>(meta.indexes());
        for (IndexDefinition definition : context.indexes()) {
            if (needsNoFile(definition, meta, context.resources().settings())) {
                indexes.add(new IndexFile(definition.id(), definition.fieldId(), "", 0));
            }
        }
        return meta.withIndexes(indexes);
    }

    static boolean has(SegmentMeta meta, IndexDefinition definition) {
        return meta.indexes().stream().anyMatch(index -> index.indexId() == definition.id());
    }

    /**
     * Builds one index of one segment, on the caller's thread and some more.
     *
     * @param origins segments that went into it, held by the caller; their indexes save work
     * @return the finished index; its file is durable
     * @throws java.util.concurrent.CancellationException if the monitor said so
     */
    static IndexFile build(
            SealedSegment segment,
            IndexDefinition definition,
            List<Origin> origins,
            int shard,
            ShardContext context,
            BuildMonitor monitor) {
        EngineResources resources = context.resources();
        if (needsNoFile(definition, segment.meta(), resources.settings())) {
            return new IndexFile(definition.id(), definition.fieldId(), "", 0);
        }
        String key =
                context.segmentPrefix(shard, segment.id()) + definition.fieldId() + "-" + definition.id() + ".index";
        EngineEvents.IndexBuild event = new EngineEvents.IndexBuild();
        event.begin();
        try (Arena arena = Arena.ofShared();
                ObjectWriter writer = context.objects().create(key)) {
            MemorySegment file = definition.params() instanceof ScalarParams params
                    ? scalarFile(segment, definition, params, context, monitor, arena)
                    : vectorFile(segment, definition, origins, context, monitor, arena);
            writer.write(file);
            writer.commit();
            event.end();
            if (event.shouldCommit()) {
                event.collectionId = context.collectionId();
                event.segmentId = segment.id();
                event.fieldId = definition.fieldId();
                event.indexType = definition.params().indexType();
                event.rowCount = segment.rowCount();
                event.byteSize = file.byteSize();
                event.commit();
            }
            return new IndexFile(definition.id(), definition.fieldId(), key, file.byteSize());
        } catch (RuntimeException | Error e) {
            FailedWrite.discard(context.objects(), List.of(key), e);
            throw e;
        }
    }

    private static MemorySegment scalarFile(
            SealedSegment segment,
            IndexDefinition definition,
            ScalarParams params,
            ShardContext context,
            BuildMonitor monitor,
            Arena arena) {
        FieldSchema field = context.schema().field(definition.fieldId());
        return ScalarIndexes.build(field, params, segment.column(field.id()), monitor, arena);
    }

    private static MemorySegment vectorFile(
            SealedSegment segment,
            IndexDefinition definition,
            List<Origin> origins,
            ShardContext context,
            BuildMonitor monitor,
            Arena arena) {
        EngineResources resources = context.resources();
        VectorColumn vectors = (VectorColumn) segment.column(definition.fieldId());
        VectorRows rows = new VectorRows(vectors.values(), vectors.rowCount(), vectors.dim());
        BuildRun run = new BuildRun(resources.background().helpers(), resources.threads(), SEED, monitor);
        try (Origin.Graphs graphs = Origin.Graphs.open(origins, definition, context)) {
            return VectorIndexes.build(
                    definition.params(), rows, definition.metric().orElseThrow(), graphs.sources(), run, arena);
        }
    }
}
