package io.elanus.segment;

import io.elanus.durable.CorruptFileException;
import io.elanus.expr.FieldIndex;
import io.elanus.expr.FieldRange;
import io.elanus.expr.Filter;
import io.elanus.index.AllowedRows;
import io.elanus.index.VectorIndex;
import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.RowSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Rows at rest: immutable column files, sorted by primary key and then by timestamp, with the indexes that are finished.
 * Only the deaths beside it grow. Reading is thread-safe, {@link #find} included.
 */
public final class SealedSegment extends Segment {
    private final SegmentMeta meta;
    private final Map<Long, OpenFile<Column>> columns;
    private final SegmentIndexes indexes;
    private final LiveSchema schema;
    private final long keyField;
    private final Deaths deaths;
    private final Expiry expiry;
    private final RowBlock block;
    private final AllowedRows allRows;
    private final Map<Long, FieldRange> ranges;

    /** Columns of fields that were added later, as they are asked for. */
    private final Map<Long, Column> absent = new ConcurrentHashMap<>();

    /**
     * @param columns by field, held for the segment
     * @param indexes held for the segment
     */
    SealedSegment(
            SegmentMeta meta,
            Map<Long, OpenFile<Column>> columns,
            SegmentIndexes indexes,
            LiveSchema schema,
            Deaths deaths,
            Expiry expiry) {
        this.meta = meta;
        this.columns = Map.copyOf(columns);
        this.indexes = indexes;
        this.schema = schema;
        this.keyField = schema.now().primaryKey().id();
        this.deaths = deaths;
        this.expiry = expiry;
        this.block = new RowBlock(0, meta.rowCount(), this::column);
        this.allRows = AllowedRows.all(meta.rowCount());
        this.ranges = meta.ranges().stream()
                .collect(Collectors.toUnmodifiableMap(ColumnRange::fieldId, range -> range.of(meta.rowCount())));
    }

    public SegmentMeta meta() {
        return meta;
    }

    @Override
    public long id() {
        return meta.id();
    }

    @Override
    public long partitionId() {
        return meta.partitionId();
    }

    @Override
    public Optional<SegmentMeta> atRest() {
        return Optional.of(meta);
    }

    @Override
    public Optional<String> damage() {
        return columns.values().stream()
                .flatMap(file -> file.damage().stream())
                .map(CorruptFileException::getMessage)
                .findFirst();
    }

    @Override
    public int rowCount() {
        return meta.rowCount();
    }

    @Override
    public long byteSize() {
        return meta.byteSize();
    }

    @Override
    public Deaths deaths() {
        return deaths;
    }

    /**
     * The values of a field, verified; of one that was added later, its default or null in every row.
     *
     * @throws IllegalArgumentException if there is no such field
     * @throws io.elanus.model.DatabaseException if its file is damaged
     */
    public Column column(long fieldId) {
        OpenFile<Column> file = columns.get(fieldId);
        if (file == null) {
            return absent.computeIfAbsent(fieldId, id -> schema.absentColumn(meta.id(), id, meta.rowCount()));
        }
        try {
            return file.content();
        } catch (CorruptFileException e) {
            throw DamagedSegment.unreadable(meta, String.valueOf(e.getMessage()));
        }
    }

    /** False only if no row, dead or alive, matches. Touches no column. */
    public boolean mayMatch(Filter filter) {
        return filter.mayMatch(fieldId -> Optional.ofNullable(ranges.get(fieldId)));
    }

    /** Every row, counted once: most searches leave none out. */
    public AllowedRows allRows() {
        return allRows;
    }

    /** The finished index on a field of vectors, if it is one with a file. */
    public Optional<VectorIndex> vectorIndex(long fieldId) {
        return indexes.ofVectors(fieldId);
    }

    /** The finished indexes on a field of scalar values that have files. */
    public List<FieldIndex> fieldIndexes(long fieldId) {
        return indexes.ofScalars(fieldId);
    }

    Map<Long, OpenFile<Column>> columnFiles() {
        return columns;
    }

    SegmentIndexes indexes() {
        return indexes;
    }

    /** One block, whatever the row count asked for: all rows came before any read that can see the segment. */
    @Override
    public List<RowBlock> blocks(int rowCount) {
        return meta.rowCount() == 0 ? List.of() : List.of(block);
    }

    @Override
    public int rowCountAt(long timestamp) {
        return timestamp < meta.timestampMin() ? 0 : meta.rowCount();
    }

    @Override
    public @Nullable RowSet aliveAt(long timestamp, int rowCount) {
        RowSet alive = deaths.aliveAt(timestamp, meta.rowCount());
        if (meta.timestampMax() <= timestamp) {
            return alive;
        }
        RowSet written = alive == null ? RowSet.all(meta.rowCount()) : alive.copy();
        LongColumn timestamps = (LongColumn) column(CollectionSchema.TIMESTAMP_FIELD_ID);
        for (int row = written.next(0); row >= 0; row = written.next(row + 1)) {
            if (timestamps.get(row) > timestamp) {
                written.remove(row);
            }
        }
        return written;
    }

    @Override
    @Nullable
    RowSet unexpiredAt(ExpiryCutoff cutoff, int rowCount) {
        return expiry.unexpiredAt(cutoff, this, meta.rowCount());
    }

    @Override
    Expiry expiry() {
        return expiry;
    }

    @Override
    public int[] find(Column keys, int keyRow) {
        Column own = column(keyField);
        int count = meta.rowCount();
        if (count == 0
                || PrimaryKeys.compare(own, 0, keys, keyRow) > 0
                || PrimaryKeys.compare(own, count - 1, keys, keyRow) < 0) {
            return new int[0];
        }
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (PrimaryKeys.compare(own, middle, keys, keyRow) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        int end = low;
        while (end < count && PrimaryKeys.compare(own, end, keys, keyRow) == 0) {
            end++;
        }
        return IntStream.range(low, end).toArray();
    }

    @Override
    public long timestamp(int row) {
        return ((LongColumn) column(CollectionSchema.TIMESTAMP_FIELD_ID)).get(row);
    }

    @Override
    protected void close() {
        columns.values().forEach(OpenFile::letGo);
        indexes.letGo();
    }

    @Override
    public String toString() {
        return "SealedSegment[id=" + meta.id() + ", rows=" + meta.rowCount() + "]";
    }
}
