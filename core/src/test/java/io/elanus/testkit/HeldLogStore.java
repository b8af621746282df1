package io.elanus.testkit;

import io.elanus.durable.Log;
import io.elanus.durable.LogCursor;
import io.elanus.durable.LogPosition;
import io.elanus.durable.LogStore;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/** Logs of which one can be slow: its appends are accepted, and get into the log when the test lets them. Thread-safe. */
public final class HeldLogStore implements LogStore {
    private final LogStore logs;
    private final Queue<Runnable> held = new ArrayDeque<>();
    private String slow = "";

    public HeldLogStore(LogStore logs) {
        this.logs = logs;
    }

    /** From now on the appends to this log wait. */
    public synchronized void hold(String name) {
        slow = name;
    }

    /** Lets the appends that wait into the log, and those that come. */
    public synchronized void letGo() {
        slow = "";
        held.forEach(Runnable::run);
        held.clear();
    }

    /** The appends that wait. */
    public synchronized int heldCount() {
        return held.size();
    }

    @Override
    public Log open(String name) {
        return new HeldLog(name, logs.open(name));
    }

    @Override
    public List<String> names() {
        return logs.names();
    }

    @Override
    public void delete(String name) {
        logs.delete(name);
    }

    @Override
    public void close() {
        logs.close();
    }

    private final class HeldLog implements Log {
        private final String name;
        private final Log inner;

        HeldLog(String name, Log inner) {
            this.name = name;
            this.inner = inner;
        }

        @Override
        public CompletableFuture<LogPosition> append(ByteBuffer... parts) throws InterruptedException {
            synchronized (HeldLogStore.this) {
                if (!name.equals(slow)) {
                    return inner.append(parts);
                }
                CompletableFuture<LogPosition> done = new CompletableFuture<>();
                held.add(() -> appendNow(parts, done));
                return done;
            }
        }

        private void appendNow(ByteBuffer[] parts, CompletableFuture<LogPosition> done) {
            try {
                inner.append(parts).whenComplete((position, cause) -> {
                    if (cause == null) {
                        done.complete(position);
                    } else {
                        done.completeExceptionally(cause);
                    }
                });
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                done.completeExceptionally(e);
            }
        }

        @Override
        public LogCursor read(LogPosition from) {
            return inner.read(from);
        }

        @Override
        public LogPosition end() {
            return inner.end();
        }

        @Override
        public LogPosition begin() {
            return inner.begin();
        }

        @Override
        public void truncateBefore(LogPosition position) throws InterruptedException {
            inner.truncateBefore(position);
        }

        @Override
        public long byteSize() {
            return inner.byteSize();
        }

        @Override
        public void close() {
            inner.close();
        }
    }
}
