package io.elanus.engine;

import io.elanus.model.Column;
import io.elanus.model.Column.BoolColumn;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.Column.DoubleColumn;
import io.elanus.model.Column.FloatColumn;
import io.elanus.model.Column.IntColumn;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.Column.PackedVectorColumn;
import io.elanus.model.Column.VectorColumn;
import io.elanus.model.Columns;
import io.elanus.model.DataType;
import io.elanus.model.Layouts;
import io.elanus.model.RowSet;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Columns as bytes in a row, as they lie in log records and delete files. Reading makes no copies: a column read is a view
 * of the bytes.
 *
 * <pre>
 * column   type: byte ({@link DataType#number}), dim: int, rowCount: int, flags: byte (1: has nulls),
 *          nulls: long[(rowCount + 63) / 64] if there are any,
 *          offsets: long[rowCount + 1] from 0, of types whose rows have lengths of their own,
 *          byteCount: long, values: byte[byteCount]
 * </pre>
 */
final class ColumnCodec {
    private ColumnCodec() {}

    static long byteSize(Column column) {
        long size = 1 + 4 + 4 + 1 + 8 + valueBytes(column);
        if (column.nulls() != null) {
            size += 8L * RowSet.wordCount(column.rowCount());
        }
        if (column instanceof BytesColumn) {
            size += 8L * (column.rowCount() + 1);
        }
        return size;
    }

    private static long valueBytes(Column column) {
        long rows = column.rowCount();
        return switch (column) {
            case BoolColumn c -> rows;
            case IntColumn c -> 4 * rows;
            case LongColumn c -> 8 * rows;
            case FloatColumn c -> 4 * rows;
            case DoubleColumn c -> 8 * rows;
            case VectorColumn c -> 4 * rows * c.dim();
            case PackedVectorColumn c -> rows * c.rowByteSize();
            case BytesColumn c -> c.start(c.rowCount()) - c.start(0);
        };
    }

    private static DataType type(Column column) {
        return switch (column) {
            case BoolColumn c -> DataType.BOOL;
            case IntColumn c -> DataType.INT32;
            case LongColumn c -> DataType.INT64;
            case FloatColumn c -> DataType.FLOAT;
            case DoubleColumn c -> DataType.DOUBLE;
            case VectorColumn c -> DataType.FLOAT_VECTOR;
            case PackedVectorColumn c -> c.type();
            case BytesColumn c -> DataType.VARCHAR;
        };
    }

    /** Writes the column at an offset; answers the offset behind it. */
    static long write(Column column, MemorySegment target, long at) {
        RowSet nulls = column.nulls();
        target.set(Layouts.BYTE, at, (byte) type(column).number());
        target.set(Layouts.INT, at + 1, Columns.dim(column));
        target.set(Layouts.INT, at + 5, column.rowCount());
        target.set(Layouts.BYTE, at + 9, (byte) (nulls == null ? 0 : 1));
        long next = at + 10;
        if (nulls != null) {
            for (long word : nulls.words()) {
                target.set(Layouts.LONG, next, word);
                next += 8;
            }
        }
        long valuesStart = 0;
        if (column instanceof BytesColumn bytes) {
            valuesStart = bytes.start(0);
            for (int row = 0; row <= bytes.rowCount(); row++) {
                target.set(Layouts.LONG, next, bytes.start(row) - valuesStart);
                next += 8;
            }
        }
        long valueBytes = valueBytes(column);
        target.set(Layouts.LONG, next, valueBytes);
        MemorySegment.copy(Columns.values(column), valuesStart, target, next + 8, valueBytes);
        return next + 8 + valueBytes;
    }

    /** Reads columns one behind the other. */
    static final class Reader {
        private final MemorySegment source;
        private long at;

        Reader(MemorySegment source, long at) {
            this.source = source;
            this.at = at;
        }

        long readLong() {
            at += 8;
            return source.get(Layouts.LONG, at - 8);
        }

        int readInt() {
            at += 4;
            return source.get(Layouts.INT, at - 4);
        }

        byte readByte() {
            return source.get(Layouts.BYTE, at++);
        }

        Column readColumn() {
            DataType type = DataType.ofNumber(readByte());
            int dim = readInt();
            int rowCount = readInt();
            RowSet nulls = readByte() == 0 ? null : readNulls(rowCount);
            MemorySegment offsets = type == DataType.VARCHAR ? take(8L * (rowCount + 1)) : null;
            MemorySegment values = take(readLong());
            return Columns.of(type, dim, values, offsets, rowCount, nulls);
        }

        private @Nullable RowSet readNulls(int rowCount) {
            long[] words = new long[RowSet.wordCount(rowCount)];
            for (int i = 0; i < words.length; i++) {
                words[i] = readLong();
            }
            return RowSet.ofWords(rowCount, words);
        }

        private MemorySegment take(long size) {
            at += size;
            return source.asSlice(at - size, size);
        }
    }
}
