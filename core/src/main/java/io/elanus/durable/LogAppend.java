package io.elanus.durable;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** One append on its way: checked by the caller's thread, placed and written by the log's. */
final class LogAppend {
    private final List<ByteBuffer> parts;
    private final int payloadBytes;
    private final int payloadCrc;
    private final CompletableFuture<LogPosition> done = new CompletableFuture<>();
    private @Nullable LogFrame frame;

    private LogAppend(List<ByteBuffer> parts, int payloadBytes, int payloadCrc) {
        this.parts = parts;
        this.payloadBytes = payloadBytes;
        this.payloadCrc = payloadCrc;
    }

    static LogAppend of(ByteBuffer... parts) {
        int payloadBytes = requirePayloadBytes(parts);
        CRC32C crc = new CRC32C();
        for (ByteBuffer part : parts) {
            crc.update(part.duplicate());
        }
        List<ByteBuffer> own = Stream.of(parts).map(ByteBuffer::slice).toList();
        return new LogAppend(own, payloadBytes, (int) crc.getValue());
    }

    /** The bytes of all parts together; refuses what no log takes. */
    static int requirePayloadBytes(ByteBuffer... parts) {
        long bytes = Stream.of(parts).mapToLong(ByteBuffer::remaining).sum();
        if (bytes < 1 || bytes > Log.RECORD_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "log record has a wrong size: bytes=" + bytes + ", min=1, max=" + Log.RECORD_BYTES_MAX);
        }
        return (int) bytes;
    }

    int frameBytes() {
        return LogFrame.HEADER_BYTES + payloadBytes;
    }

    CompletableFuture<LogPosition> done() {
        return done;
    }

    /** Gives the record its place, and adds its bytes to what is to be written. */
    LogFrame place(long address, int unsyncedBytes, List<ByteBuffer> out) {
        LogFrame placed = new LogFrame(address, payloadBytes, unsyncedBytes, payloadCrc);
        frame = placed;
        out.add(placed.encode());
        parts.forEach(part -> out.add(part.duplicate()));
        return placed;
    }

    LogFrame frame() {
        LogFrame placed = frame;
        if (placed == null) {
            throw new IllegalStateException("append has no place yet");
        }
        return placed;
    }

    LogRecord record() {
        return new LogRecord(frame().position(), join(payloadBytes, parts));
    }

    /** One read-only buffer; a copy only if there are several parts. */
    static ByteBuffer join(int byteCount, List<ByteBuffer> parts) {
        if (parts.size() == 1) {
            return parts.getFirst().asReadOnlyBuffer();
        }
        ByteBuffer joined = ByteBuffer.allocate(byteCount);
        parts.forEach(part -> joined.put(part.duplicate()));
        return joined.flip().asReadOnlyBuffer();
    }
}
