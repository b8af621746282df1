package io.elanus.durable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Reads one file of a local log where it lies. Changes nothing, unlike opening the log: a torn tail stays. Thread-safe.
 */
public final class LogFileScan {
    /** The first four letters of the files. */
    public static final String KIND = "ELLG";

    private final LogFile file;
    private final OptionalLong nextBase;

    /**
     * One frame of a log file.
     *
     * @param offset of its header in the file
     * @param isMark whether it is no record, and only says that everything before it had been fsynced
     * @param payload the record, from position 0 to its limit
     */
    public record Frame(long offset, LogPosition position, boolean isMark, ByteBuffer payload) {}

    /**
     * Where the frames end that stay when the log is opened.
     *
     * @param offset in the file
     * @param tornBytes what lies behind: the rest of a write that a crash cut off, never acknowledged as durable
     */
    public record End(LogPosition position, long offset, long tornBytes) {}

    private LogFileScan(LogFile file, OptionalLong nextBase) {
        this.file = file;
        this.nextBase = nextBase;
    }

    /**
     * One file by itself, whatever its name.
     *
     * @throws CorruptFileException if it has no header of a log file
     */
    public static LogFileScan of(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            ByteReader header = new ByteReader(path.toString(), in.readNBytes(LogFile.HEADER_BYTES));
            header.readLong();
            return new LogFileScan(new LogFile(path, header.readLong()), OptionalLong.empty());
        } catch (IOException e) {
            throw new DurableException("log file cannot be read: file=" + path, e);
        }
    }

    /** The files of the log in a folder, oldest first; none if the folder is not there. */
    static List<LogFileScan> allIn(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try {
            List<LogFile> files = LogFolder.list(folder);
            List<LogFileScan> scans = new ArrayList<>();
            for (int i = 0; i < files.size(); i++) {
                boolean last = i == files.size() - 1;
                OptionalLong next = last
                        ? OptionalLong.empty()
                        : OptionalLong.of(files.get(i + 1).base());
                scans.add(new LogFileScan(files.get(i), next));
            }
            return scans;
        } catch (IOException e) {
            throw new DurableException("log folder cannot be listed: folder=" + folder, e);
        }
    }

    public Path path() {
        return file.path();
    }

    /** Whether it is of the log of a {@link LocalMetaStore}, which only its place tells. */
    public boolean isOfMetaStore() {
        Path folder = file.path().toAbsolutePath().resolveSibling("").normalize();
        return folder.endsWith(Path.of(DataFolder.META, LocalMetaStore.LOG));
    }

    /** Where the file begins in its log. */
    public LogPosition begin() {
        return new LogPosition(file.base());
    }

    /**
     * Reads all frames, in order.
     *
     * @throws CorruptFileException at the first frame that is damaged, or if the file does not reach to the next one; the
     *     frames before have been given out
     */
    public End scan(Consumer<Frame> each) {
        long fileBytes = fileBytes();
        if (nextBase.isEmpty() && fileBytes <= LogFile.HEADER_BYTES) {
            return endWithoutFrames(fileBytes);
        }
        long fileEnd = file.base() + fileBytes - LogFile.HEADER_BYTES;
        long end = scan(fileEnd, each);
        if (nextBase.isPresent() && end != nextBase.getAsLong()) {
            throw file.corrupt(
                    fileBytes,
                    "log file does not reach to the next one: expectedBytes=" + file.offset(nextBase.getAsLong()));
        }
        return new End(new LogPosition(end), file.offset(end), fileEnd - end);
    }

    /** As {@link #scan}, as one step of a check; empty if it found a problem. A torn tail is none. */
    public Optional<End> check(Findings findings, Consumer<Frame> each) {
        Optional<End> end = findings.read(file.path().toString(), () -> scan(each));
        end.filter(found -> found.tornBytes() > 0)
                .ifPresent(found -> findings.note(
                        file.path().toString(), found.offset(), "log has a torn tail: bytes=" + found.tornBytes()));
        return end;
    }

    private long scan(long fileEnd, Consumer<Frame> each) {
        try (LogFileReader reader = new LogFileReader(file)) {
            while (reader.address() < fileEnd) {
                LogFileReader.Entry entry;
                try {
                    entry = reader.next(fileEnd);
                } catch (CorruptFileException bad) {
                    if (nextBase.isPresent()) {
                        throw bad; // Files before the last were fsynced as a whole.
                    }
                    return LogTail.find(file, fileEnd);
                }
                LogFrame frame = entry.frame();
                each.accept(new Frame(file.offset(frame.address()), frame.position(), frame.isMark(), entry.payload()));
            }
            return reader.address();
        }
    }

    /** Opening the log begins such a file anew: a crash left it before any frame was in it. */
    private End endWithoutFrames(long fileBytes) {
        try (LogFileReader reader = new LogFileReader(file)) {
            return new End(new LogPosition(reader.address()), fileBytes, 0);
        } catch (CorruptFileException unfinishedHeader) {
            return new End(begin(), 0, fileBytes);
        }
    }

    private long fileBytes() {
        try {
            return Files.size(file.path());
        } catch (IOException e) {
            throw new DurableException("log file cannot be read: file=" + file.path(), e);
        }
    }
}
