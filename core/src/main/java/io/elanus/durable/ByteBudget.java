package io.elanus.durable;

import java.util.concurrent.Semaphore;

/**
 * A bound on bytes held in memory for one purpose; who wants more waits, first come first served.
 *
 * <p>Thread-safe. A request above the whole budget is let through when nothing else is held.
 */
public final class ByteBudget {
    private final String name;
    private final int bytesMax;
    private final Semaphore free;

    /** @param name what the bytes are for, for texts: {@code log.unsynced} */
    public ByteBudget(String name, int bytesMax) {
        if (bytesMax < 1) {
            throw new IllegalArgumentException("budget is not positive: name=" + name + ", bytesMax=" + bytesMax);
        }
        this.name = name;
        this.bytesMax = bytesMax;
        this.free = new Semaphore(bytesMax, true);
    }

    /** Takes bytes; waits until they are free. */
    void acquire(long bytes) throws InterruptedException {
        free.acquire(charged(bytes));
    }

    /** As {@link #acquire}, but an interrupt only takes effect later. */
    void acquireUninterruptibly(long bytes) {
        free.acquireUninterruptibly(charged(bytes));
    }

    /** Gives bytes back that were acquired in one call. */
    void release(long bytes) {
        free.release(charged(bytes));
    }

    public String name() {
        return name;
    }

    public int bytesMax() {
        return bytesMax;
    }

    public int bytesHeld() {
        return bytesMax - free.availablePermits();
    }

    private int charged(long bytes) {
        return (int) Math.min(bytes, bytesMax);
    }

    @Override
    public String toString() {
        return name + "[" + bytesHeld() + " of " + bytesMax + " bytes]";
    }
}
