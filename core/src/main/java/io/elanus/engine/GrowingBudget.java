package io.elanus.engine;

import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The memory that rows and deletes of all collections may take while they are not in files: those that a shard holds, and
 * those of writes under way. Writers wait while it is used up: nothing is dropped, and memory never grows beyond it by more
 * than one request. Thread-safe.
 */
public final class GrowingBudget {
    private static final long FLUSH_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final long bytesMax;
    private final Set<Holder> holders = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();
    private long used;

    /** Somebody who has growing rows and can bring them into files. */
    interface Holder {
        long growingByteSize();

        /** Begins a flush, unless one is under way, and returns. */
        void flushSoon();
    }

    public GrowingBudget(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    void add(Holder holder) {
        holders.add(holder);
    }

    void remove(Holder holder) {
        holders.remove(holder);
    }

    /** Takes the bytes of a write under way, after waiting until less than the budget is in use. */
    void take(long bytes) throws InterruptedException {
        if (used() + bytes > bytesMax / 2) {
            flushLargest();
        }
        lock.lockInterruptibly();
        try {
            while (used >= bytesMax) {
                // The flush before may have failed, or not have been enough.
                flushLargest();
                freed.awaitNanos(FLUSH_AGAIN_NANOS);
            }
            used += bytes;
        } finally {
            lock.unlock();
        }
    }

    /** From half of the budget on, whoever holds the most begins to flush, so that writers seldom have to wait. */
    private void flushLargest() {
        holders.stream().max(Comparator.comparingLong(Holder::growingByteSize)).ifPresent(Holder::flushSoon);
    }

    /** Counts bytes that have come, or gone if negative, without waiting. */
    void count(long bytes) {
        lock.lock();
        try {
            used += bytes;
            if (bytes < 0) {
                freed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    public long used() {
        lock.lock();
        try {
            return used;
        } finally {
            lock.unlock();
        }
    }
}
