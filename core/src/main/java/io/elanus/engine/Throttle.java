package io.elanus.engine;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes background work give way to searches: while any search runs, background threads work only a share of the time, and
 * the share is set so that searches beside their work take at most so many times as long as searches in their pauses.
 *
 * <p>Both kinds of searches come in turn all the time, so their ratio tells what the background work costs, whatever the
 * searches are like. Thread-safe.
 */
public final class Throttle {
    /*
     * Latency reacts to what shares caches and memory, not to processors alone: background threads have a low
     * priority already. The rule on the share is that of congestion control: back off by a factor, return by small steps
     * (Chiu and Jain 1989).
     */
    private static final double SHARE_MIN = 0.05;
    private static final double SHARE_MAX = 0.9;
    private static final double SHARE_BACK_OFF = 0.7;
    private static final double SHARE_STEP = 0.02;

    /** A thread that has worked for so long asks whether it should pause. */
    private static final long SLICE_NANOS = 300_000;

    private static final long PAUSE_NANOS_MAX = 20_000_000;
    private static final long PARK_NANOS = 50_000;

    /** The weight of a new search in the averages, and after how many searches the share is set again. */
    private static final double NEWEST_WEIGHT = 1.0 / 32;

    private static final int SEARCHES_A_STEP = 32;

    /** The slowest searches suffer more than the mean, which is what is averaged: it may grow by this share only. */
    private static final double MEAN_SHARE = 0.25;

    private final double meanSlowdownMax;
    private final AtomicInteger searching = new AtomicInteger();
    private final ThreadLocal<long[]> sliceBegin = ThreadLocal.withInitial(() -> new long[] {System.nanoTime()});
    private volatile long workedLast = System.nanoTime() - PAUSE_NANOS_MAX;
    private volatile double share = SHARE_MAX;

    // Guarded by this.
    private double nanosAlone;
    private double nanosBeside;
    private int besideCount;

    /** @param slowdownMax how many times as long searches may take beside background work; at least 1 */
    public Throttle(double slowdownMax) {
        meanSlowdownMax = 1 + (slowdownMax - 1) * MEAN_SHARE;
    }

    /** A search begins. Answers what {@link #searched} wants to know. */
    public long searching() {
        searching.incrementAndGet();
        return System.nanoTime();
    }

    /** A search has ended, well or not. */
    public void searched(long begin) {
        searching.decrementAndGet();
        long nanos = System.nanoTime() - begin;
        boolean beside = workedLast - begin > 0;
        synchronized (this) {
            if (beside) {
                nanosBeside = averaged(nanosBeside, nanos);
                if (++besideCount >= SEARCHES_A_STEP) {
                    besideCount = 0;
                    setShare();
                }
            } else {
                nanosAlone = averaged(nanosAlone, nanos);
            }
        }
    }

    private static double averaged(double average, long newest) {
        return average == 0 ? newest : average + (newest - average) * NEWEST_WEIGHT;
    }

    private void setShare() {
        if (nanosAlone > 0) {
            boolean tooSlow = nanosBeside > nanosAlone * meanSlowdownMax;
            share = tooSlow ? Math.max(SHARE_MIN, share * SHARE_BACK_OFF) : Math.min(SHARE_MAX, share + SHARE_STEP);
        }
    }

    /** Background threads call it after every bit of work: it waits as long as searches need them to. */
    void pause() {
        long now = System.nanoTime();
        long[] begin = sliceBegin.get();
        long worked = now - begin[0];
        workedLast = now;
        if (worked < SLICE_NANOS) {
            return;
        }
        if (searching.get() > 0) {
            // A thread that others kept from running has not worked all that time.
            long pause = (long) Math.min(PAUSE_NANOS_MAX, Math.min(worked, 2 * SLICE_NANOS) * (1 - share) / share);
            while (searching.get() > 0
                    && System.nanoTime() - now < pause
                    && !Thread.currentThread().isInterrupted()) {
                LockSupport.parkNanos(PARK_NANOS);
            }
        }
        begin[0] = System.nanoTime();
    }
}
