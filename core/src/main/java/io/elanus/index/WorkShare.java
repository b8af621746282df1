package io.elanus.index;

import java.util.concurrent.Phaser;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Spreads rows over the caller's thread and those that an executor lends.
 *
 * <p>The caller takes part and never waits for a thread that has not begun, so jobs that share rows on the pool they
 * run on cannot block each other.
 */
final class WorkShare {
    private final int rowCount;
    private final BuildMonitor monitor;
    private final Supplier<IntConsumer> workers;
    private final AtomicInteger nextRow = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    private WorkShare(int rowCount, BuildMonitor monitor, Supplier<IntConsumer> workers) {
        this.rowCount = rowCount;
        this.monitor = monitor;
        this.workers = workers;
    }

    /**
     * Calls a worker for each row below the count, in ascending order of their starts. Returns when no thread is at
     * work any more, whatever happened.
     *
     * @param workers makes one for each thread
     * @throws java.util.concurrent.CancellationException if the monitor said so
     */
    static void forEach(int rowCount, BuildRun run, Supplier<IntConsumer> workers) {
        WorkShare share = new WorkShare(rowCount, run.monitor(), workers);
        Phaser atWork = new Phaser(1);
        for (int i = 1; i < run.threads(); i++) {
            share.borrowThread(run, atWork);
        }
        share.work();
        // Terminates the phaser if nobody else is at work; else the last to leave does. Late threads are turned away.
        atWork.awaitAdvance(atWork.arriveAndDeregister());
        share.throwFailure();
    }

    private void borrowThread(BuildRun run, Phaser atWork) {
        try {
            run.executor().execute(() -> {
                if (atWork.register() >= 0) {
                    try {
                        work();
                    } finally {
                        atWork.arriveAndDeregister();
                    }
                }
            });
        } catch (RejectedExecutionException e) {
            failure.compareAndSet(null, e);
        }
    }

    private void work() {
        try {
            IntConsumer worker = workers.get();
            for (int row = takeRow(); row < rowCount; row = takeRow()) {
                monitor.throwIfCancelled();
                worker.accept(row);
            }
        } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
        }
    }

    /** The next row, or the row count if there is nothing more to do or somebody failed. */
    private int takeRow() {
        return failure.get() == null ? Math.min(nextRow.getAndIncrement(), rowCount) : rowCount;
    }

    private void throwFailure() {
        switch (failure.get()) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }
}
