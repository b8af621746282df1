package io.elanus.engine;

import java.util.Comparator;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Threads for background jobs, which the operating system lets run when nobody else wants to. Thread-safe. */
public final class BackgroundPool implements BackgroundJobs, AutoCloseable {
    private final ThreadPoolExecutor jobs;
    private final ExecutorService helpers;
    private final AtomicLong arrivals = new AtomicLong();

    private record Waiting(Priority priority, long arrival, Runnable job) implements Runnable {
        private static final Comparator<Runnable> ORDER = Comparator.comparing(
                Waiting.class::cast, Comparator.comparing(Waiting::priority).thenComparing(Waiting::arrival));

        @Override
        public void run() {
            job.run();
        }
    }

    /**
     * @param jobsMax how many jobs run at a time
     * @param helperCount threads that jobs may borrow
     */
    public BackgroundPool(int jobsMax, int helperCount) {
        this.jobs = new ThreadPoolExecutor(
                jobsMax,
                jobsMax,
                0,
                TimeUnit.SECONDS,
                new PriorityBlockingQueue<>(16, Waiting.ORDER),
                threads("elanus-background-"));
        this.helpers = Executors.newFixedThreadPool(helperCount, threads("elanus-helper-"));
    }

    private static ThreadFactory threads(String name) {
        ThreadFactory named = Thread.ofPlatform().daemon().name(name, 0).factory();
        return work -> named.newThread(() -> {
            Niceness.lowerThisThread();
            work.run();
        });
    }

    @Override
    public void execute(Priority priority, Runnable job) {
        jobs.execute(new Waiting(priority, arrivals.getAndIncrement(), job));
    }

    @Override
    public Executor helpers() {
        return helpers;
    }

    /** Takes no more jobs, and waits for those it has. */
    @Override
    public void close() {
        jobs.close();
        helpers.close();
    }
}
