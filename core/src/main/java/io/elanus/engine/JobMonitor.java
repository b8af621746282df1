package io.elanus.engine;

import io.elanus.index.BuildMonitor;
import io.elanus.model.CompactionStatus.Progress;
import io.elanus.model.CompactionStatus.Stage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/** How far a job has come, whether it is to end, and where it gives way to searches. Thread-safe. */
final class JobMonitor implements BuildMonitor {
    private final Throttle throttle;
    private final BooleanSupplier closed;
    private volatile Optional<String> cancelledBecause = Optional.empty();
    private volatile Running running = new Running(Stage.REWRITING, 0);

    /** One stage, counted in units of work: bytes while rewriting, rows while indexing. */
    private static final class Running {
        final Stage stage;
        final long unitsTotal;
        final long begunNanos = System.nanoTime();
        final LongAdder unitsDone = new LongAdder();

        Running(Stage stage, long unitsTotal) {
            this.stage = stage;
            this.unitsTotal = unitsTotal;
        }
    }

    /** @param closed whether the collection is being closed, which ends all jobs on it */
    JobMonitor(Throttle throttle, BooleanSupplier closed) {
        this.throttle = throttle;
        this.closed = closed;
    }

    void begin(Stage stage, long unitsTotal) {
        running = new Running(stage, unitsTotal);
    }

    /** So much more is done. Waits while searches need the machine. */
    void advance(long units) {
        running.unitsDone.add(units);
        throttle.pause();
    }

    @Override
    public void rowBuilt() {
        advance(1);
    }

    void cancel(String because) {
        cancelledBecause = Optional.of(because);
    }

    /** Empty if nobody cancelled it; it may still have to end, because its collection is being closed. */
    Optional<String> cancelledBecause() {
        return cancelledBecause;
    }

    @Override
    public boolean isCancelled() {
        return cancelledBecause.isPresent() || closed.getAsBoolean();
    }

    @Override
    public void throwIfCancelled() {
        if (isCancelled()) {
            throw new CancellationException("job was cancelled");
        }
    }

    Progress progress() {
        Running now = running;
        long done = now.unitsDone.sum();
        double share = now.unitsTotal == 0 ? 0 : Math.min(1, (double) done / now.unitsTotal);
        long nanos = Math.max(1, System.nanoTime() - now.begunNanos);
        double unitsPerSecond = done * 1e9 / nanos;
        Optional<Duration> timeLeft = done == 0
                ? Optional.empty()
                : Optional.of(Duration.ofMillis((long) (1e3 * Math.max(0, now.unitsTotal - done) / unitsPerSecond)));
        return new Progress(now.stage, share, now.stage == Stage.REWRITING ? (long) unitsPerSecond : 0, timeLeft);
    }
}
