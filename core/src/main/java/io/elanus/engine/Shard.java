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
import io.elanus.segment.SealedSegment;
import io.elanus.segment.SegmentMeta;
import io.elanus.segment.SegmentOpener;
import io.elanus.segment.SegmentSet;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One shard of a collection, owned by this process: its log, its state in memory, its manifest.
 *
 * <p>Writes go to the log; the apply loop reads the log and changes the state; edits of background jobs go to the manifest
 * and are swapped in. Thread-safe.
 */
final class Shard implements AutoCloseable, GrowingBudget.Holder {
    private static final System.Logger LOG = System.getLogger(Shard.class.getName());

    /** A log may hold this many times what growing rows may: deletes and upserts leave no growing rows. */
    private static final int LOG_BYTES_FACTOR = 4;

    private final ShardContext context;
    private final int number;
    private final ManifestStore manifests;
    private final Log log;
    private final LogCursor cursor;
    private final ShardState state;
    private final SegmentOpener opener;
    private final PendingWrites pending = new PendingWrites();

    /** Timestamps are given and records enqueued in the same order. Whoever needs several shards takes them in order. */
    private final ReentrantLock orderLock = new ReentrantLock();

    /** One edit at a time. Never taken while holding the order lock. */
    private final ReentrantLock editLock = new ReentrantLock();

    /** One flush at a time. Taken before the edit lock. */
    private final ReentrantLock flushLock = new ReentrantLock();

    private final Thread applyLoop;
    private final AtomicBoolean flushing = new AtomicBoolean();
    private volatile Manifest manifest;
    private volatile boolean closed;
    private volatile Optional<Throwable> failure = Optional.empty();

    private Shard(ShardContext context, int number, ManifestStore manifests, Manifest manifest, Log log) {
        this.context = context;
        this.number = number;
        this.manifests = manifests;
        this.manifest = manifest;
        this.log = log;
        this.cursor = log.read(manifest.checkpoint());
        this.opener = new SegmentOpener(context.objects(), context.schema());
        this.state = new ShardState(context, manifest.fence());
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
        Shard shard =
                new Shard(context, number, manifests, manifest, context.logs().open(context.logName(number)));
        shard.recover();
        return shard;
    }

    private void recover() throws InterruptedException {
        manifests.deleteOrphans(manifest);
        state.restore(
                opener.openAll(manifest.segments(), context.indexes()),
                DeleteFiles.readAll(context.objects(), manifest));
        Fence fence = new Fence(manifests.epoch());
        log.append(ShardRecordFormat.encode(fence)).join();
        boolean fenced = false;
        while (!fenced) {
            LogRecord record =
                    cursor.next().orElseThrow(() -> new IllegalStateException("log closed while recovering"));
            ShardRecord decoded = ShardRecordFormat.decode(record.payload());
            state.apply(decoded, record.position());
            fenced = decoded.equals(fence);
        }
        context.resources().growing().count(state.growingByteSize());
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
                if (decoded instanceof Fence fence && fence.epoch() > manifests.epoch()) {
                    throw new IllegalStateException("another owner took the shard over: epoch=" + fence.epoch());
                }
                state.apply(decoded, record.get().position());
                if (decoded.epoch() == manifests.epoch()) {
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

    ReentrantLock orderLock() {
        return orderLock;
    }

    long epoch() {
        return manifests.epoch();
    }

    /** Hands a record to the log. Requires: the order lock; the timestamp is larger than any before. */
    Pending append(ByteBuffer record, long timestamp) {
        if (closed) {
            throw new DatabaseException(ErrorCode.UNAVAILABLE, "shard is closed: service unavailable");
        }
        failure.ifPresent(cause -> {
            throw new DatabaseException(ErrorCode.UNAVAILABLE, "shard refuses writes: " + cause.getMessage(), cause);
        });
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

    SegmentSet hold() {
        return state.hold();
    }

    Manifest manifest() {
        return manifest;
    }

    ShardState state() {
        return state;
    }

    SegmentOpener opener() {
        return opener;
    }

    long logByteSize() {
        return log.byteSize();
    }

    // Edits

    /** Brings every write up to now into files. Answers the segments that came by it. */
    List<SegmentMeta> flush() throws InterruptedException {
        flushLock.lockInterruptibly();
        try {
            if (closed) {
                return List.of();
            }
            if (state.hasUnsealed()) {
                seal();
            }
            if (!state.hasFrozen()) {
                return List.of();
            }
            ShardState.FrozenRows rows = state.frozenRows();
            ManifestEdit edit = new FlushJob(context, number).run(rows);
            apply(edit);
            log.truncateBefore(rows.checkpoint());
            context.resources().growing().give(rows.byteSize());
            return edit.added();
        } finally {
            flushLock.unlock();
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
                    LOG.log(Level.ERROR, "shard cannot be flushed: shard=" + context.logName(number), e);
                } finally {
                    flushing.set(false);
                }
            });
        }
    }

    /** Whether growing rows, or the log, have become so large that they should go to files. */
    boolean wantsFlush() {
        long bytesMax = context.resources().settings().growingBytesMax();
        return growingByteSize() >= bytesMax || log.byteSize() >= LOG_BYTES_FACTOR * bytesMax;
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
        Set<String> obsolete;
        editLock.lock();
        try {
            Optional<Manifest> next = manifest.apply(edit);
            if (next.isEmpty()) {
                Set<String> unused = edit.keys();
                unused.removeAll(manifest.keys());
                context.objects().delete(unused);
                return false;
            }
            List<SealedSegment> opened = open(next.get());
            try {
                manifests.save(next.get());
            } catch (RuntimeException e) {
                opened.forEach(SealedSegment::letGo);
                throw e;
            }
            obsolete = manifest.keys();
            obsolete.removeAll(next.get().keys());
            manifest = next.get();
            state.swap(edit.removed(), opened, next.get().checkpoint());
        } finally {
            editLock.unlock();
        }
        context.objects().delete(obsolete);
        return true;
    }

    /** Opens what the edit adds or gives other indexes. */
    private List<SealedSegment> open(Manifest next) {
        List<SealedSegment> opened = new ArrayList<>();
        SegmentSet held = state.hold();
        try {
            for (SegmentMeta meta : next.segments()) {
                Optional<SegmentMeta> before = manifest.segment(meta.id());
                if (before.isEmpty()) {
                    opened.add(opener.open(meta, context.indexes()));
                } else if (!before.get().equals(meta)) {
                    opened.add(opener.reopen(sealed(held, meta.id()), meta, context.indexes()));
                }
            }
        } catch (RuntimeException e) {
            opened.forEach(SealedSegment::letGo);
            throw e;
        } finally {
            held.letGo();
        }
        return opened;
    }

    private static SealedSegment sealed(SegmentSet held, long id) {
        return held.segments().stream()
                .filter(segment -> segment.id() == id && segment instanceof SealedSegment)
                .map(SealedSegment.class::cast)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("segment of the manifest is not open: segment=" + id));
    }

    /** Removes all rows of a partition that the catalog no longer has. */
    void dropPartition(long partitionId) {
        // A flush under way would bring the rows back.
        flushLock.lock();
        editLock.lock();
        try {
            context.resources().growing().give(state.dropGrowing(partitionId));
            Set<Long> segments = new HashSet<>();
            for (SegmentMeta segment : manifest.segments()) {
                if (segment.partitionId() == partitionId) {
                    segments.add(segment.id());
                }
            }
            if (!segments.isEmpty()) {
                apply(ManifestEdit.without(segments));
            }
        } finally {
            editLock.unlock();
            flushLock.unlock();
        }
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
        cursor.close();
        try {
            applyLoop.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        log.close();
        context.resources().growing().remove(this);
        context.resources().growing().give(state.growingByteSize());
        state.close();
    }
}
