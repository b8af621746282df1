package io.elanus.segment;

import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.Column.PackedVectorColumn;
import io.elanus.model.Column.VectorColumn;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.Columns;
import io.elanus.model.FieldSchema;
import io.elanus.model.Layouts;
import io.elanus.model.RowSet;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The schema of a collection as it is now, for those who outlive a change of it. Thread-safe.
 *
 * <p>Fields come and go, and no number is used twice. Rows lack the columns of fields that were added after they were
 * written; there every row has the field's default, or null. A field is in the catalog before it is known here, and known
 * here before anybody can write to it or read it. Rows may have columns of fields that were dropped after they were written,
 * which are read only by those who began before.
 */
public final class LiveSchema {
    private static final long ROWS_MIN = 1024;

    private volatile CollectionSchema now;

    /** Fields that were dropped since the collection was opened, for reads that began before. */
    private final Map<Long, FieldSchema> dropped = new ConcurrentHashMap<>();

    /**
     * The same number over and over, for the segment with the most rows that lacks the field. All segments share it, because
     * columns of numbers are scanned as plain memory.
     */
    private final Map<Long, MemorySegment> numbers = new ConcurrentHashMap<>();

    public LiveSchema(CollectionSchema schema) {
        this.now = schema;
    }

    public CollectionSchema now() {
        return now;
    }

    public void change(CollectionSchema next) {
        for (FieldSchema field : now.fields()) {
            if (next.find(field.id()).isEmpty()) {
                dropped.put(field.id(), field);
            }
        }
        now = next;
    }

    /** A field that there is, or was when somebody who reads may have begun. */
    Optional<FieldSchema> known(long fieldId) {
        return now.find(fieldId).or(() -> Optional.ofNullable(dropped.get(fieldId)));
    }

    /**
     * The column of a field that the rows of a segment were written without.
     *
     * @param segmentId for the message
     * @throws IllegalArgumentException if there is no such field
     */
    Column absentColumn(long segmentId, long fieldId, int rowCount) {
        FieldSchema field = known(fieldId)
                .orElseThrow(() -> new IllegalArgumentException(
                        "segment has no such column: segment=" + segmentId + ", field=" + fieldId));
        RowSet nulls = field.defaultValue().isEmpty() ? RowSet.all(rowCount) : null;
        return switch (field.type()) {
            case VARCHAR, TEXT, JSON, GEOMETRY, ARRAY, ARRAY_OF_VECTOR, SPARSE_FLOAT_VECTOR ->
                BytesColumn.repeated(firstBytes(field), rowCount, nulls);
            case FLOAT_VECTOR -> new VectorColumn(MemorySegment.ofArray(new float[0]), field.dim(), rowCount, nulls);
            case BINARY_VECTOR, FLOAT16_VECTOR, BFLOAT16_VECTOR, INT8_VECTOR ->
                new PackedVectorColumn(MemorySegment.NULL, field.type(), field.dim(), rowCount, nulls);
            case BOOL, INT8, INT16, INT32, INT64, FLOAT, DOUBLE, TIMESTAMPTZ -> number(field, rowCount, nulls);
        };
    }

    private Column number(FieldSchema field, int rowCount, @Nullable RowSet nulls) {
        int width = ColumnBuilder.width(field.type(), 0);
        MemorySegment values = numbers.compute(
                field.id(),
                (id, before) -> before != null && before.byteSize() >= (long) width * rowCount
                        ? before
                        : repeated(firstBytes(field), capacity(rowCount)));
        return Columns.of(field.type(), 0, values, null, rowCount, nulls);
    }

    /** Doubles, so that segments of any sizes hold little more than the largest needs. */
    private static long capacity(int rowCount) {
        return Math.max(ROWS_MIN, Long.highestOneBit(rowCount) * 2);
    }

    /** The bytes of the default, or of a row that is null. */
    private static byte[] firstBytes(FieldSchema field) {
        ColumnBuilder builder = ColumnBuilder.of(field);
        field.defaultValue().ifPresentOrElse(builder::add, builder::addNull);
        return Columns.values(builder.build()).toArray(Layouts.BYTE);
    }

    /** Freed when the last column over it has gone. */
    private static MemorySegment repeated(byte[] value, long rowCount) {
        long byteSize = value.length * rowCount;
        MemorySegment values = Arena.ofAuto().allocate(byteSize, 64);
        MemorySegment.copy(value, 0, values, Layouts.BYTE, 0, value.length);
        for (long filled = value.length; filled < byteSize; filled *= 2) {
            MemorySegment.copy(values, 0, values, filled, Math.min(filled, byteSize - filled));
        }
        return values;
    }
}
