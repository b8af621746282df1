package io.elanus.engine;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Where jobs run that nobody waits for: compactions and index builds. Thread-safe. */
public interface BackgroundJobs {
    /** What is to run first, when there are more jobs than threads. */
    enum Priority {
        /** Attaching deletes: short, and it spares reads and restarts work. */
        DELETES,
        /** Searches of a segment are slow until it has its index. */
        INDEX,
        /** Merging segments and leaving dead rows out. */
        REWRITE,
        /** Bringing all rows of a partition into another order or size. */
        RESHAPE
    }

    /**
     * Runs a job when its turn comes; of jobs of one priority, the first to come is the first to run.
     *
     * @throws RejectedExecutionException if no more jobs are taken
     */
    void execute(Priority priority, Runnable job);

    /** Lends more threads to a job that runs, as far as there are any. */
    Executor helpers();

    /** Everything on one executor, in whatever order it takes. */
    static BackgroundJobs on(Executor executor) {
        return new BackgroundJobs() {
            @Override
            public void execute(Priority priority, Runnable job) {
                executor.execute(job);
            }

            @Override
            public Executor helpers() {
                return executor;
            }
        };
    }
}
