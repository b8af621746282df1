package io.elanus.engine;

import io.elanus.durable.Log;
import io.elanus.durable.LogCursor;
import io.elanus.durable.LogPosition;
import io.elanus.durable.LogRecord;
import io.elanus.engine.PendingWrites.Pending;
import io.elanus.engine.ShardRecord.Fence;
import io.elanus.engine.ShardRecord.Seal;
import io.elanus.engine.ShardRecord.Write;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import io.elanus.model.SpaceUse;
import io.elanus.model.Timestamps;
import io.elanus.segment.SegmentMeta;
import io.elanus.segment.SegmentSet;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * One shard of a collection, owned by this process: its log, its state in memory, its manifest.
 *
 * <p>Writes go to the log; the apply loop reads the log and changes the state; edits of background jobs go to the manifest
 * and are swapped in. Thread-safe.
 */
final class Shard implements AutoCloseable, GrowingBudget.Holder {
    private static final System.Logger LOG = System.getLogger(Shard.class.getName());

    private final ShardContext context;
    private final int number;
    private final long epoch;
    private final Log log;
    private final LogCursor cursor;
    private final ShardState state;
    private final ShardFiles files;
    private final PendingWrites pending = new PendingWrites();

    /**
     * Shared by plain writes while they are enqueued; held alone by whoever writes what follows from rows that it has read.
     * Taken before the order lock; whoever needs those of several shards takes them in order.
     */
    private final ReentrantReadWriteLock writersLock = new ReentrantReadWriteLock();

    /** Timestamps are given and records enqueued in the same order. Whoever needs several shards takes them in order. */
    private final ReentrantLock orderLock = new ReentrantLock();

    /** One flush at a time. */
    private final ReentrantLock flushLock = new ReentrantLock();

    private final Thread applyLoop;
    private final AtomicBoolean flushing = new AtomicBoolean();
    private volatile boolean closed;
    private volatile Optional<Throwable> failure = Optional.empty();

    private Shard(ShardContext context, int number, long epoch, Log log, LogCursor cursor, ShardFiles files) {
        this.context = context;
        this.number = number;
        this.epoch = epoch;
        this.log = log;
        this.cursor = cursor;
        this.files = files;
        this.state = files.state();
        this.applyLoop = Thread.ofVirtual().name(context.logName(number)).unstarted(this::applyAll);
    }

    /**
     * Takes the shard over and brings its state up to the end of the log.
     *
     * <p>The new owner's epoch goes to the meta store first and as a fence into the log; when the fence comes back, every
     * record that counts before it has been applied.
     */
    static Shard open(ShardContext context, int number) throws InterruptedException {
        ManifestStore manifests = new ManifestStore(context.objects(), context.metas(), context.prefix(number));
        Manifest manifest = manifests.takeOver();
        ShardState state = new ShardState(context, manifest.fence());
        Log log = context.logs().open(context.logName(number));
        try {
            ShardFiles files = new ShardFiles(context, manifests, manifest, state);
            if (log.end().isBefore(manifest.checkpoint())) {
                files.moveCheckpointBack(log.end());
            }
            files.restore();
            LogCursor cursor = log.read(files.manifest().checkpoint());
            Shard shard = new Shard(context, number, manifests.epoch(), log, cursor, files);
            shard.recover();
            return shard;
        } catch (InterruptedException | RuntimeException | Error e) {
            log.close();
            state.close();
            throw e;
        }
    }

    private void recover() throws InterruptedException {
        Fence fence = new Fence(epoch);
        log.append(ShardRecordFormat.encode(fence)).join();
        boolean fenced = false;
        while (!fenced) {
            LogRecord record =
                    cursor.next().orElseThrow(() -> new IllegalStateException("log closed while recovering"));
            ShardRecord decoded = ShardRecordFormat.decode(record.payload());
            state.apply(decoded, record.position());
            fenced = decoded.equals(fence);
        }
        context.resources().growing().add(this);
        applyLoop.start();
        if (state.hasFrozen() || wantsFlush()) {
            flushSoon();
        }
    }

    int number() {
        return number;
    }

    private void applyAll() {
        try {
            for (Optional<LogRecord> record = cursor.next(); record.isPresent(); record = cursor.next()) {
                ShardRecord decoded = ShardRecordFormat.decode(record.get().payload());
                if (decoded instanceof Fence fence && fence.epoch() > epoch) {
                    throw new IllegalStateException("another owner took the shard over: epoch=" + fence.epoch());
                }
                state.apply(decoded, record.get().position());
                if (decoded.epoch() == epoch) {
                    answer(decoded);
                }
            }
            pending.end(new IllegalStateException("shard is closed"));
        } catch (InterruptedException | RuntimeException | Error e) {
            // What could not be applied must not be skipped: from here on the shard refuses writes until it is opened
            // again.
            failure = Optional.of(e);
            LOG.log(Level.ERROR, "shard cannot go on: shard=" + context.logName(number), e);
            pending.end(e);
        }
    }

    private void answer(ShardRecord applied) {
        switch (applied) {
            case Fence fence -> {}
            case Seal seal -> pending.applied(seal.timestamp());
            case Write write -> pending.applied(write.timestamp());
        }
    }

    // Writes

    ReentrantReadWriteLock writersLock() {
        return writersLock;
    }

    ReentrantLock orderLock() {
        return orderLock;
    }

    long epoch() {
        return epoch;
    }

    /** Requires: the order lock. */
    void requireWritable() {
        if (closed) {
            throw closed();
        }
        failure.ifPresent(cause -> {
            throw new DatabaseException(ErrorCode.UNAVAILABLE, "shard refuses writes: " + cause.getMessage(), cause);
        });
    }

    private static DatabaseException closed() {
        return new DatabaseException(ErrorCode.UNAVAILABLE, "shard is closed: service unavailable");
    }

    /** Hands a record to the log. Requires: the order lock; the timestamp is larger than any before. */
    Pending append(ByteBuffer record, long timestamp) {
        requireWritable();
        Pending write = pending.add(timestamp);
        try {
            CompletableFuture<LogPosition> durable = log.append(record);
            durable.whenComplete((position, cause) -> {
                if (cause != null) {
                    pending.failed(write, cause);
                }
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            pending.failed(write, e);
        } catch (RuntimeException e) {
            pending.failed(write, e);
        }
        return write;
    }

    /** Every write up to the timestamp answered has been applied. */
    long appliedThrough() {
        orderLock.lock();
        try {
            return pending.appliedThrough(context.clock()::now);
        } finally {
            orderLock.unlock();
        }
    }

    /** Waits until every write up to the timestamp has been applied. */
    void awaitAppliedThrough(long timestamp) {
        // Whoever has a timestamp and is not in the queue yet holds the order lock.
        orderLock.lock();
        orderLock.unlock();
        pending.awaitAppliedThrough(timestamp);
    }

    // Reads

    /** @throws DatabaseException if the shard is closed */
    SegmentSet hold() {
        return state.tryHold().orElseThrow(Shard::closed);
    }

    Manifest manifest() {
        return files.manifest();
    }

    ShardState state() {
        return state;
    }

    // Edits

    /** Brings every write up to now into files. Answers the segments that came by it. */
    List<SegmentMeta> flush() throws InterruptedException {
        flushLock.lockInterruptibly();
        try {
            if (closed) {
                throw closed();
            }
            if (state.hasUnsealed()) {
                seal();
            }
            if (!state.hasFrozen()) {
                return List.of();
            }
            ShardState.FrozenRows rows = state.frozenRows();
            EngineEvents.Flush event = new EngineEvents.Flush();
            event.begin();
            ManifestEdit edit = new FlushJob(context, number).run(rows);
            apply(edit);
            log.truncateBefore(rows.checkpoint());
            report(event, edit.added());
            return edit.added();
        } finally {
            flushLock.unlock();
        }
    }

    private void report(EngineEvents.Flush event, List<SegmentMeta> flushed) {
        event.end();
        if (event.shouldCommit()) {
            event.collectionId = context.collectionId();
            event.shard = number;
            event.segmentCount = flushed.size();
            event.rowCount = flushed.stream().mapToLong(SegmentMeta::rowCount).sum();
            event.bytesWritten =
                    flushed.stream().mapToLong(SegmentMeta::byteSize).sum();
            event.commit();
        }
    }

    @Override
    public long growingByteSize() {
        return state.growingByteSize();
    }

    @Override
    public void flushSoon() {
        if (flushing.compareAndSet(false, true)) {
            Thread.ofVirtual().name(context.logName(number) + "-flush").start(() -> {
                try {
                    flush();
                    context.flushed().run();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } catch (RuntimeException e) {
                    if (!closed) {
                        LOG.log(Level.ERROR, "shard cannot be flushed: shard=" + context.logName(number), e);
                    }
                } finally {
                    flushing.set(false);
                }
            });
        }
    }

    /** Whether so much, or so long ago, has come since the last flush that it should go to files. */
    boolean wantsFlush() {
        EngineSettings settings = context.resources().settings();
        long oldTimestamp = Timestamps.minus(context.clock().now(), settings.growingAgeMax());
        return growingByteSize() >= settings.growingBytesMax() || state.hasUnsealedBefore(oldTimestamp);
    }

    private void seal() {
        Pending sealed;
        orderLock.lock();
        try {
            long timestamp = context.clock().next();
            sealed = append(ShardRecordFormat.encode(new Seal(epoch(), timestamp)), timestamp);
        } finally {
            orderLock.unlock();
        }
        PendingWrites.await(sealed);
    }

    /**
     * Makes an edit durable and swaps it in.
     *
     * @return false if it no longer fits; then its files are deleted and nothing has changed
     */
    boolean apply(ManifestEdit edit) {
        return files.apply(edit);
    }

    /**
     * What the files and the log of the shard are for.
     *
     * @param deadShares of each segment at rest, the share of its rows that are dead
     * @param jobsRunning whether some job of the collection runs
     */
    SpaceUse space(Map<Long, Double> deadShares, boolean jobsRunning) {
        return files.space(deadShares, log.byteSize(), jobsRunning || flushLock.isLocked());
    }

    /** Removes all rows of a partition that the catalog no longer has. */
    void dropPartition(long partitionId) {
        // A flush under way would bring the rows back.
        flushLock.lock();
        try {
            state.dropGrowing(partitionId);
            files.dropPartition(partitionId);
        } finally {
            flushLock.unlock();
        }
    }

    /** Keeps flushes away until {@link #resumeFlushes}, which the same thread calls. */
    void pauseFlushes() {
        flushLock.lock();
    }

    void resumeFlushes() {
        flushLock.unlock();
    }

    /** Keeps edits away until {@link #resumeEdits}, which the same thread calls. */
    void pauseEdits() {
        files.pause();
    }

    void resumeEdits() {
        files.resume();
    }

    /** Removes the files of rows that were truncated when the collection was not open, or not to the end. */
    void deleteTruncated() {
        files.deleteTruncated();
    }

    /** Removes the files of rows that were truncated, and the log before. Requires: flushes are paused. */
    void deleteTruncated(ShardState.Truncated truncated) throws InterruptedException {
        apply(ManifestEdit.truncated(truncated.checkpoint(), truncated.fence()));
        log.truncateBefore(truncated.checkpoint());
    }

    /** Removes the files of indexes that the catalog no longer has. */
    void dropIndexesBut(Set<Long> indexIds) {
        manifest().segments().stream()
                .flatMap(segment -> segment.indexes().stream())
                .map(SegmentMeta.IndexFile::indexId)
                .filter(id -> !indexIds.contains(id))
                .distinct()
                .forEach(id -> apply(ManifestEdit.withoutIndex(id)));
    }

    /** Stops the apply loop and lets everything go. Writes under way fail. */
    @Override
    public void close() {
        // A flush under way ends first; a write that got into the queue is applied or fails, but is not forgotten.
        flushLock.lock();
        orderLock.lock();
        try {
            closed = true;
        } finally {
            orderLock.unlock();
            flushLock.unlock();
        }
        context.resources().growing().remove(this);
        files.close();
        cursor.close();
        joinApplyLoop();
        try {
            log.close();
        } finally {
            state.close();
        }
    }

    private void joinApplyLoop() {
        boolean interrupted = false;
        while (applyLoop.isAlive()) {
            try {
                applyLoop.join();
            } catch (InterruptedException e) {
                interrupted = true; // The loop uses what is about to be closed, so it has to end first.
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
