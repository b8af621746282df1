package io.elanus.durable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Everything that one machine keeps, in one folder that one process uses at a time.
 *
 * <pre>
 * FORMAT     one line: "elanus" and the version of the folder, {@value #VERSION}
 * LOCK       empty; locked while the folder is open
 * log/       {@link LocalLogStore}
 * objects/   {@link LocalObjectStore}
 * meta/      {@link LocalMetaStore}
 * </pre>
 *
 * Thread-safe. Closing closes the stores and lets go of the folder. The lock is the operating system's, so it vanishes
 * with the process however that ends.
 */
public final class DataFolder implements AutoCloseable {
    public static final int VERSION = 1;

    static final String FORMAT = "FORMAT";
    static final String LOCK = "LOCK";
    static final String LOG = "log";
    static final String OBJECTS = "objects";
    static final String META = "meta";

    private static final String FORMAT_INCOMING = "FORMAT.incoming";
    private static final Pattern FORMAT_TEXT = Pattern.compile("elanus (\\d{1,9})\n");

    /**
     * The folders that are open in this process. The one mutable static: closing any channel of a file drops all locks that
     * the process has on it, so even to try the lock of an open folder would unlock it.
     */
    private static final Set<Path> OPEN_FOLDERS = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel lockChannel;
    private final LocalLogStore logs;
    private final LocalObjectStore objects;
    private final LocalMetaStore meta;

    private DataFolder(Path folder, FileChannel lockChannel, LogSettings settings, ByteBudget unsynced) {
        this.folder = folder;
        this.lockChannel = lockChannel;
        this.objects = new LocalObjectStore(folder.resolve(OBJECTS));
        this.logs = new LocalLogStore(folder.resolve(LOG), settings, unsynced);
        this.meta = new LocalMetaStore(folder.resolve(META)); // Last, as it alone has something to close.
    }

    /**
     * Opens a data folder; creates it if it is not there or empty.
     *
     * @param unsynced bytes appended to logs and not yet written, for all logs together
     * @throws DurableException if the folder is in use, of a newer version, or holds something else; then nothing in it has
     *     been touched
     */
    public static DataFolder open(Path path, LogSettings settings, ByteBudget unsynced) {
        try {
            Folders.create(path);
            Path folder = path.toRealPath();
            requireReadable(folder);
            claim(folder);
            boolean opened = false;
            try {
                DataFolder data = openLocked(folder, settings, unsynced);
                opened = true;
                return data;
            } finally {
                if (!opened) {
                    unclaim(folder);
                }
            }
        } catch (IOException e) {
            throw new DurableException("data folder cannot be opened: folder=" + path, e);
        }
    }

    public Path folder() {
        return folder;
    }

    public LogStore logs() {
        return logs;
    }

    public ObjectStore objects() {
        return objects;
    }

    public MetaStore meta() {
        return meta;
    }

    /** Idempotent. */
    @Override
    public void close() {
        if (!lockChannel.isOpen()) {
            return;
        }
        try (lockChannel) {
            logs.close();
            meta.close();
        } catch (IOException e) {
            throw new DurableException("data folder cannot be closed: folder=" + folder, e);
        } finally {
            unclaim(folder);
        }
    }

    /**
     * Reserves a folder among all of this process.
     *
     * @param folder its real path
     * @throws DurableException if it is reserved
     */
    static void claim(Path folder) {
        if (!OPEN_FOLDERS.add(folder)) {
            throw new DurableException("data folder is open in this process already: folder=" + folder);
        }
    }

    static void unclaim(Path folder) {
        OPEN_FOLDERS.remove(folder);
    }

    private static DataFolder openLocked(Path folder, LogSettings settings, ByteBudget unsynced) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean opened = false;
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new DurableException("data folder is in use by another process: folder=" + folder);
            }
            if (!Files.exists(folder.resolve(FORMAT))) {
                writeFormat(folder);
            }
            DataFolder data = new DataFolder(folder, channel, settings, unsynced);
            opened = true;
            return data;
        } finally {
            if (!opened) {
                channel.close();
            }
        }
    }

    /** Refuses a folder with the wrong FORMAT, and one that has none and is not empty. */
    static void requireReadable(Path folder) throws IOException {
        Path format = folder.resolve(FORMAT);
        if (!Files.exists(format)) {
            requireEmpty(folder);
            return;
        }
        Matcher matcher = FORMAT_TEXT.matcher(Files.readString(format, StandardCharsets.ISO_8859_1));
        if (!matcher.matches()) {
            throw new CorruptFileException(format.toString(), 0, "data folder has a FORMAT file that is not ours");
        }
        int version = Integer.parseInt(matcher.group(1));
        if (version < 1) {
            throw new CorruptFileException(
                    format.toString(), 0, "data folder has an impossible version: found=" + version);
        }
        if (version > VERSION) {
            throw new DurableException("data folder is of a newer version; open it with a newer Elanus: folder="
                    + folder + ", version=" + version + ", versionMax=" + VERSION);
        }
    }

    private static void requireEmpty(Path folder) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            List<String> others = paths.map(path -> path.getFileName().toString())
                    .filter(name -> !name.equals(LOCK) && !name.equals(FORMAT_INCOMING))
                    .sorted()
                    .limit(3)
                    .toList();
            if (!others.isEmpty()) {
                throw new DurableException("folder is not empty and not a data folder; use an empty one: folder="
                        + folder + ", found=" + others);
            }
        }
    }

    private static void writeFormat(Path folder) throws IOException {
        Path incoming = folder.resolve(FORMAT_INCOMING);
        try (FileChannel channel = FileChannel.open(
                incoming, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            Channels.writeFully(channel, List.of(StandardCharsets.US_ASCII.encode("elanus " + VERSION + "\n")));
            channel.force(true);
        }
        Files.move(incoming, folder.resolve(FORMAT), StandardCopyOption.ATOMIC_MOVE);
        Folders.force(folder);
    }
}
