package io.elanus.segment;

import io.elanus.durable.ObjectStore;
import io.elanus.durable.ObjectWriter;
import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.FieldSchema;
import io.elanus.model.SegmentDescription.Level;
import io.elanus.segment.SegmentMeta.ColumnFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Writes sealed segments: one column file a field, durable on return, or none of them. Thread-safe. */
public final class SegmentWriter {
    private final ObjectStore objects;
    private final CollectionSchema schema;

    /**
     * Where a segment goes and what its meta says.
     *
     * @param prefix of the keys of its files, ending in a slash
     */
    public record Target(
            String prefix, long id, long partitionId, Level level, long deletesThrough, List<Long> compactedFrom) {}

    public SegmentWriter(ObjectStore objects, CollectionSchema schema) {
        this.objects = objects;
        this.schema = schema;
    }

    /** As {@link #write(Target, List, long[], LongConsumer)}, without being told of progress. */
    public SegmentMeta write(Target target, List<RowBlock> blocks, long[] order) {
        return write(target, blocks, order, bytes -> {});
    }

    /**
     * @param blocks rows of one or more segments
     * @param order references into the blocks ({@link RowOrder}), by primary key and timestamp; at least one
     * @param written told how many more bytes are on their way, a megabyte or so at a time; may wait, and may throw to end
     *     the writing
     */
    public SegmentMeta write(Target target, List<RowBlock> blocks, long[] order, LongConsumer written) {
        List<ObjectWriter> writers = new ArrayList<>();
        List<ColumnFile> files = new ArrayList<>();
        List<ColumnRange> ranges = new ArrayList<>();
        try {
            for (FieldSchema field : SegmentFields.of(schema)) {
                ObjectWriter writer = objects.create(target.prefix() + field.id() + ".column");
                writers.add(writer);
                Column[] sources = RowOrder.columns(blocks, field.id());
                ColumnFileFormat.write(writer, field, sources, order, written);
                files.add(new ColumnFile(field.id(), writer.key(), writer.byteSize()));
                if (field.id() != CollectionSchema.TIMESTAMP_FIELD_ID) {
                    ColumnRanges.of(field, sources, order).ifPresent(ranges::add);
                }
            }
            objects.commitAll(writers);
        } catch (RuntimeException | Error e) {
            writers.forEach(ObjectWriter::close);
            FailedWrite.discard(objects, writers.stream().map(ObjectWriter::key).toList(), e);
            throw e;
        }
        Column[] timestamps = RowOrder.columns(blocks, CollectionSchema.TIMESTAMP_FIELD_ID);
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        for (long reference : order) {
            long timestamp = ((LongColumn) timestamps[RowOrder.block(reference)]).get(RowOrder.row(reference));
            min = Math.min(min, timestamp);
            max = Math.max(max, timestamp);
        }
        return new SegmentMeta(
                target.id(),
                target.partitionId(),
                target.level(),
                order.length,
                min,
                max,
                target.deletesThrough(),
                target.compactedFrom(),
                files,
                ranges,
                Optional.empty(),
                List.of());
    }
}
