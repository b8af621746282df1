package io.elanus.durable;

import java.util.Optional;

/**
 * Reads a log in order and follows it as it grows.
 *
 * <p>Owned by one thread, except that {@link #close} may be called by any. Records that were just appended come from
 * memory, older ones from the files. To replay what is there:
 *
 * <pre>{@code
 * LogPosition end = log.end();
 * while (cursor.position().isBefore(end)) {
 *     cursor.poll().ifPresent(shard::apply);
 * }
 * }</pre>
 */
public interface LogCursor extends AutoCloseable {
    /** The next durable record; waits for it. Empty only when the cursor or its log is closed. */
    Optional<LogRecord> next() throws InterruptedException;

    /** The next durable record if there is one now. Empty at the end of the log, or when closed. */
    Optional<LogRecord> poll();

    /** Above every record that was given, and not above any that was not. */
    LogPosition position();

    /** Wakes a waiting {@link #next}. Idempotent. */
    @Override
    void close();
}
