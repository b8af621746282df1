package io.elanus.segment;

import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.ColumnBatch;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.FieldSchema;
import io.elanus.model.RowSet;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Rows in memory, in the order of the log and so of their timestamps; replayable from it.
 *
 * <p>The shard's owner appends and deletes, one call at a time; readers see the rows below {@link #rowCount}, which moves
 * after the rows are in place. Memory is freed when the last holder lets go.
 */
public final class GrowingSegment extends Segment {
    /* Rows lie in chunks of a power of two of rows, each column in one piece per chunk, so that filters and searches run
     * over plain memory. The first chunk starts small and doubles, because most collections are small; what doubling
     * leaves behind stays in the arena until the segment is closed and is less than the first chunk. */
    private static final int CHUNK_BYTES_MAX = 4 << 20;
    private static final int CHUNK_ROWS_MAX = 16_384;
    private static final int CHUNK_ROWS_MIN = 64;

    private final long id;
    private final long partitionId;
    private final Arena arena = Arena.ofShared();
    private final LiveSchema schema;
    private final Map<Long, FieldSchema> fields = new TreeMap<>();
    private final long keyField;
    private final int chunkRows;
    private final KeyIndex keyIndex;
    private final Deaths deaths = new Deaths();
    private final Expiry expiry = new Expiry();
    private volatile List<Map<Long, GrowingChunk>> chunks = List.of();
    private int firstChunkCapacity = CHUNK_ROWS_MIN;
    private volatile int rowCount;
    private volatile long byteSize;

    /** @param fieldIds the fields that its rows have: those of the schema under which they were written */
    public GrowingSegment(long id, long partitionId, LiveSchema schema, Set<Long> fieldIds) {
        this.id = id;
        this.partitionId = partitionId;
        this.schema = schema;
        SegmentFields.of(schema.now()).stream()
                .filter(field -> field.id() == CollectionSchema.TIMESTAMP_FIELD_ID || fieldIds.contains(field.id()))
                .forEach(field -> fields.put(field.id(), field));
        this.keyField = schema.now().primaryKey().id();
        this.chunkRows = chunkRows();
        this.keyIndex = new KeyIndex(this::hasKey);
    }

    private int chunkRows() {
        long rowBytes = 0;
        for (FieldSchema field : fields.values()) {
            rowBytes += Math.max(8, ColumnBuilder.width(field.type(), field.dim()));
        }
        long rows = Math.min(CHUNK_ROWS_MAX, Math.max(CHUNK_ROWS_MIN, CHUNK_BYTES_MAX / rowBytes));
        return Integer.highestOneBit((int) rows);
    }

    /**
     * Appends rows at one timestamp, not smaller than that of any row before. Requires: the shard's state lock.
     *
     * @param batch every field of the segment
     */
    public void append(ColumnBatch batch, long timestamp) {
        long[] timestamps = new long[batch.rowCount()];
        Arrays.fill(timestamps, timestamp);
        Column timestampColumn = LongColumn.of(timestamps);
        int from = 0;
        int rows = rowCount;
        while (from < batch.rowCount()) {
            int inChunk = rows & chunkRows - 1;
            int count = Math.min(batch.rowCount() - from, chunkRows - inChunk);
            Map<Long, GrowingChunk> chunk = chunkFor(rows, inChunk + count);
            for (Map.Entry<Long, GrowingChunk> entry : chunk.entrySet()) {
                Column source = entry.getKey() == CollectionSchema.TIMESTAMP_FIELD_ID
                        ? timestampColumn
                        : batch.column(entry.getKey());
                entry.getValue().append(inChunk, source, from, from + count);
            }
            from += count;
            rows += count;
        }
        Column keys = batch.column(keyField);
        for (int row = 0; row < batch.rowCount(); row++) {
            keyIndex.add(rowCount + row, keys, row);
        }
        byteSize = byteSize + bytesOf(batch);
        rowCount = rows;
    }

    private Map<Long, GrowingChunk> chunkFor(int rows, int capacity) {
        int index = rows / chunkRows;
        List<Map<Long, GrowingChunk>> current = chunks;
        if (index == current.size()) {
            int rowCapacity = index == 0 ? firstChunkCapacity : chunkRows;
            Map<Long, GrowingChunk> chunk = new TreeMap<>();
            fields.forEach((fieldId, field) ->
                    chunk.put(fieldId, new GrowingChunk(arena, field.type(), field.dim(), rowCapacity)));
            List<Map<Long, GrowingChunk>> more = new ArrayList<>(current);
            more.add(chunk);
            chunks = List.copyOf(more);
        }
        Map<Long, GrowingChunk> chunk = chunks.get(index);
        if (index == 0 && capacity > firstChunkCapacity) {
            while (firstChunkCapacity < capacity) {
                firstChunkCapacity *= 2;
            }
            chunk.values().forEach(column -> column.grow(firstChunkCapacity));
        }
        return chunk;
    }

    /** The bytes that the values of a batch take, with a timestamp a row. */
    public static long bytesOf(ColumnBatch batch) {
        long bytes = 8L * batch.rowCount();
        for (Column column : batch.columns().values()) {
            bytes += switch (column) {
                case Column.BoolColumn c -> c.rowCount();
                case Column.IntColumn c -> 4L * c.rowCount();
                case Column.LongColumn c -> 8L * c.rowCount();
                case Column.FloatColumn c -> 4L * c.rowCount();
                case Column.DoubleColumn c -> 8L * c.rowCount();
                case Column.BytesColumn c -> 8L * c.rowCount() + c.start(c.rowCount()) - c.start(0);
                case Column.VectorColumn c -> 4L * c.dim() * c.rowCount();
                case Column.PackedVectorColumn c -> (long) c.rowByteSize() * c.rowCount();
            };
        }
        return bytes;
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public long partitionId() {
        return partitionId;
    }

    @Override
    public Optional<SegmentMeta> atRest() {
        return Optional.empty();
    }

    @Override
    public Optional<String> damage() {
        return Optional.empty();
    }

    @Override
    public int rowCount() {
        return rowCount;
    }

    @Override
    public long byteSize() {
        return byteSize;
    }

    @Override
    public Deaths deaths() {
        return deaths;
    }

    @Override
    public List<RowBlock> blocks(int rows) {
        List<RowBlock> blocks = new ArrayList<>();
        List<Map<Long, GrowingChunk>> current = chunks;
        for (int first = 0; first < rows; first += chunkRows) {
            Map<Long, GrowingChunk> chunk = current.get(first / chunkRows);
            int count = Math.min(chunkRows, rows - first);
            blocks.add(new RowBlock(first, count, fieldId -> column(chunk, fieldId, count)));
        }
        return blocks;
    }

    private Column column(Map<Long, GrowingChunk> chunk, long fieldId, int count) {
        GrowingChunk column = chunk.get(fieldId);
        return column == null ? schema.absentColumn(id, fieldId, count) : column.column(count);
    }

    @Override
    public int rowCountAt(long timestamp) {
        int rows = rowCount;
        if (rows == 0 || timestamp(rows - 1) <= timestamp) {
            return rows;
        }
        int low = 0;
        int high = rows;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (timestamp(middle) <= timestamp) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public @Nullable RowSet aliveAt(long timestamp, int rows) {
        return deaths.aliveAt(timestamp, rows);
    }

    @Override
    @Nullable
    RowSet unexpiredAt(ExpiryCutoff cutoff, int rows) {
        if (cutoff.fieldId() != CollectionSchema.TIMESTAMP_FIELD_ID) {
            return expiry.unexpiredAt(cutoff, this, rows);
        }
        // Rows lie in the order of their timestamps, so the first ones expire first.
        int expiredCount = Math.min(rows, rowCountAt(cutoff.expiredThrough()));
        return expiredCount == 0 ? null : RowSet.below(expiredCount, rows).flip();
    }

    @Override
    Expiry expiry() {
        return expiry;
    }

    @Override
    public int[] find(Column keys, int keyRow) {
        int row = keyIndex.newest(keys, keyRow);
        int[] found = new int[4];
        int count = 0;
        while (row != KeyIndex.NONE) {
            if (count == found.length) {
                found = Arrays.copyOf(found, count * 2);
            }
            found[count++] = row;
            row = keyIndex.older(row);
        }
        return Arrays.copyOf(found, count);
    }

    @Override
    public long timestamp(int row) {
        LongColumn column = (LongColumn) chunkColumn(CollectionSchema.TIMESTAMP_FIELD_ID, row);
        return column.get(row & chunkRows - 1);
    }

    private boolean hasKey(int row, Column keys, int keyRow) {
        return PrimaryKeys.compare(chunkColumn(keyField, row), row & chunkRows - 1, keys, keyRow) == 0;
    }

    private Column chunkColumn(long fieldId, int row) {
        GrowingChunk chunk = chunks.get(row / chunkRows).get(fieldId);
        if (chunk == null) {
            throw new IllegalStateException("segment has no such column: segment=" + id + ", field=" + fieldId);
        }
        return chunk.column((row & chunkRows - 1) + 1);
    }

    @Override
    protected void close() {
        arena.close();
    }

    @Override
    public String toString() {
        return "GrowingSegment[id=" + id + ", rows=" + rowCount + "]";
    }
}
