package io.elanus.segment;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Something that is closed when its last holder lets go. It starts with one holder, its maker. Thread-safe.
 */
public abstract class Counted {
    private final AtomicInteger holders = new AtomicInteger(1);

    /** @return false if it is closed already, and then nothing is held */
    public final boolean tryHold() {
        int current = holders.get();
        while (current > 0) {
            if (holders.compareAndSet(current, current + 1)) {
                return true;
            }
            current = holders.get();
        }
        return false;
    }

    /** @throws IllegalStateException if it is closed already */
    public final void hold() {
        if (!tryHold()) {
            throw new IllegalStateException("held after close: " + this);
        }
    }

    public final void letGo() {
        int left = holders.decrementAndGet();
        if (left == 0) {
            close();
        } else if (left < 0) {
            throw new IllegalStateException("let go more often than held: " + this);
        }
    }

    /** Called once, by the last holder. */
    protected abstract void close();
}
