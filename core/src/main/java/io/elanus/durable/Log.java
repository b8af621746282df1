package io.elanus.durable;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/**
 * One ordered log of one shard: the only place where order is decided.
 *
 * <p>Thread-safe. Every reader sees the same records in the same order, and a record that was acknowledged is never lost.
 * A record whose append failed may still turn up after the log is opened again. Closing waits for the appends that were
 * accepted, ends the cursor, and is idempotent.
 */
public interface Log extends AutoCloseable {
    int RECORD_BYTES_MAX = 256 << 20;

    /**
     * Adds a record behind all others. The order of the log is the order of the calls.
     *
     * <p>Blocks while too many bytes wait to be written. The buffers belong to the log from now on: they go to the file
     * and to the cursor without a copy where that is possible, so nobody may change their bytes again. One part is handed
     * to the cursor as it is; several parts are joined by a copy.
     *
     * @param parts 1 to {@link #RECORD_BYTES_MAX} bytes together, each from its position to its limit
     * @return completes when the record is durable, with its position, and not before the record can be read; or fails
     *     with a {@link DurableException}, as do all appends that wait behind a failed one. Actions that depend on it run
     *     on a thread of their own and may block; among several futures no order is promised
     * @throws InterruptedException while blocked; the record was not added
     */
    CompletableFuture<LogPosition> append(ByteBuffer... parts) throws InterruptedException;

    /**
     * Opens the one cursor of this log, which follows the log as it grows: the shard's apply loop.
     *
     * @param from the first record given is the first at or above this position
     * @throws IllegalStateException if another cursor is open
     * @throws DurableException if {@code from} is below {@link #begin} or above {@link #end}: records that the caller
     *     relies on are gone
     */
    LogCursor read(LogPosition from);

    /** Above every record whose append completed before this call. A cursor at this position has seen all of them. */
    LogPosition end();

    /** Not above any record that can be read; records below were truncated. */
    LogPosition begin();

    /**
     * Gives up the records below a position; whole files go at once, so a few of these records may stay readable.
     * {@link #end} stays as it is. The space comes back soon after, at the latest when the log is closed.
     *
     * @throws InterruptedException while waiting; the truncation may or may not happen
     */
    void truncateBefore(LogPosition position) throws InterruptedException;

    /** The bytes that this log takes up. */
    long byteSize();

    @Override
    void close();
}
