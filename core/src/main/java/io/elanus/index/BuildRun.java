package io.elanus.index;

import java.util.concurrent.Executor;

/**
 * How one build runs.
 *
 * @param executor lends threads beside the caller's; if it lends none, the caller builds alone
 * @param threads the most threads at work, the caller's among them, at least 1; with 1 the bytes depend on nothing but
 *     rows, parameters and seed
 * @param seed of all that is drawn by chance
 */
public record BuildRun(Executor executor, int threads, long seed, BuildMonitor monitor) {
    public BuildRun {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1: threads=" + threads);
        }
    }

    /** On the caller's thread alone. */
    public static BuildRun alone(long seed) {
        return new BuildRun(Runnable::run, 1, seed, BuildMonitor.NONE);
    }
}
