package io.elanus.durable;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * One piece of work at a time on a virtual thread, while its owner goes on. What it throws, the owner gets from the next
 * {@link #await}. An interrupt of the owner does not reach it. Owned by one thread.
 */
final class WorkBehind {
    private CompletableFuture<Void> current = CompletableFuture.completedFuture(null);

    /** Begins; what was begun before ends first. */
    void start(Runnable work) {
        await();
        current = CompletableFuture.runAsync(work, task -> Thread.ofVirtual().start(task));
    }

    boolean isDone() {
        return current.isDone();
    }

    /** Waits until what was begun has ended, and throws what it threw. */
    void await() {
        try {
            current.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case null, default -> throw e;
            }
        }
    }

    /** Waits until what was begun has ended, however it ended. */
    void awaitEnd() {
        current.handle((done, failure) -> done).join();
    }
}
