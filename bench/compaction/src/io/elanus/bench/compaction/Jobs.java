package io.elanus.bench.compaction;

import io.elanus.Collection;
import io.elanus.Compaction;
import io.elanus.model.CompactionStatus.PlanStatus;
import io.elanus.model.CompactionStatus.Progress;
import io.elanus.model.CompactionStatus.Stage;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting for what runs behind, more finely than the API does. */
final class Jobs {
    private static final Duration TIME_MAX = Duration.ofMinutes(30);
    private static final Duration PAUSE = Duration.ofMillis(2);

    private Jobs() {}

    /** Waits until a compaction has succeeded. */
    static void await(Compaction job) {
        await(() -> ended(job), "compaction: id=" + job.id());
    }

    static void awaitIndexes(Collection collection) {
        await(() -> collection.indexes().stream().allMatch(index -> index.pendingRows() == 0), "indexes");
    }

    private static void await(BooleanSupplier done, String what) {
        long began = System.nanoTime();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() - began > TIME_MAX.toNanos()) {
                throw new IllegalStateException("still not finished after " + TIME_MAX + ": " + what);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** @throws IllegalStateException if there was nothing to do or it failed: then there is nothing to measure */
    static boolean ended(Compaction job) {
        Compaction.State state = job.state();
        if (job.plans().isEmpty() || state == Compaction.State.FAILED) {
            throw new IllegalStateException("no compaction: id=" + job.id() + ", plans=" + job.plans());
        }
        return state == Compaction.State.SUCCEEDED;
    }

    /** How far a job is in the stages that its plans are at: 0 to 1, the mean over the plans. */
    static double stageShare(Compaction job) {
        return job.plans().stream().mapToDouble(Jobs::stageShare).average().orElse(0);
    }

    private static double stageShare(PlanStatus plan) {
        return plan.state().ended() ? 1 : plan.progress().map(Jobs::share).orElse(0.0);
    }

    /** Swapping is a moment, and nothing is counted in it. */
    private static double share(Progress progress) {
        return progress.stage() == Stage.SWAPPING ? 1 : progress.share();
    }

    /** Waits until a thread that was told to stop has done so. */
    static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
