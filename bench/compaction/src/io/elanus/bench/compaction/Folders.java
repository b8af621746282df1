package io.elanus.bench.compaction;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.SortedMap;
import java.util.TreeMap;

/** What lies in a folder, and the plainest way to write as much. */
final class Folders {
    private static final int COPY_BUFFER_BYTES = 1 << 20;

    private Folders() {}

    /** The files below a folder and their sizes. Files may come and go meanwhile. */
    static SortedMap<Path, Long> files(Path folder) {
        SortedMap<Path, Long> found = new TreeMap<>();
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    found.put(file, attributes.size());
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, IOException failure) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    static long byteSize(SortedMap<Path, Long> files) {
        return files.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * Copies files one behind the other into a new one, makes that durable, and removes it.
     *
     * @return seconds until it was durable
     */
    static double copySeconds(SortedMap<Path, Long> files, Path target) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(COPY_BUFFER_BYTES);
        long began = System.nanoTime();
        try (FileChannel out = FileChannel.open(target, CREATE_NEW, WRITE, DELETE_ON_CLOSE)) {
            for (Path file : files.keySet()) {
                append(file, out, buffer);
            }
            out.force(true);
            return Main.secondsSince(began);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void append(Path file, FileChannel out, ByteBuffer buffer) throws IOException {
        try (FileChannel in = FileChannel.open(file)) {
            while (in.read(buffer.clear()) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
            }
        }
    }
}
