package io.elanus.segment;

import io.elanus.model.Column;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.DataType;
import io.elanus.model.Layouts;
import java.lang.foreign.MemorySegment;

/** Order and hash of primary keys, INT64 or VARCHAR, where they lie: in columns. */
public final class PrimaryKeys {
    private PrimaryKeys() {}

    /** Compares two keys of the same type: numbers as numbers, texts as unsigned UTF-8 bytes. */
    public static int compare(Column left, int leftRow, Column right, int rightRow) {
        if (left instanceof LongColumn a && right instanceof LongColumn b) {
            return Long.compare(a.get(leftRow), b.get(rightRow));
        }
        if (left instanceof BytesColumn a && right instanceof BytesColumn b) {
            return BytesColumn.compareBytes(a.slice(leftRow), b.slice(rightRow));
        }
        throw new IllegalArgumentException(
                "keys are of different types: left=" + left.getClass().getSimpleName() + ", right="
                        + right.getClass().getSimpleName());
    }

    /** A hash that is the same on every machine and at every time: shards are chosen and filters are built by it. */
    public static long hash(Column keys, int row) {
        return switch (keys) {
            case LongColumn longs -> mix(longs.get(row));
            case BytesColumn bytes -> hash(bytes.slice(row));
            case Column.BoolColumn other -> throw noKey(other);
            case Column.IntColumn other -> throw noKey(other);
            case Column.FloatColumn other -> throw noKey(other);
            case Column.DoubleColumn other -> throw noKey(other);
            case Column.VectorColumn other -> throw noKey(other);
            case Column.PackedVectorColumn other -> throw noKey(other);
        };
    }

    /** An empty builder of keys of the same type. */
    public static ColumnBuilder builderLike(Column keys) {
        return ColumnBuilder.of(keys instanceof LongColumn ? DataType.INT64 : DataType.VARCHAR, 0);
    }

    /** The shard that owns a key. */
    public static int shard(Column keys, int row, int shardCount) {
        return shardCount == 1 ? 0 : (int) Long.remainderUnsigned(hash(keys, row), shardCount);
    }

    private static long hash(MemorySegment bytes) {
        long hash = bytes.byteSize();
        long at = 0;
        for (; at + 8 <= bytes.byteSize(); at += 8) {
            hash = mix(hash ^ bytes.get(Layouts.LONG, at));
        }
        long tail = 0;
        for (; at < bytes.byteSize(); at++) {
            tail = tail << 8 | bytes.get(Layouts.BYTE, at) & 0xff;
        }
        return mix(hash ^ tail);
    }

    /** The finalizer of SplitMix64: Steele, Lea and Flood 2014, figure 16. */
    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    private static IllegalArgumentException noKey(Column column) {
        return new IllegalArgumentException(
                "column holds no primary keys: type=" + column.getClass().getSimpleName());
    }
}
