package io.elanus.segment;

import io.elanus.model.Column;
import io.elanus.model.Column.BoolColumn;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.Column.DoubleColumn;
import io.elanus.model.Column.FloatColumn;
import io.elanus.model.Column.IntColumn;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.FieldSchema;
import io.elanus.model.Layouts;
import io.elanus.model.RowSet;
import io.elanus.model.Value;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Finds the range of a column as it is written: in one pass, in the order in which its rows lie. */
final class ColumnRanges {
    /** What of a text is kept in a manifest, which is read whole: enough to tell most texts apart. */
    static final int TEXT_BYTES_MAX = 64;

    private final Column[] sources;
    private final @Nullable RowSet[] nulls;
    private final long[] order;
    private int nullCount;

    private ColumnRanges(Column[] sources, long[] order) {
        this.sources = sources;
        this.order = order;
        this.nulls = Arrays.stream(sources).map(Column::nulls).toArray(RowSet[]::new);
    }

    /**
     * The range of a field over some rows; empty if the field has no order, or if one of its values has no place in it.
     *
     * @param sources columns of the field
     * @param order references of {@link RowOrder} into them, at least one; of the primary key ascending
     */
    static Optional<ColumnRange> of(FieldSchema field, Column[] sources, long[] order) {
        if (!ScalarOrder.covers(field.type())) {
            return Optional.empty();
        }
        long[] looked = field.primaryKey() ? new long[] {order[0], order[order.length - 1]} : order;
        return new ColumnRanges(sources, looked).find(field);
    }

    /** The range of a whole column. */
    static Optional<ColumnRange> of(FieldSchema field, Column column) {
        long[] order = IntStream.range(0, column.rowCount()).asLongStream().toArray();
        return of(field, new Column[] {column}, order);
    }

    private Optional<ColumnRange> find(FieldSchema field) {
        return switch (sources[0]) {
            case BoolColumn _ ->
                longs(field, (column, row) -> ((BoolColumn) column).get(row) ? 1 : 0, bit -> new Value.Bool(bit == 1));
            case IntColumn _ -> longs(field, (column, row) -> ((IntColumn) column).get(row), Value.Int::new);
            case LongColumn _ -> longs(field, (column, row) -> ((LongColumn) column).get(row), Value.Int::new);
            case FloatColumn _ -> doubles(field, (column, row) -> ((FloatColumn) column).get(row));
            case DoubleColumn _ -> doubles(field, (column, row) -> ((DoubleColumn) column).get(row));
            case BytesColumn _ -> texts(field);
            case Column.VectorColumn _, Column.PackedVectorColumn _ ->
                throw new IllegalStateException("vectors have no order: field=" + field);
        };
    }

    private interface Longs {
        long get(Column column, int row);
    }

    private interface Doubles {
        double get(Column column, int row);
    }

    private interface OfLong {
        Value value(long number);
    }

    private Optional<ColumnRange> longs(FieldSchema field, Longs longs, OfLong toValue) {
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        for (long reference : order) {
            if (!skipsNull(reference)) {
                long value = longs.get(sources[RowOrder.block(reference)], RowOrder.row(reference));
                min = Math.min(min, value);
                max = Math.max(max, value);
            }
        }
        return range(field, Optional.of(toValue.value(min)), Optional.of(toValue.value(max)));
    }

    private Optional<ColumnRange> doubles(FieldSchema field, Doubles doubles) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (long reference : order) {
            if (!skipsNull(reference)) {
                double value = doubles.get(sources[RowOrder.block(reference)], RowOrder.row(reference));
                min = Math.min(min, value);
                max = Math.max(max, value);
            }
        }
        return Double.isNaN(min)
                ? Optional.empty()
                : range(field, Optional.of(new Value.Real(min)), Optional.of(new Value.Real(max)));
    }

    private Optional<ColumnRange> texts(FieldSchema field) {
        MemorySegment min = MemorySegment.NULL;
        MemorySegment max = MemorySegment.NULL;
        long minHead = -1; // As unsigned numbers: the largest, and the smallest.
        long maxHead = 0;
        boolean first = true;
        for (long reference : order) {
            if (skipsNull(reference)) {
                continue;
            }
            BytesColumn source = (BytesColumn) sources[RowOrder.block(reference)];
            int row = RowOrder.row(reference);
            long head = head(source, row);
            // Most texts lie between the two already, which their first bytes tell.
            if (Long.compareUnsigned(head, minHead) <= 0
                    && (first || BytesColumn.compareBytes(source.slice(row), min) < 0)) {
                min = source.slice(row);
                minHead = head;
            }
            if (Long.compareUnsigned(head, maxHead) >= 0
                    && (first || BytesColumn.compareBytes(source.slice(row), max) > 0)) {
                max = source.slice(row);
                maxHead = head;
            }
            first = false;
        }
        return range(
                field,
                Optional.of(cut(min)),
                max.byteSize() > TEXT_BYTES_MAX ? Optional.empty() : Optional.of(cut(max)));
    }

    /** The first 8 bytes as an unsigned number, zeros where the text is shorter: of a smaller text it is not larger. */
    private static long head(BytesColumn column, int row) {
        long start = column.start(row);
        int length = column.length(row);
        if (length >= 8) {
            return Long.reverseBytes(column.bytes().get(Layouts.LONG, start));
        }
        long head = 0;
        for (int i = 0; i < length; i++) {
            head |= (column.bytes().get(Layouts.BYTE, start + i) & 0xFFL) << (56 - 8 * i);
        }
        return head;
    }

    /** A text, or so much of its beginning as is kept: whole characters, which are not above the text. */
    private static Value cut(MemorySegment text) {
        byte[] bytes =
                text.asSlice(0, Math.min(text.byteSize(), TEXT_BYTES_MAX + 1L)).toArray(Layouts.BYTE);
        int length = bytes.length;
        if (length > TEXT_BYTES_MAX) {
            length = TEXT_BYTES_MAX;
            while (length > 0 && (bytes[length] & 0xC0) == 0x80) {
                length--;
            }
        }
        return new Value.Text(new String(bytes, 0, length, StandardCharsets.UTF_8));
    }

    /** Whether the row is null; then it is counted. */
    private boolean skipsNull(long reference) {
        RowSet set = nulls[RowOrder.block(reference)];
        boolean isNull = set != null && set.contains(RowOrder.row(reference));
        nullCount += isNull ? 1 : 0;
        return isNull;
    }

    private Optional<ColumnRange> range(FieldSchema field, Optional<Value> min, Optional<Value> max) {
        boolean anyValue = nullCount < order.length;
        return Optional.of(new ColumnRange(
                field.id(), anyValue ? min : Optional.empty(), anyValue ? max : Optional.empty(), nullCount));
    }
}
