package io.elanus.durable;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What can be read of a local log: everything below its durable end, the newest records from memory.
 *
 * <p>Thread-safe. Records are kept in memory only while a cursor is attached, and only up to a bound; a cursor that is
 * further behind reads the files until it has caught up.
 */
final class LogFeed {
    private static final long RECENT_BYTES_MAX = 16 << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<LogAppend> recent = new ArrayDeque<>();
    private long recentBytes;
    private long end;
    private boolean attached;
    private boolean closed;

    LogFeed(long end) {
        this.end = end;
    }

    /** Makes records readable, which lie one behind the other from the end on. */
    void publish(List<LogAppend> batch) {
        lock.lock();
        try {
            end = batch.getLast().frame().end();
            if (attached) {
                keep(batch);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    long end() {
        lock.lock();
        try {
            return end;
        } finally {
            lock.unlock();
        }
    }

    /** Begins to keep records for a cursor. */
    void attach() {
        lock.lock();
        try {
            if (attached) {
                throw new IllegalStateException("log has a cursor already; a log has one cursor at a time");
            }
            attached = true;
        } finally {
            lock.unlock();
        }
    }

    void detach() {
        lock.lock();
        try {
            attached = false;
            recent.clear();
            recentBytes = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for something to read at an address; false if the feed was closed or the cursor detached instead. */
    boolean await(long address) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (end <= address && !closed && attached) {
                changed.await();
            }
            return !closed && attached;
        } finally {
            lock.unlock();
        }
    }

    /** Takes the record at an address; null if it must be read from the files. */
    @Nullable
    LogAppend take(long address) {
        lock.lock();
        try {
            while (!recent.isEmpty() && recent.element().frame().address() < address) {
                removeOldest();
            }
            return !recent.isEmpty() && recent.element().frame().address() == address ? removeOldest() : null;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
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

    private void keep(List<LogAppend> batch) {
        for (LogAppend append : batch) {
            recent.add(append);
            recentBytes += append.frameBytes();
        }
        while (recentBytes > RECENT_BYTES_MAX && recent.size() > 1) {
            removeOldest();
        }
    }

    private LogAppend removeOldest() {
        LogAppend oldest = recent.remove();
        recentBytes -= oldest.frameBytes();
        return oldest;
    }
}
