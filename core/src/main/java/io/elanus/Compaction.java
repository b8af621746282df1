package io.elanus;

import io.elanus.database.Database;
import io.elanus.model.CompactionStatus;
import io.elanus.model.CompactionStatus.PlanState;
import io.elanus.model.CompactionStatus.PlanStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** A compaction that was asked for: planned at once, run behind. Thread-safe. */
public final class Compaction {
    private static final long PAUSE_MILLIS_MIN = 1;
    private static final long PAUSE_MILLIS_MAX = 100;

    /** How far a compaction has come. */
    public enum State {
        RUNNING,
        SUCCEEDED,
        /** It ended, and at least one plan failed or was cancelled; what that plan was to rewrite is as it was. */
        FAILED
    }

    private final Database database;
    private final long id;

    Compaction(Database database, long id) {
        this.database = database;
        this.id = id;
    }

    /** {@link CompactionStatus#NOTHING_TO_DO} if there was nothing to rewrite. */
    public long id() {
        return id;
    }

    public State state() {
        CompactionStatus status = database.compaction(id);
        if (!status.completed()) {
            return State.RUNNING;
        }
        return status.count(PlanState.COMPLETED) == status.plans().size() ? State.SUCCEEDED : State.FAILED;
    }

    /** Ends it soon, unless it is over; what it was to rewrite stays as it was. */
    public void cancel() {
        database.cancelCompaction(id);
    }

    /** Which segments become which, and what it brought; none if there was nothing to rewrite. */
    public List<PlanStatus> plans() {
        return database.compaction(id).plans();
    }

    /**
     * Waits for the end, good or bad.
     *
     * @return how it ended
     * @throws TimeoutException if it still runs then; it runs on
     */
    public State await(Duration timeMax) throws InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + timeMax.toNanos();
        long pause = PAUSE_MILLIS_MIN;
        State state = state();
        while (state == State.RUNNING) {
            if (System.nanoTime() - deadline >= 0) {
                throw new TimeoutException("compaction still runs: id=" + id + ", waited=" + timeMax);
            }
            Thread.sleep(pause);
            pause = Math.min(2 * pause, PAUSE_MILLIS_MAX);
            state = state();
        }
        return state;
    }
}
