package io.elanus.engine;

import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
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
    private Optional<Throwable> ended = Optional.empty();

    /** One record; {@code applied} completes when it has been applied, or fails when it will never be. */
    record Pending(long timestamp, CompletableFuture<Void> applied) {}

    /** Records are added in the order in which they go to the log; their timestamps grow. */
    Pending add(long timestamp) {
        Pending pending = new Pending(timestamp, new CompletableFuture<>());
        Optional<Throwable> refused;
        synchronized (this) {
            refused = ended;
            if (refused.isEmpty()) {
                queue.addLast(pending);
            }
        }
        refused.ifPresent(pending.applied()::completeExceptionally);
        return pending;
    }

    /**
     * The record with this timestamp has been applied. Older ones that still wait never will be: the log is in the order of
     * the timestamps, and its word that they failed is on its way.
     */
    void applied(long timestamp) {
        List<Pending> passed = new ArrayList<>();
        synchronized (this) {
            while (!queue.isEmpty() && queue.peekFirst().timestamp() <= timestamp) {
                passed.add(queue.removeFirst());
            }
        }
        for (Pending pending : passed) {
            if (pending.timestamp() == timestamp) {
                pending.applied().complete(null);
            } else {
                pending.applied().completeExceptionally(new IllegalStateException("a later record came first"));
            }
        }
    }

    /** The record did not get into the log. */
    void failed(Pending pending, Throwable cause) {
        synchronized (this) {
            queue.remove(pending);
        }
        pending.applied().completeExceptionally(cause);
    }

    /** Nothing will be applied any more: what waits fails, and what comes later does. */
    void end(Throwable cause) {
        List<Pending> waiting;
        synchronized (this) {
            ended = Optional.of(cause);
            waiting = List.copyOf(queue);
            queue.clear();
        }
        waiting.forEach(pending -> pending.applied().completeExceptionally(cause));
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
