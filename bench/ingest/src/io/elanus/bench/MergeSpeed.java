package io.elanus.bench;

import io.elanus.durable.LocalObjectStore;
import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.Column.FloatColumn;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.Column.VectorColumn;
import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import io.elanus.model.SegmentDescription.Level;
import io.elanus.segment.RowBlock;
import io.elanus.segment.RowOrder;
import io.elanus.segment.SealedSegment;
import io.elanus.segment.Segment;
import io.elanus.segment.SegmentMeta;
import io.elanus.segment.SegmentOpener;
import io.elanus.segment.SegmentWriter;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Merging segments whose keys interleave into one, without indexes, beside a plain copy of the files that come of it. */
final class MergeSpeed {
    private static final int SOURCES = 5;
    private static final int DIM = SampleRows.DIM;
    private static final long SEED = 11;
    private static final long KEY = 100;
    private static final long VECTOR = 101;
    private static final long COUNT = 102;
    private static final long WEIGHT = 103;

    private static final CollectionSchema SCHEMA = new CollectionSchema(
            "rows",
            "",
            List.of(
                    FieldSchema.builder("id", DataType.INT64).id(KEY).primaryKey(true).build(),
                    FieldSchema.builder("vector", DataType.FLOAT_VECTOR)
                            .id(VECTOR)
                            .dim(DIM)
                            .build(),
                    FieldSchema.builder("count", DataType.INT64).id(COUNT).build(),
                    FieldSchema.builder("weight", DataType.FLOAT).id(WEIGHT).build()),
            false);

    private final Path folder;
    private final int rows;

    MergeSpeed(Path folder, int rows) {
        this.folder = folder;
        this.rows = rows;
    }

    void run() throws Exception {
        LocalObjectStore objects = new LocalObjectStore(folder);
        SegmentWriter writer = new SegmentWriter(objects, SCHEMA);
        List<SegmentMeta> metas = new ArrayList<>();
        for (int source = 0; source < SOURCES; source++) {
            metas.add(writeSource(writer, source));
        }
        List<SealedSegment> sources = new SegmentOpener(objects, SCHEMA).openAll(metas, List.of());
        Stopwatch watch = new Stopwatch();
        List<RowBlock> blocks = new ArrayList<>();
        sources.forEach(segment -> blocks.addAll(segment.blocks(segment.rowCount())));
        long[] order = RowOrder.byPrimaryKey(blocks, Collections.nCopies(blocks.size(), null), KEY);
        double ordered = watch.seconds();
        writer.write(target("merged/", SOURCES), blocks, order);
        double seconds = watch.seconds();
        double cpu = watch.cpuSeconds();
        sources.forEach(Segment::letGo);

        List<Path> files = PlainCopy.columnFiles(folder.resolve("merged"));
        double write = PlainCopy.byteSize(files) / (seconds - ordered);
        double merge = PlainCopy.byteSize(files) / seconds;
        PlainCopy copy = PlainCopy.of(files, folder.resolve("copy"));
        System.out.printf(
                "merge: %.0f MB/s (order %.2f s, then %.0f MB/s), processors %.2f s; %s; ratio %.2f (columns alone %.2f)%n",
                merge / 1e6,
                ordered,
                write / 1e6,
                cpu,
                copy,
                merge / copy.bytesPerSecond(),
                write / copy.bytesPerSecond());
    }

    /** Writes a segment with every {@value #SOURCES}th key or so. */
    private SegmentMeta writeSource(SegmentWriter writer, int source) {
        int count = rows / SOURCES;
        Random random = new Random(SEED + source);
        long[] keys = new long[count];
        long[] timestamps = new long[count];
        float[] weights = new float[count];
        float[] vectors = new float[count * DIM];
        for (int row = 0; row < count; row++) {
            keys[row] = (long) row * SOURCES * 4 + random.nextInt(SOURCES * 4);
            timestamps[row] = 1 + source;
            weights[row] = random.nextFloat();
        }
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = i * 0.001f;
        }
        Map<Long, Column> columns = Map.of(
                CollectionSchema.TIMESTAMP_FIELD_ID, LongColumn.of(timestamps),
                KEY, LongColumn.of(keys),
                VECTOR, new VectorColumn(MemorySegment.ofArray(vectors), DIM, count, null),
                COUNT, LongColumn.of(keys),
                WEIGHT, new FloatColumn(MemorySegment.ofArray(weights), count, null));
        List<RowBlock> blocks = List.of(new RowBlock(0, count, columns::get));
        long[] order = RowOrder.byPrimaryKey(blocks, Collections.nCopies(1, null), KEY);
        return writer.write(target("source-" + source + "/", source), blocks, order);
    }

    private static SegmentWriter.Target target(String prefix, long id) {
        return new SegmentWriter.Target(prefix, id, 1, Level.L1, 0, List.of());
    }
}
