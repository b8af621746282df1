package io.elanus.testkit;

import io.elanus.durable.DurableException;
import io.elanus.durable.Log;
import io.elanus.durable.LogCursor;
import io.elanus.durable.LogPosition;
import io.elanus.durable.LogStore;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Logs whose appends, truncations and deletions fail as {@link Faults} say. An append that fails adds nothing, unless the
 * process dies of it: a log shows no record whose append failed before it is opened again.
 */
public final class FaultyLogStore implements LogStore {
    private final LogStore logs;
    private final Faults faults;

    public FaultyLogStore(LogStore logs, Faults faults) {
        this.logs = logs;
        this.faults = faults;
    }

    @Override
    public Log open(String name) {
        return new FaultyLog(logs.open(name));
    }

    @Override
    public List<String> names() {
        return logs.names();
    }

    @Override
    public void delete(String name) {
        faults.run("delete of log " + name, () -> logs.delete(name));
    }

    @Override
    public void close() {
        logs.close();
    }

    private final class FaultyLog implements Log {
        private final Log inner;

        FaultyLog(Log inner) {
            this.inner = inner;
        }

        @Override
        public CompletableFuture<LogPosition> append(ByteBuffer... parts) throws InterruptedException {
            try {
                faults.run("append", byteSize(parts), false, new Faults.Call<Boolean>() {
                    @Override
                    public Boolean run() {
                        return true;
                    }

                    @Override
                    public void lastBreath() {
                        appendNow(parts);
                    }
                });
            } catch (DurableException e) {
                return CompletableFuture.failedFuture(e);
            }
            return inner.append(parts);
        }

        private void appendNow(ByteBuffer... parts) {
            try {
                inner.append(parts).join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private static long byteSize(ByteBuffer... parts) {
            return Arrays.stream(parts).mapToLong(ByteBuffer::remaining).sum();
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
            faults.run("truncation", () -> {});
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
