package io.elanus.durable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Logs in the sub-folders of one folder, which nobody else uses. */
public final class LocalLogStore implements LogStore {
    private final Path folder;
    private final LogSettings settings;
    private final ByteBudget unsynced;
    private final LogFolder.ChannelOpener opener;
    private final ConcurrentHashMap<String, LocalLog> opened = new ConcurrentHashMap<>();

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
        // Inside compute, so that opening, which may read a whole file, only keeps others from the same log.
        return opened.compute(name, (_, before) -> {
            requireNotOpen(name, before);
            return LocalLog.open(createFolder(name), settings, unsynced, opener);
        });
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
        opened.compute(name, (_, before) -> {
            requireNotOpen(name, before);
            deleteFolder(folder.resolve(name));
            return null;
        });
    }

    @Override
    public void close() {
        opened.values().forEach(LocalLog::close);
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

    private static void requireNotOpen(String name, @Nullable LocalLog log) {
        if (log != null && !log.isClosed()) {
            throw new IllegalStateException("log is open: log=" + name);
        }
    }

    private void deleteFolder(Path path) {
        if (!Files.isDirectory(path)) {
            return;
        }
        try {
            List<Path> files;
            try (Stream<Path> paths = Files.list(path)) {
                files = paths.sorted().toList(); // Oldest first: a crash in between leaves a log without a gap.
            }
            for (Path file : files) {
                Files.delete(file);
            }
            Files.delete(path);
            Folders.force(folder);
        } catch (IOException e) {
            throw new DurableException("log cannot be deleted: folder=" + path, e);
        }
    }
}
