package io.elanus.durable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A log in a folder of files. The format is described in {@link LogFile}, what a crash leaves in {@link LogTail}.
 *
 * <p>While one batch is being written and fsynced, appends gather; the next batch is all of them, with one gathering write
 * and one fsync. After a failed write everything that waits fails, the file is cut back, and later appends are tried anew;
 * after a failed fsync, or if the file cannot be cut back, the log refuses appends until it is opened again.
 */
final class LocalLog implements Log {
    // Callers only touch the queue, under the lock. The files are touched by a writer alone, a virtual thread that
    // lives while there is work: callers may be interrupted, and an interrupt closes the channel that a thread uses.

    private static final System.Logger LOGGER = System.getLogger(LocalLog.class.getName());

    private final String name;
    private final LogSettings settings;
    private final ByteBudget unsynced;
    private final LogFolder folder;
    private final LogFeed feed;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<LogAppend> queue = new ArrayDeque<>();
    private final ArrayDeque<Truncation> truncations = new ArrayDeque<>();
    private boolean writerRuns;
    private boolean closing;
    private boolean closed;
    private @Nullable Throwable broken;
    private @Nullable Throwable closeFailure;

    private boolean forceWaits; // These two belong to the writer.
    private long forceDueNanos;

    private record Truncation(long address, CompletableFuture<Void> done) {}

    private LocalLog(String name, LogSettings settings, ByteBudget unsynced, LogFolder folder) {
        this.name = name;
        this.settings = settings;
        this.unsynced = unsynced;
        this.folder = folder;
        this.feed = new LogFeed(folder.end());
    }

    /** Opens the log in a folder that exists. */
    static LocalLog open(Path path, LogSettings settings, ByteBudget unsynced, LogFolder.ChannelOpener opener) {
        try {
            LogFolder folder = new LogFolder(path, settings.fileBytesMax(), opener);
            return new LocalLog(path.getFileName().toString(), settings, unsynced, folder);
        } catch (IOException e) {
            throw new DurableException("log cannot be opened: folder=" + path, e);
        }
    }

    @Override
    public CompletableFuture<LogPosition> append(ByteBuffer... parts) throws InterruptedException {
        LogAppend append = LogAppend.of(parts);
        unsynced.acquire(append.frameBytes());
        return enqueue(append);
    }

    /** As {@link #append}, but an interrupt only takes effect later. */
    CompletableFuture<LogPosition> appendUninterruptibly(ByteBuffer... parts) {
        LogAppend append = LogAppend.of(parts);
        unsynced.acquireUninterruptibly(append.frameBytes());
        return enqueue(append);
    }

    @Override
    public LogCursor read(LogPosition from) {
        requireOpen();
        if (from.isBefore(begin()) || end().isBefore(from)) {
            throw new DurableException("log does not hold the records from this position on: log=" + name + ", from="
                    + from + ", begin=" + begin() + ", end=" + end());
        }
        return new LocalLogCursor(name, feed, folder::files, from);
    }

    @Override
    public LogPosition end() {
        return new LogPosition(feed.end());
    }

    @Override
    public LogPosition begin() {
        return new LogPosition(folder.files().getFirst().base());
    }

    @Override
    public void truncateBefore(LogPosition position) throws InterruptedException {
        try {
            requestTruncation(position).get();
        } catch (ExecutionException e) {
            throw new DurableException("log cannot be truncated: log=" + name + ", position=" + position, e);
        }
    }

    /** Begins a truncation. */
    CompletableFuture<Void> requestTruncation(LogPosition position) {
        Truncation truncation = new Truncation(position.value(), new CompletableFuture<>());
        lock.lock();
        try {
            Throwable refusal = refusal();
            if (refusal != null) {
                return CompletableFuture.failedFuture(refusal);
            }
            truncations.add(truncation);
            wakeWriter();
            return truncation.done;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long byteSize() {
        List<LogFile> files = folder.files();
        return feed.end() - files.getFirst().base() + (long) files.size() * LogFile.HEADER_BYTES;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            if (!closed) {
                wakeWriter();
            }
            while (!closed) {
                changed.awaitUninterruptibly();
            }
            Throwable failure = closeFailure;
            if (failure != null) {
                throw new DurableException("log cannot be closed: log=" + name, failure);
            }
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private CompletableFuture<LogPosition> enqueue(LogAppend append) {
        lock.lock();
        try {
            Throwable refusal = refusal();
            if (refusal != null) {
                unsynced.release(append.frameBytes());
                return CompletableFuture.failedFuture(refusal);
            }
            queue.add(append);
            wakeWriter();
            return append.done();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Throwable refusal() {
        if (closing) {
            return new DurableException("log is closed: log=" + name);
        }
        Throwable cause = broken;
        return cause == null
                ? null
                : new DurableException("log takes no records until it is opened again: log=" + name, cause);
    }

    private void requireOpen() {
        lock.lock();
        try {
            if (closing) {
                throw new DurableException("log is closed: log=" + name);
            }
        } finally {
            lock.unlock();
        }
    }

    private void wakeWriter() {
        if (writerRuns) {
            changed.signalAll();
        } else {
            writerRuns = true;
            Thread.ofVirtual().name("log-writer-" + name).start(this::runWriter);
        }
    }

    private void runWriter() {
        for (Runnable step = nextStep(); step != null; step = nextStep()) {
            step.run();
        }
    }

    /** What the writer does next; null if it ends, because there is no work left. */
    private @Nullable Runnable nextStep() {
        lock.lock();
        try {
            while (true) {
                long forceWaitNanos = forceWaits ? forceDueNanos - System.nanoTime() : Long.MAX_VALUE;
                if (forceWaitNanos <= 0) {
                    return this::force;
                }
                if (!truncations.isEmpty()) { // Before appends, of which there may be no end.
                    Truncation truncation = truncations.remove();
                    return () -> truncate(truncation);
                }
                if (!queue.isEmpty()) {
                    List<LogAppend> batch = folder.take(queue);
                    return () -> write(batch);
                }
                if (closing && !closed) {
                    return this::closeFolder;
                }
                if (!forceWaits) {
                    writerRuns = false;
                    return null;
                }
                changed.awaitNanos(forceWaitNanos);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("log writer was interrupted, which nobody may do: log=" + name, e);
        } finally {
            lock.unlock();
        }
    }

    private void write(List<LogAppend> batch) {
        try {
            folder.write(batch);
            switch (settings.syncPolicy()) {
                case ALWAYS -> folder.force();
                case INTERVAL -> forceLater();
                case OS -> {}
            }
        } catch (IOException | RuntimeException | Error e) {
            fail(batch, e);
            return;
        }
        feed.publish(batch);
        finish(batch, append -> append.done().complete(append.frame().position()));
    }

    private void forceLater() {
        if (!forceWaits) {
            forceWaits = true;
            forceDueNanos = System.nanoTime() + settings.syncInterval().toNanos();
        }
    }

    private void force() {
        forceWaits = false;
        try {
            folder.force();
        } catch (IOException | RuntimeException | Error e) {
            fail(List.of(), e);
        }
    }

    private void truncate(Truncation truncation) {
        try {
            folder.dropBefore(truncation.address);
        } catch (IOException | RuntimeException | Error e) {
            if (folder.isBroken()) {
                fail(List.of(), e);
            }
            complete(() -> truncation.done.completeExceptionally(e));
            return;
        }
        complete(() -> truncation.done.complete(null));
        // It takes long to delete a large file, and appends would wait for it.
        Thread.ofVirtual().name("log-deletion-" + name).start(this::deleteDropped);
    }

    private void deleteDropped() {
        try {
            folder.deleteDropped();
        } catch (IOException e) {
            LOGGER.log(System.Logger.Level.WARNING, "files of a log cannot be deleted, yet: log=" + name, e);
        }
    }

    private void closeFolder() {
        feed.close();
        forceWaits = false;
        Throwable failure = null;
        try {
            folder.close();
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
        }
        lock.lock();
        try {
            closed = true;
            closeFailure = failure;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Fails a batch and all that waits behind it, as order would be broken if a later append succeeded. */
    private void fail(List<LogAppend> batch, Throwable cause) {
        List<LogAppend> failed = new ArrayList<>(batch);
        lock.lock();
        try {
            failed.addAll(queue);
            queue.clear();
            if (folder.isBroken() && broken == null) {
                broken = cause;
            }
        } finally {
            lock.unlock();
        }
        DurableException failure = new DurableException("log record was not written: log=" + name, cause);
        finish(failed, append -> append.done().completeExceptionally(failure));
    }

    private void finish(List<LogAppend> appends, Consumer<LogAppend> completion) {
        appends.forEach(append -> unsynced.release(append.frameBytes()));
        complete(() -> appends.forEach(completion));
    }

    /**
     * Completes futures away from the writer: what depends on them runs with them, and might block on the budget that only
     * the writer frees, or interrupt the thread.
     */
    private void complete(Runnable completion) {
        Thread.ofVirtual().name("log-completion-" + name).start(completion);
    }
}
