package io.elanus.durable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A data folder opened for looking at its files where they lie. Nobody else can use it meanwhile, and nothing in it changes.
 * Opening it as a {@link DataFolder} would change it: logs cut torn tails, the object store deletes what a crash left,
 * every store makes what is missing.
 *
 * <p>Remembers which files were read. Owned by one thread.
 */
public final class ReadOnlyFolder implements AutoCloseable {
    private final Path folder;
    private final Path realFolder;
    private final Optional<FileChannel> lockChannel;

    /** Bytes of every file but the lock, by the path within the folder. */
    private final SortedMap<String, Long> files;

    private final Set<String> read = new HashSet<>();
    private boolean closed;

    private ReadOnlyFolder(
            Path folder, Path realFolder, Optional<FileChannel> lockChannel, SortedMap<String, Long> files) {
        this.folder = folder;
        this.realFolder = realFolder;
        this.lockChannel = lockChannel;
        this.files = files;
    }

    /** @throws DurableException if the folder is in use or no data folder */
    public static ReadOnlyFolder open(Path folder) {
        if (Stream.of(DataFolder.FORMAT, DataFolder.META, DataFolder.OBJECTS, DataFolder.LOG)
                .noneMatch(name -> Files.exists(folder.resolve(name)))) {
            throw new DurableException("folder is no data folder: folder=" + folder);
        }
        try {
            Path realFolder = folder.toRealPath();
            DataFolder.claim(realFolder);
            Optional<FileChannel> channel = Optional.empty();
            boolean opened = false;
            try {
                channel = lock(folder);
                ReadOnlyFolder reader = new ReadOnlyFolder(folder, realFolder, channel, files(folder));
                opened = true;
                return reader;
            } finally {
                if (!opened) {
                    close(channel);
                    DataFolder.unclaim(realFolder);
                }
            }
        } catch (IOException e) {
            throw new DurableException("data folder cannot be opened: folder=" + folder, e);
        }
    }

    /** Empty if there is no lock file, as in a copy made without it; then nobody has the folder open. */
    private static Optional<FileChannel> lock(Path folder) throws IOException {
        Path file = folder.resolve(DataFolder.LOCK);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        // Shared, as a channel that cannot write gets no other; who uses the folder wants it alone.
        if (channel.tryLock(0, Long.MAX_VALUE, true) == null) {
            channel.close();
            throw new DurableException("data folder is in use by another process: folder=" + folder);
        }
        return Optional.of(channel);
    }

    private static SortedMap<String, Long> files(Path folder) throws IOException {
        SortedMap<String, Long> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(path).toString().replace('\\', '/'), Files.size(path));
            }
        }
        files.remove(DataFolder.LOCK);
        return files;
    }

    /** The path of a file, by its path within the folder; for texts. */
    public String path(String name) {
        return folder.resolve(name).toString();
    }

    /**
     * Reads the file FORMAT.
     *
     * @throws CorruptFileException if it is missing or not ours
     * @throws DurableException if the folder is of a newer version
     */
    public void requireFormat() {
        Path format = folder.resolve(DataFolder.FORMAT);
        if (!Files.exists(format)) {
            throw new CorruptFileException(format.toString(), 0, "data folder has no FORMAT file");
        }
        read.add(DataFolder.FORMAT);
        try {
            DataFolder.requireReadable(folder);
        } catch (IOException e) {
            throw new DurableException("file cannot be read: file=" + format, e);
        }
    }

    /** The path of an object, for texts. */
    public String objectPath(String key) {
        return objectFile(key).toString();
    }

    private Path objectFile(String key) {
        ObjectKey.require(key);
        return folder.resolve(DataFolder.OBJECTS).resolve(key);
    }

    /**
     * Opens an object; the key of what is answered is the path.
     *
     * @throws CorruptFileException if it is missing, since something names it
     */
    public MappedObject object(String key) {
        Path path = objectFile(key);
        if (!Files.exists(path)) {
            throw new CorruptFileException(path.toString(), 0, "file is missing");
        }
        read.add(DataFolder.OBJECTS + "/" + key);
        return MappedObject.ofFile(path);
    }

    /** The keys of the objects that begin so and have not been read, sorted. */
    public List<String> unreadObjects(String prefix) {
        String objects = DataFolder.OBJECTS + "/";
        return unread(objects + prefix).stream()
                .map(name -> name.substring(objects.length()))
                .filter(ObjectKey::isValid)
                .toList();
    }

    /** The path of a log's folder, for texts. */
    public String logPath(String name) {
        return logFolder(name).toString();
    }

    private Path logFolder(String name) {
        LogStore.requireName(name);
        return folder.resolve(DataFolder.LOG).resolve(name);
    }

    /** The files of a log, oldest first; none if there is no such log. */
    public List<LogFileScan> log(String name) {
        return log(logFolder(name));
    }

    Path metaPath() {
        return folder.resolve(DataFolder.META).resolve(LocalMetaStore.LOG);
    }

    List<LogFileScan> metaLog() {
        return log(metaPath());
    }

    private List<LogFileScan> log(Path path) {
        List<LogFileScan> scans = LogFileScan.allIn(path);
        scans.forEach(scan -> read.add(folder.relativize(scan.path()).toString().replace('\\', '/')));
        return scans;
    }

    /** The logs of which some file has not been read, sorted. */
    public List<String> unreadLogs() {
        return unread(DataFolder.LOG + "/").stream()
                .map(name -> name.split("/", -1))
                .filter(parts -> parts.length == 3)
                .map(parts -> parts[1])
                .distinct()
                .toList();
    }

    /** Names of the files that begin so and have not been read, sorted. */
    public List<String> unread(String prefix) {
        return files.keySet().stream()
                .filter(name -> name.startsWith(prefix) && !read.contains(name))
                .toList();
    }

    public int readCount() {
        return read.size();
    }

    public long readBytes() {
        return read.stream().mapToLong(name -> files.getOrDefault(name, 0L)).sum();
    }

    /** Idempotent. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            close(lockChannel);
        } catch (IOException e) {
            throw new DurableException("data folder cannot be closed: folder=" + folder, e);
        } finally {
            DataFolder.unclaim(realFolder);
        }
    }

    private static void close(Optional<FileChannel> channel) throws IOException {
        if (channel.isPresent()) {
            channel.get().close();
        }
    }
}
