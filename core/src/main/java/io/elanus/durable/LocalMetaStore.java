package io.elanus.durable;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A meta store in a folder: its content in memory, each commit a record of a local log that is fsynced before the commit
 * returns.
 *
 * <p>When the log has grown to several times the content, the whole content is appended as one record and what lies before
 * is truncated, so the folder stays within a small multiple of the content. The records are described in {@link MetaRecord}.
 */
public final class LocalMetaStore implements MetaStore {
    private static final System.Logger LOGGER = System.getLogger(LocalMetaStore.class.getName());
    static final String LOG = "commits";
    private static final int LOG_FILE_BYTES_MAX = 1 << 20;
    private static final long LOG_BYTES_MIN = 4L << 20;
    private static final long LOG_PER_SNAPSHOT_MAX = 4;

    /** Held by one commit at a time, also while it waits for the disk. */
    private final ReentrantLock committing = new ReentrantLock();

    /** Held while the table is looked at or changed, never while waiting. Taken inside {@code committing}. */
    private final ReentrantLock lock = new ReentrantLock();

    private final MetaTable table = new MetaTable();
    private final Path folder;
    private final LocalLogStore logs;
    private final LocalLog log;
    private long snapshotBytes;

    public LocalMetaStore(Path folder) {
        this(folder, FileChannel::open);
    }

    LocalMetaStore(Path folder, LogFolder.ChannelOpener opener) {
        this.folder = folder;
        LogSettings settings = new LogSettings(SyncPolicy.ALWAYS, Duration.ofSeconds(1), LOG_FILE_BYTES_MAX);
        this.logs = new LocalLogStore(folder, settings, new ByteBudget("meta.unsynced", 1 << 20), opener);
        this.log = logs.open(LOG);
        boolean replayed = false;
        try {
            replay();
            replayed = true;
        } finally {
            if (!replayed) {
                logs.close();
            }
        }
    }

    @Override
    public Optional<Versioned> get(String key) {
        lock.lock();
        try {
            return table.get(key);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Entry> range(String prefix) {
        lock.lock();
        try {
            return table.range(prefix);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean commit(List<Condition> when, List<Change> then) {
        MetaTable.requireValid(when, then);
        committing.lock();
        try {
            // Only this method changes the table, and only under this lock, so the conditions still hold after the
            // append.
            if (!table.holds(when)) {
                return false;
            }
            if (!then.isEmpty()) {
                long revision = table.revision() + 1;
                append(new MetaRecord.Commit(revision, then).encode());
                apply(revision, then);
                compactIfLarge();
            }
            return true;
        } finally {
            committing.unlock();
        }
    }

    /** The bytes that the store takes up. */
    public long byteSize() {
        return log.byteSize();
    }

    @Override
    public void close() {
        committing.lock();
        try {
            logs.close();
        } finally {
            committing.unlock();
        }
    }

    private void replay() {
        boolean complete = log.begin().equals(LogPosition.START);
        try (LogCursor cursor = log.read(log.begin())) {
            for (Optional<LogRecord> next = cursor.poll(); next.isPresent(); next = cursor.poll()) {
                LogRecord record = next.get();
                // A file may begin with commits whose forerunners were truncated; the snapshot behind them holds them
                // too.
                MetaRecord decoded =
                        MetaRecord.decode(folder.toString(), record.position().value(), record.payload());
                table.replay(decoded);
                if (decoded instanceof MetaRecord.Snapshot) {
                    complete = true;
                    snapshotBytes = record.payload().remaining();
                }
            }
        }
        if (!complete) {
            throw new CorruptFileException(
                    folder.toString(), log.begin().value(), "meta store has lost its beginning, and holds no snapshot");
        }
    }

    private void apply(long revision, List<Change> then) {
        lock.lock();
        try {
            table.apply(revision, then);
        } finally {
            lock.unlock();
        }
    }

    private void compactIfLarge() {
        if (log.byteSize() <= Math.max(LOG_BYTES_MIN, LOG_PER_SNAPSHOT_MAX * snapshotBytes)) {
            return;
        }
        try {
            byte[] snapshot = table.snapshot().encode();
            LogPosition position = append(snapshot);
            snapshotBytes = snapshot.length;
            join(log.requestTruncation(position));
        } catch (DurableException e) {
            // The commit itself is durable and must say so. The next commit tries again, or fails if the log is broken.
            LOGGER.log(System.Logger.Level.WARNING, "meta store could not be compacted: folder=" + folder, e);
        }
    }

    private LogPosition append(byte[] record) {
        return join(log.appendUninterruptibly(ByteBuffer.wrap(record)));
    }

    /** Waits without regard to interrupts: a commit is short, and its outcome must be known. */
    private <T> T join(CompletableFuture<T> done) {
        try {
            return done.join();
        } catch (CompletionException e) {
            throw new DurableException(
                    "meta store cannot be written: folder=" + folder, e.getCause() == null ? e : e.getCause());
        }
    }
}
