package io.elanus.engine;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Lets background work give way to searches. Thread-safe. */
public final class Throttle {
    private static final long PAUSE_NANOS = 100_000;
    private static final int PAUSES_MAX = 20;

    private final AtomicInteger searching = new AtomicInteger();

    /** A search begins; {@link #searched} follows. */
    public void searching() {
        searching.incrementAndGet();
    }

    public void searched() {
        searching.decrementAndGet();
    }

    /** Called by background work about every millisecond: waits while searches run, but not for ever. */
    void pause() {
        for (int i = 0; i < PAUSES_MAX && searching.get() > 0; i++) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
