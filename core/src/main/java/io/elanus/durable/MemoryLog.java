package io.elanus.durable;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A log on the heap: records are durable at once, for as long as the {@link MemoryLogStore} lives. */
final class MemoryLog implements Log {
    private final String name;
    private final Records records;
    private boolean closed;

    /** What outlives a closing. */
    static final class Records {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private final TreeMap<LogPosition, ByteBuffer> payloads = new TreeMap<>();
        private LogPosition begin = LogPosition.START;
        private LogPosition end = LogPosition.START;
        private boolean hasCursor;
    }

    MemoryLog(String name, Records records) {
        this.name = name;
        this.records = records;
    }

    @Override
    public CompletableFuture<LogPosition> append(ByteBuffer... parts) {
        int payloadBytes = LogAppend.requirePayloadBytes(parts);
        ByteBuffer payload =
                LogAppend.join(payloadBytes, List.of(parts)).slice().asReadOnlyBuffer();
        records.lock.lock();
        try {
            if (closed) {
                return CompletableFuture.failedFuture(new DurableException("log is closed: log=" + name));
            }
            // As in a file, positions are not dense.
            LogPosition position = new LogPosition(records.end.value() + payloadBytes);
            records.payloads.put(position, payload);
            records.end = position.after();
            records.changed.signalAll();
            return CompletableFuture.completedFuture(position);
        } finally {
            records.lock.unlock();
        }
    }

    @Override
    public LogCursor read(LogPosition from) {
        records.lock.lock();
        try {
            if (closed) {
                throw new DurableException("log is closed: log=" + name);
            }
            if (from.isBefore(records.begin) || records.end.isBefore(from)) {
                throw new DurableException("log does not hold the records from this position on: log=" + name
                        + ", from=" + from + ", begin=" + records.begin + ", end=" + records.end);
            }
            if (records.hasCursor) {
                throw new IllegalStateException("log has a cursor already; a log has one cursor at a time");
            }
            records.hasCursor = true;
            return new MemoryCursor(from);
        } finally {
            records.lock.unlock();
        }
    }

    @Override
    public LogPosition end() {
        records.lock.lock();
        try {
            return records.end;
        } finally {
            records.lock.unlock();
        }
    }

    @Override
    public LogPosition begin() {
        records.lock.lock();
        try {
            return records.begin;
        } finally {
            records.lock.unlock();
        }
    }

    @Override
    public void truncateBefore(LogPosition position) {
        records.lock.lock();
        try {
            if (closed) {
                throw new DurableException("log is closed: log=" + name);
            }
            records.payloads.headMap(position, false).clear();
            LogPosition cut = position.isBefore(records.end) ? position : records.end;
            records.begin = records.begin.isBefore(cut) ? cut : records.begin;
        } finally {
            records.lock.unlock();
        }
    }

    @Override
    public long byteSize() {
        records.lock.lock();
        try {
            return records.payloads.values().stream()
                    .mapToLong(ByteBuffer::remaining)
                    .sum();
        } finally {
            records.lock.unlock();
        }
    }

    @Override
    public void close() {
        records.lock.lock();
        try {
            closed = true;
            records.hasCursor = false;
            records.changed.signalAll();
        } finally {
            records.lock.unlock();
        }
    }

    boolean isClosed() {
        records.lock.lock();
        try {
            return closed;
        } finally {
            records.lock.unlock();
        }
    }

    private final class MemoryCursor implements LogCursor {
        private LogPosition position;
        private boolean cursorClosed;

        private MemoryCursor(LogPosition from) {
            this.position = from;
        }

        @Override
        public Optional<LogRecord> next() throws InterruptedException {
            records.lock.lockInterruptibly();
            try {
                while (!closed && !cursorClosed) {
                    Optional<LogRecord> record = advance();
                    if (record.isPresent()) {
                        return record;
                    }
                    records.changed.await();
                }
                return Optional.empty();
            } finally {
                records.lock.unlock();
            }
        }

        @Override
        public Optional<LogRecord> poll() {
            records.lock.lock();
            try {
                if (closed || cursorClosed) {
                    throw new DurableException("log is closed: log=" + name);
                }
                return advance();
            } finally {
                records.lock.unlock();
            }
        }

        @Override
        public LogPosition position() {
            return position;
        }

        @Override
        public void close() {
            records.lock.lock();
            try {
                if (!cursorClosed && !closed) {
                    records.hasCursor = false;
                }
                cursorClosed = true;
                records.changed.signalAll();
            } finally {
                records.lock.unlock();
            }
        }

        private Optional<LogRecord> advance() {
            if (position.isBefore(records.begin)) {
                throw new DurableException(
                        "log was truncated before its records were read: log=" + name + ", position=" + position);
            }
            var entry = records.payloads.ceilingEntry(position);
            if (entry == null) {
                return Optional.empty();
            }
            position = entry.getKey().after();
            return Optional.of(new LogRecord(entry.getKey(), entry.getValue().asReadOnlyBuffer()));
        }
    }
}
