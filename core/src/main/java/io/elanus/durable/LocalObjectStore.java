package io.elanus.durable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Objects as files below one folder, which nobody else uses. The key is the path.
 *
 * <p>An object is written to {@code .incoming/}, fsynced, renamed to its place, and the folder it is in is fsynced. What
 * lies in {@code .incoming/} at opening was left by a crash and is deleted.
 */
public final class LocalObjectStore implements ObjectStore {
    private final Path root;
    private final Path incoming;
    private final AtomicLong incomingCount = new AtomicLong();

    /** Held while names change, so that nobody removes an empty folder into which another is about to rename a file. */
    private final ReentrantLock names = new ReentrantLock();

    /** Folders whose own names are known to survive the loss of power. Guarded by {@code names}. */
    private final Set<Path> durableFolders = new HashSet<>();

    public LocalObjectStore(Path root) {
        this.root = root;
        this.incoming = root.resolve(".incoming");
        try {
            Folders.create(root);
            Files.createDirectories(incoming);
            try (DirectoryStream<Path> leftOver = Files.newDirectoryStream(incoming)) {
                for (Path file : leftOver) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new DurableException("object folder cannot be opened: folder=" + root, e);
        }
    }

    @Override
    public ObjectWriter create(String key) {
        requireNew(key);
        return new LocalObjectWriter(this, key, incoming.resolve(Long.toString(incomingCount.getAndIncrement())));
    }

    @Override
    public void commitAll(Collection<? extends ObjectWriter> writers) {
        List<LocalObjectWriter> own = writers.stream().map(this::requireOwn).toList();
        // The file system makes several files durable at once for hardly more than one.
        own.forEach(LocalObjectWriter::beginFinish);
        own.forEach(LocalObjectWriter::finish);
        names.lock();
        try {
            Set<Path> folders = new LinkedHashSet<>();
            for (LocalObjectWriter writer : own) {
                folders.add(place(writer));
            }
            for (Path folder : folders) {
                forceFolder(folder);
            }
        } finally {
            names.unlock();
        }
    }

    @Override
    public MappedObject open(String key) {
        try (FileChannel channel = FileChannel.open(path(key), StandardOpenOption.READ)) {
            return MappedObject.map(key, channel);
        } catch (NoSuchFileException e) {
            throw missing(key, e);
        } catch (IOException e) {
            throw new DurableException("object cannot be opened: key=" + key + ", folder=" + root, e);
        }
    }

    @Override
    public long size(String key) {
        try {
            return Files.size(path(key));
        } catch (NoSuchFileException e) {
            throw missing(key, e);
        } catch (IOException e) {
            throw new DurableException("object cannot be found: key=" + key + ", folder=" + root, e);
        }
    }

    @Override
    public List<ObjectInfo> list(String prefix) {
        ObjectKey.requirePrefix(prefix);
        Path start = root.resolve(prefix.substring(0, prefix.lastIndexOf('/') + 1));
        List<ObjectInfo> found = new ArrayList<>();
        try {
            Files.walkFileTree(start, new Lister(prefix, found));
        } catch (IOException e) {
            throw new DurableException("objects cannot be listed: prefix=" + prefix + ", folder=" + root, e);
        }
        found.sort(Comparator.comparing(ObjectInfo::key));
        return found;
    }

    @Override
    public long usableBytes() {
        try {
            return Files.getFileStore(root).getUsableSpace();
        } catch (IOException e) {
            throw new DurableException("space cannot be told: folder=" + root, e);
        }
    }

    @Override
    public void delete(Collection<String> keys) {
        List<Path> paths = keys.stream().map(this::path).toList();
        names.lock();
        try {
            for (Path path : paths) {
                Files.deleteIfExists(path);
            }
            Set<Path> folders = new LinkedHashSet<>();
            paths.forEach(path -> folders.add(folderOf(path)));
            for (Path folder : folders) {
                deleteEmptyFolders(folder);
            }
        } catch (IOException e) {
            throw new DurableException("objects cannot be deleted: keys=" + keys + ", folder=" + root, e);
        } finally {
            names.unlock();
        }
    }

    private Path path(String key) {
        ObjectKey.require(key);
        return root.resolve(key);
    }

    private void requireNew(String key) {
        if (Files.exists(path(key))) {
            throw new IllegalStateException("object exists, and keys are written once: key=" + key);
        }
    }

    private LocalObjectWriter requireOwn(ObjectWriter writer) {
        if (!(writer instanceof LocalObjectWriter own) || !own.belongsTo(this)) {
            throw new IllegalArgumentException("object writer is of another store: key=" + writer.key());
        }
        return own;
    }

    /** Renames a finished object to its place; gives the folder that has to be fsynced. */
    private Path place(LocalObjectWriter writer) {
        requireNew(writer.key());
        Path target = path(writer.key());
        Path folder = folderOf(target);
        try {
            Files.createDirectories(folder);
            Files.move(writer.file(), target, StandardCopyOption.ATOMIC_MOVE);
            return folder;
        } catch (IOException e) {
            throw new DurableException("object cannot be committed: key=" + writer.key() + ", folder=" + root, e);
        }
    }

    private void forceFolder(Path folder) {
        try {
            Folders.force(folder);
            for (Path named = folder; !named.equals(root) && durableFolders.add(named); named = folderOf(named)) {
                Folders.force(folderOf(named));
            }
        } catch (IOException e) {
            durableFolders.clear();
            throw new DurableException("object folder cannot be fsynced: folder=" + folder, e);
        }
    }

    private void deleteEmptyFolders(Path folder) throws IOException {
        try {
            for (Path empty = folder; !empty.equals(root); empty = folderOf(empty)) {
                Files.deleteIfExists(empty);
                durableFolders.remove(empty);
            }
        } catch (DirectoryNotEmptyException e) {
            return; // Something else lives here, so also in the folders above.
        }
    }

    private static Path folderOf(Path path) {
        return Objects.requireNonNull(path.getParent());
    }

    private DurableException missing(String key, IOException e) {
        return new DurableException("object is missing: key=" + key + ", folder=" + root, e);
    }

    /** Collects objects; passes over what disappears meanwhile. */
    private final class Lister extends SimpleFileVisitor<Path> {
        private final String prefix;
        private final List<ObjectInfo> found;

        private Lister(String prefix, List<ObjectInfo> found) {
            this.prefix = prefix;
            this.found = found;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            if (folder.equals(root)) {
                return FileVisitResult.CONTINUE;
            }
            String key = key(folder) + "/";
            boolean leadsToPrefix = key.startsWith(prefix) || prefix.startsWith(key);
            return folder.equals(incoming) || !leadsToPrefix ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String key = key(file);
            if (key.startsWith(prefix)) {
                found.add(new ObjectInfo(key, attributes.size()));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }

        private String key(Path path) {
            return root.relativize(path).toString().replace('\\', '/');
        }
    }
}
