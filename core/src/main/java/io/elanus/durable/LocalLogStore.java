package io.elanus.durable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/** Logs in the sub-folders of one folder, which nobody else uses. */
public final class LocalLogStore implements LogStore {
    private final Path folder;
    private final LogSettings settings;
    private final ByteBudget unsynced;
    private final LogFolder.ChannelOpener opener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, LocalLog> opened = new HashMap<>();

    /** @param unsynced shared by all logs of the store: bytes appended and not yet written */
    public LocalLogStore(Path folder, LogSettings settings, ByteBudget unsynced) {
        this(folder, settings, unsynced, FileChannel::open);
    }

    LocalLogStore(Path folder, LogSettings settings, ByteBudget unsynced, LogFolder.ChannelOpener opener) {
        this.folder = folder;
        this.settings = settings;
        this.unsynced = unsynced;
        this.opener = opener;
        try {
            Folders.create(folder);
        } catch (IOException e) {
            throw new DurableException("log folder cannot be created: folder=" + folder, e);
        }
    }

    @Override
    public LocalLog open(String name) {
        LogStore.requireName(name);
        lock.lock();
        try {
            requireNotOpen(name);
            LocalLog log = LocalLog.open(createFolder(name), settings, unsynced, opener);
            opened.put(name, log);
            return log;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<String> names() {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.filter(Files::isDirectory)
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new DurableException("log folder cannot be listed: folder=" + folder, e);
        }
    }

    @Override
    public void delete(String name) {
        LogStore.requireName(name);
        lock.lock();
        try {
            requireNotOpen(name);
            deleteFolder(folder.resolve(name));
        } catch (IOException e) {
            throw new DurableException("log cannot be deleted: folder=" + folder.resolve(name), e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        List<LocalLog> logs;
        lock.lock();
        try {
            logs = new ArrayList<>(opened.values());
            opened.clear();
        } finally {
            lock.unlock();
        }
        logs.forEach(LocalLog::close);
    }

    private Path createFolder(String name) {
        Path path = folder.resolve(name);
        try {
            Folders.create(path);
        } catch (IOException e) {
            throw new DurableException("log folder cannot be created: folder=" + path, e);
        }
        return path;
    }

    private void requireNotOpen(String name) {
        LocalLog log = opened.get(name);
        if (log != null && !log.isClosed()) {
            throw new IllegalStateException("log is open: log=" + name);
        }
        opened.remove(name);
    }

    private void deleteFolder(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> paths = Files.list(path)) {
            files = paths.sorted().toList(); // Oldest first: a crash in between leaves a log without a gap.
        }
        for (Path file : files) {
            Files.delete(file);
        }
        Files.delete(path);
        Folders.force(folder);
    }
}
