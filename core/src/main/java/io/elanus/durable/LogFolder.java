package io.elanus.durable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * The files of one local log: the only code that changes them.
 *
 * <p>Used by one thread at a time, which must never be interrupted: an interrupt closes the channel. Only {@link #files}
 * and {@link #deleteDropped} may be called by any thread.
 */
final class LogFolder {
    private static final System.Logger LOGGER = System.getLogger(LogFolder.class.getName());

    private final Path folder;
    private final long fileBytesMax;
    private final ChannelOpener opener;
    /** Oldest first; the last one is being written. */
    private volatile List<LogFile> files;

    /** Files that are to be deleted, oldest first. */
    private final ConcurrentLinkedQueue<LogFile> dropped = new ConcurrentLinkedQueue<>();

    private final ReentrantLock deleting = new ReentrantLock();

    private FileChannel channel;
    private long end;
    private long syncedEnd;
    private boolean marked = true;
    private boolean broken;

    /** Opens a file for writing. */
    @FunctionalInterface
    interface ChannelOpener {
        FileChannel open(Path path, OpenOption... options) throws IOException;
    }

    /** Opens the files in a folder, or begins with the first one; cuts a torn tail. Afterwards all of it is fsynced. */
    LogFolder(Path folder, long fileBytesMax, ChannelOpener opener) throws IOException {
        this.folder = folder;
        this.fileBytesMax = fileBytesMax;
        this.opener = opener;
        this.files = list(folder);
        if (files.isEmpty()) {
            files = List.of(LogFile.in(folder, 0));
        }
        requireNoGap();
        LogFile last = files.getLast();
        long fileBytes = Files.exists(last.path()) ? Files.size(last.path()) : 0;
        if (fileBytes <= LogFile.HEADER_BYTES) {
            channel = create(last); // Died at birth, or is new; in both cases no frame was ever in it.
            end = last.base();
        } else {
            end = LogTail.find(last, last.base() + fileBytes - LogFile.HEADER_BYTES);
            channel = reopen(last, fileBytes);
        }
        syncedEnd = end;
    }

    List<LogFile> files() {
        return files;
    }

    long end() {
        return end;
    }

    /** Whether the files are in an unknown state, so that nothing may be written until they are opened again. */
    boolean isBroken() {
        return broken;
    }

    /** Moves from a queue, which is not empty, what the next write takes: as much as goes into one file. */
    List<LogAppend> take(ArrayDeque<LogAppend> queue) {
        List<LogAppend> batch = new ArrayList<>();
        long offset = activeOffset();
        if (!fits(offset, queue.element())) {
            offset = LogFile.HEADER_BYTES;
        }
        do {
            LogAppend append = queue.remove();
            batch.add(append);
            offset += append.frameBytes();
        } while (!queue.isEmpty() && fits(offset, queue.element()));
        return batch;
    }

    /** Writes what was taken. If that fails, nothing of it stays in the way of later writes, or the folder is broken. */
    void write(List<LogAppend> batch) throws IOException {
        if (!fits(activeOffset(), batch.getFirst())) {
            roll();
        }
        List<ByteBuffer> buffers = new ArrayList<>();
        long address = end;
        for (LogAppend append : batch) {
            address =
                    append.place(address, (int) (address - syncedEnd), buffers).end();
        }
        write(buffers, address);
        marked = false;
    }

    void force() throws IOException {
        boolean forced = false;
        try {
            channel.force(false);
            syncedEnd = end;
            forced = true;
        } finally {
            // After a failed fsync the kernel may count lost pages as clean, so trying again would prove nothing.
            broken |= !forced;
        }
    }

    /** Leaves out the files of which everything is below an address; {@link #deleteDropped} deletes them. */
    void dropBefore(long address) throws IOException {
        dropClosedBefore(address);
        if (end <= address && end > files.getLast().base() && !broken) {
            roll();
            dropClosedBefore(address);
        }
    }

    /** Leaves a mark that everything is fsynced, unless the folder is broken. */
    void close() throws IOException {
        try (FileChannel closing = channel) {
            if (!broken && closing.isOpen() && !marked) {
                force();
                LogFrame mark = LogFrame.mark(end);
                write(List.of(mark.encode()), mark.end());
                force();
            }
            deleteDropped(); // Whoever opens the folder next must not see it change.
        }
    }

    private void write(List<ByteBuffer> buffers, long newEnd) throws IOException {
        try {
            channel.position(files.getLast().offset(end));
            Channels.writeFully(channel, buffers);
            end = newEnd;
        } catch (IOException | RuntimeException | Error e) {
            cutBack(e);
            throw e;
        }
    }

    /** Removes what a failed write left behind. */
    private void cutBack(Throwable cause) {
        try {
            channel.truncate(files.getLast().offset(end));
        } catch (IOException e) {
            broken = true;
            cause.addSuppressed(e);
        }
    }

    /** Goes on in a new file. All files but the last are fsynced as a whole, whatever the policy. */
    private void roll() throws IOException {
        if (syncedEnd < end) {
            force();
        }
        LogFile next = LogFile.in(folder, end);
        FileChannel old = channel;
        channel = create(next);
        files = Stream.concat(files.stream(), Stream.of(next)).toList();
        old.close();
    }

    private FileChannel create(LogFile file) throws IOException {
        FileChannel created = opener.open(
                file.path(), StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        try {
            Channels.writeFully(created, List.of(file.header()));
            created.force(true);
            Folders.force(folder);
            return created;
        } catch (IOException | RuntimeException | Error e) {
            discard(created, file, e);
            throw e;
        }
    }

    /** Removes a file that could not be created; if even that fails, the next opening does it. */
    private void discard(FileChannel created, LogFile file, Throwable cause) {
        try {
            created.close();
            Files.delete(file.path());
        } catch (IOException e) {
            broken = true;
            cause.addSuppressed(e);
        }
    }

    private FileChannel reopen(LogFile file, long fileBytes) throws IOException {
        FileChannel opened = opener.open(file.path(), StandardOpenOption.WRITE);
        boolean complete = false;
        try {
            long kept = file.offset(end);
            if (kept < fileBytes) {
                LOGGER.log(
                        System.Logger.Level.WARNING,
                        "log has a torn tail, which was never acknowledged as durable: file={0}, offset={1}, bytesCut={2}",
                        file.path(),
                        Long.toString(kept),
                        Long.toString(fileBytes - kept));
                opened.truncate(kept);
            }
            opened.force(true);
            complete = true;
            return opened;
        } finally {
            if (!complete) {
                opened.close();
            }
        }
    }

    private void dropClosedBefore(long address) {
        List<LogFile> before = files;
        int dropCount = 0;
        while (dropCount < before.size() - 1 && before.get(dropCount + 1).base() <= address) {
            dropCount++;
        }
        if (dropCount == 0) {
            return;
        }
        files = List.copyOf(before.subList(dropCount, before.size()));
        dropped.addAll(before.subList(0, dropCount));
    }

    /** Deletes what was dropped. Any thread may call it. What cannot be deleted is tried again by the next call. */
    void deleteDropped() throws IOException {
        deleting.lock();
        try {
            boolean any = false;
            // Oldest first, so that a crash in between leaves a log without a gap.
            for (LogFile file = dropped.peek(); file != null; file = dropped.peek()) {
                Files.deleteIfExists(file.path());
                dropped.remove();
                any = true;
            }
            if (any) {
                Folders.force(folder);
            }
        } finally {
            deleting.unlock();
        }
    }

    private long activeOffset() {
        return files.getLast().offset(end);
    }

    private boolean fits(long offset, LogAppend append) {
        return offset == LogFile.HEADER_BYTES || offset + append.frameBytes() <= fileBytesMax;
    }

    private void requireNoGap() throws IOException {
        for (int i = 0; i + 1 < files.size(); i++) {
            LogFile file = files.get(i);
            long fileBytes = Files.size(file.path());
            long fileBytesExpected = file.offset(files.get(i + 1).base());
            if (fileBytes != fileBytesExpected) {
                throw file.corrupt(
                        Math.min(fileBytes, fileBytesExpected),
                        "log file does not reach to the next one: expectedBytes=" + fileBytesExpected + ", foundBytes="
                                + fileBytes);
            }
        }
    }

    /** The log files in a folder, oldest first. */
    static List<LogFile> list(Path folder) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.map(LogFile::at)
                    .flatMap(Optional::stream)
                    .sorted(Comparator.comparingLong(LogFile::base))
                    .toList();
        }
    }
}
