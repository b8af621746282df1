package io.elanus.durable;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The cursor of a local log: from memory what was just appended, from the files what is older. */
final class LocalLogCursor implements LogCursor {
    private final LogFeed feed;
    private final Supplier<List<LogFile>> files;
    private final String name;
    private final long from;

    /** Held while reading, so that closing from another thread does not close a file under the reader. */
    private final ReentrantLock reading = new ReentrantLock();

    private long address;
    private @Nullable LogFile file;
    private @Nullable LogFileReader reader;
    private boolean closed;

    /** Attaches to the feed. The caller has checked that {@code from} lies within the log. */
    LocalLogCursor(String name, LogFeed feed, Supplier<List<LogFile>> files, LogPosition from) {
        this.name = name;
        this.feed = feed;
        this.files = files;
        this.from = from.value();
        // Frames begin only where frames end, so the file that holds the position is read from its beginning.
        this.address = this.from == feed.end() ? this.from : fileAt(this.from).base();
        feed.attach();
    }

    @Override
    public Optional<LogRecord> next() throws InterruptedException {
        while (feed.await(address)) {
            Optional<LogRecord> record = advance();
            if (record.isPresent()) {
                return record;
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<LogRecord> poll() {
        while (address < feed.end()) {
            requireOpen();
            Optional<LogRecord> record = advance();
            if (record.isPresent()) {
                return record;
            }
        }
        requireOpen();
        return Optional.empty();
    }

    @Override
    public LogPosition position() {
        return new LogPosition(Math.max(from, address));
    }

    @Override
    public void close() {
        reading.lock();
        try {
            if (!closed) {
                closed = true;
                feed.detach();
                closeFile();
            }
        } finally {
            reading.unlock();
        }
    }

    /** Goes over one frame; gives its record, unless it is a mark or lies below where reading was to begin. */
    private Optional<LogRecord> advance() {
        reading.lock();
        try {
            if (closed) {
                return Optional.empty();
            }
            LogAppend recent = feed.take(address);
            if (recent != null) {
                closeFile();
                address = recent.frame().end();
                return Optional.of(recent.record());
            }
            LogFileReader.Entry entry = readFile();
            address = entry.frame().end();
            return entry.frame().isMark() || entry.frame().position().value() < from
                    ? Optional.empty()
                    : Optional.of(new LogRecord(entry.frame().position(), entry.payload()));
        } finally {
            reading.unlock();
        }
    }

    private LogFileReader.Entry readFile() {
        LogFile wanted = fileAt(address);
        LogFileReader open = reader;
        if (open == null || !wanted.equals(file)) {
            closeFile();
            open = new LogFileReader(wanted);
            open.seek(address);
            reader = open;
            file = wanted;
        }
        return open.next(feed.end());
    }

    private LogFile fileAt(long wanted) {
        return files.get().stream()
                .filter(candidate -> candidate.base() <= wanted)
                .reduce((earlier, later) -> later)
                .orElseThrow(() -> new DurableException(
                        "log was truncated before its records were read: log=" + name + ", position=" + wanted));
    }

    private void closeFile() {
        LogFileReader open = reader;
        if (open != null) {
            reader = null;
            file = null;
            open.close();
        }
    }

    private void requireOpen() {
        if (closed || feed.isClosed()) {
            throw new DurableException("log is closed: log=" + name);
        }
    }
}
