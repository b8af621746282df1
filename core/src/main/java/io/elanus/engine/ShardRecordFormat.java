package io.elanus.engine;

import io.elanus.engine.ShardRecord.Deletes;
import io.elanus.engine.ShardRecord.Fence;
import io.elanus.engine.ShardRecord.Rows;
import io.elanus.engine.ShardRecord.Seal;
import io.elanus.engine.ShardRecord.Write;
import io.elanus.model.Column;
import io.elanus.model.ColumnBatch;
import io.elanus.model.Layouts;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Records of a shard's log as bytes, little-endian. The log itself frames and checks them.
 *
 * <pre>
 * record   version: byte, kind: byte (1 fence, 2 write, 3 seal), epoch: long, then by kind
 * fence    nothing
 * seal     timestamp: long
 * write    timestamp: long,
 *          hasDeletes: byte, partitionId: long and keys: column if 1,
 *          partCount: int, of each part: partitionId: long, rowCount: int, columnCount: int,
 *          of each column: fieldId: long, column ({@link ColumnCodec})
 * </pre>
 */
final class ShardRecordFormat {
    static final int VERSION = 2;

    private static final byte FENCE = 1;
    private static final byte WRITE = 2;
    private static final byte SEAL = 3;
    private static final int HEAD_BYTES = 10;

    private ShardRecordFormat() {}

    static ByteBuffer encode(ShardRecord record) {
        return switch (record) {
            case Fence fence -> head(FENCE, fence.epoch(), HEAD_BYTES).asByteBuffer();
            case Seal seal -> encode(seal);
            case Write write -> encode(write);
        };
    }

    private static MemorySegment head(byte kind, long epoch, long byteSize) {
        MemorySegment bytes = MemorySegment.ofArray(new byte[Math.toIntExact(byteSize)]);
        bytes.set(Layouts.BYTE, 0, (byte) VERSION);
        bytes.set(Layouts.BYTE, 1, kind);
        bytes.set(Layouts.LONG, 2, epoch);
        return bytes;
    }

    private static ByteBuffer encode(Seal seal) {
        MemorySegment bytes = head(SEAL, seal.epoch(), HEAD_BYTES + 8);
        bytes.set(Layouts.LONG, HEAD_BYTES, seal.timestamp());
        return bytes.asByteBuffer();
    }

    private static ByteBuffer encode(Write write) {
        MemorySegment bytes = head(WRITE, write.epoch(), byteSize(write));
        bytes.set(Layouts.LONG, HEAD_BYTES, write.timestamp());
        long at = HEAD_BYTES + 8;
        bytes.set(Layouts.BYTE, at++, (byte) (write.deletes().isPresent() ? 1 : 0));
        if (write.deletes().isPresent()) {
            Deletes deletes = write.deletes().get();
            bytes.set(Layouts.LONG, at, deletes.partitionId());
            at = ColumnCodec.write(deletes.keys(), bytes, at + 8);
        }
        bytes.set(Layouts.INT, at, write.rows().size());
        at += 4;
        for (Rows rows : write.rows()) {
            bytes.set(Layouts.LONG, at, rows.partitionId());
            bytes.set(Layouts.INT, at + 8, rows.batch().rowCount());
            bytes.set(Layouts.INT, at + 12, rows.batch().columns().size());
            at += 16;
            for (Map.Entry<Long, Column> column : rows.batch().columns().entrySet()) {
                bytes.set(Layouts.LONG, at, column.getKey());
                at = ColumnCodec.write(column.getValue(), bytes, at + 8);
            }
        }
        return bytes.asByteBuffer();
    }

    /** The bytes of the record of a write. */
    static long byteSize(Write write) {
        long size = HEAD_BYTES + 8 + 1 + 4;
        if (write.deletes().isPresent()) {
            size += 8 + ColumnCodec.byteSize(write.deletes().get().keys());
        }
        for (Rows rows : write.rows()) {
            size += 16;
            for (Column column : rows.batch().columns().values()) {
                size += 8 + ColumnCodec.byteSize(column);
            }
        }
        return size;
    }

    /** Puts the timestamp into a record of a write that was encoded before its time was known. */
    static void stamp(ByteBuffer encodedWrite, long timestamp) {
        MemorySegment.ofBuffer(encodedWrite).set(Layouts.LONG, HEAD_BYTES, timestamp);
    }

    /**
     * Reads a record; columns are views of the payload.
     *
     * @throws IllegalArgumentException if version or kind are unknown
     */
    static ShardRecord decode(ByteBuffer payload) {
        ColumnCodec.Reader in = new ColumnCodec.Reader(MemorySegment.ofBuffer(payload), 0);
        byte version = in.readByte();
        if (version != VERSION) {
            throw new IllegalArgumentException(
                    "log record has an unknown version: got=" + version + ", known=" + VERSION);
        }
        byte kind = in.readByte();
        long epoch = in.readLong();
        return switch (kind) {
            case FENCE -> new Fence(epoch);
            case SEAL -> new Seal(epoch, in.readLong());
            case WRITE -> decodeWrite(epoch, in);
            default -> throw new IllegalArgumentException("log record has an unknown kind: kind=" + kind);
        };
    }

    private static Write decodeWrite(long epoch, ColumnCodec.Reader in) {
        long timestamp = in.readLong();
        Optional<Deletes> deletes = Optional.empty();
        if (in.readByte() == 1) {
            long partitionId = in.readLong();
            deletes = Optional.of(new Deletes(partitionId, in.readColumn()));
        }
        int partCount = in.readInt();
        List<Rows> parts = new ArrayList<>();
        for (int i = 0; i < partCount; i++) {
            long partitionId = in.readLong();
            int rowCount = in.readInt();
            int columnCount = in.readInt();
            TreeMap<Long, Column> columns = new TreeMap<>();
            for (int j = 0; j < columnCount; j++) {
                long fieldId = in.readLong();
                columns.put(fieldId, in.readColumn());
            }
            parts.add(new Rows(partitionId, new ColumnBatch(rowCount, columns)));
        }
        return new Write(epoch, timestamp, deletes, parts);
    }
}
