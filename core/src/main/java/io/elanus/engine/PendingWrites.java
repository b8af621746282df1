package io.elanus.engine;

import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;

/**
 * Records of this owner that are on their way through the log, in its order. A write is answered when its record has been
 * applied, so whoever got an answer reads its own write; a read waits here for what it has to see. Thread-safe.
 */
final class PendingWrites {
    private final ArrayDeque<Pending> queue = new ArrayDeque<>();

    /** One record; {@code applied} completes when it has been applied, or fails when it will never be. */
    record Pending(long timestamp, CompletableFuture<Void> applied) {}

    /** Records are added in the order in which they go to the log. */
    synchronized Pending add(long timestamp) {
        Pending pending = new Pending(timestamp, new CompletableFuture<>());
        queue.addLast(pending);
        return pending;
    }

    /** The oldest record has been applied. */
    void applied() {
        Pending pending;
        synchronized (this) {
            pending = queue.pollFirst();
        }
        if (pending != null) {
            pending.applied().complete(null);
        }
    }

    /** The record did not get into the log. */
    void failed(Pending pending, Throwable cause) {
        synchronized (this) {
            queue.remove(pending);
        }
        pending.applied().completeExceptionally(cause);
    }

    /** Nothing will be applied any more. */
    void failAll(Throwable cause) {
        while (true) {
            Pending pending;
            synchronized (this) {
                pending = queue.pollFirst();
            }
            if (pending == null) {
                return;
            }
            pending.applied().completeExceptionally(cause);
        }
    }

    /**
     * Every write up to the timestamp answered has been applied.
     *
     * @param clock a timestamp that later writes will exceed
     */
    synchronized long appliedThrough(LongSupplier clock) {
        Pending oldest = queue.peekFirst();
        return oldest == null ? clock.getAsLong() : oldest.timestamp() - 1;
    }

    /** Waits until every write up to the timestamp that is under way now has been applied, or has failed. */
    void awaitAppliedThrough(long timestamp) {
        Optional<Pending> last;
        synchronized (this) {
            last = queue.stream()
                    .filter(pending -> pending.timestamp() <= timestamp)
                    .reduce((a, b) -> b);
        }
        last.ifPresent(
                pending -> pending.applied().handle((done, failure) -> done).join());
    }

    /** Waits for one record and says why if it failed. */
    static void await(Pending pending) {
        try {
            pending.applied().join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new DatabaseException(
                    ErrorCode.IO_FAILED, "write did not get into the log: " + cause.getMessage(), cause);
        }
    }
}
