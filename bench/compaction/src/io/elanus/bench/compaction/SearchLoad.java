package io.elanus.bench.compaction;

import io.elanus.Collection;
import io.elanus.Search;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Two clients that search until closed: one at a steady rate, whose latencies count from when a search was due, so that a
 * stall counts for every search that had to wait; one that sends a search as soon as the last has answered.
 */
final class SearchLoad implements AutoCloseable {
    private static final long STEADY_PERIOD_NANOS = 10_000_000;
    private static final int LIMIT = 10;
    private static final int BEAM = 64;

    private final Collection collection;
    private final float[][] queries;
    private final List<Answered> steady = new ArrayList<>();
    private final List<Answered> closedLoop = new ArrayList<>();
    private final List<Thread> threads;
    private volatile boolean stopped;

    /** @param nanos when it was answered */
    record Answered(long nanos, long latencyNanos) {}

    /** Begins to search. */
    SearchLoad(Collection collection, float[][] queries) {
        this.collection = collection;
        this.queries = queries;
        threads = List.of(
                Thread.ofPlatform().name("search-steady").start(this::searchSteadily),
                Thread.ofPlatform().name("search-closed-loop").start(this::searchInClosedLoop));
    }

    private void searchSteadily() {
        long due = System.nanoTime();
        for (int number = 0; !stopped; number++) {
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            search(number, due, steady);
            due += STEADY_PERIOD_NANOS;
        }
    }

    private void searchInClosedLoop() {
        for (int number = 0; !stopped; number++) {
            search(number, System.nanoTime(), closedLoop);
        }
    }

    private void search(int number, long due, List<Answered> answers) {
        collection.search(
                Search.near(queries[number % queries.length]).limit(LIMIT).beam(BEAM));
        long now = System.nanoTime();
        synchronized (answers) {
            answers.add(new Answered(now, now - due));
        }
    }

    /** The 99th percentile of what the steady client waited for answers in this time, in milliseconds. */
    double steadyP99Millis(long fromNanos, long toNanos) {
        return p99Millis(latencies(steady, fromNanos, toNanos));
    }

    double closedLoopP99Millis(long fromNanos, long toNanos) {
        return p99Millis(latencies(closedLoop, fromNanos, toNanos));
    }

    double closedLoopPerSecond(long fromNanos, long toNanos) {
        return latencies(closedLoop, fromNanos, toNanos).length / ((toNanos - fromNanos) / 1e9);
    }

    private static long[] latencies(List<Answered> answers, long fromNanos, long toNanos) {
        synchronized (answers) {
            return answers.stream()
                    .filter(answer -> answer.nanos() - fromNanos >= 0 && answer.nanos() - toNanos < 0)
                    .mapToLong(Answered::latencyNanos)
                    .toArray();
        }
    }

    private static double p99Millis(long[] latencies) {
        if (latencies.length == 0) {
            return Double.NaN;
        }
        Arrays.sort(latencies);
        return latencies[(int) Math.ceil(latencies.length * 0.99) - 1] / 1e6;
    }

    @Override
    public void close() {
        stopped = true;
        threads.forEach(Jobs::join);
    }
}
