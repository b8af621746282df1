package io.elanus.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** What the disk can do: files copied one behind the other into one, with an fsync at the end. */
record PlainCopy(double bytesPerSecond, double cpuSeconds) {
    private static final int BUFFER_BYTES = 1 << 20;

    /** Copies files, and deletes the copy. */
    static PlainCopy of(List<Path> files, Path target) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        long bytes = 0;
        Stopwatch watch = new Stopwatch();
        try (FileChannel out = FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (Path file : files) {
                try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
                    while (in.read(buffer.clear()) >= 0) {
                        bytes += buffer.flip().remaining();
                        while (buffer.hasRemaining()) {
                            out.write(buffer);
                        }
                    }
                }
            }
            out.force(true);
        }
        PlainCopy copy = new PlainCopy(bytes / watch.seconds(), watch.cpuSeconds());
        Files.delete(target);
        return copy;
    }

    /** All column files below a folder. */
    static List<Path> columnFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".column")).sorted().toList();
        }
    }

    static long byteSize(List<Path> files) throws IOException {
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    @Override
    public String toString() {
        return "copy %.0f MB/s, processors %.2f s".formatted(bytesPerSecond / 1e6, cpuSeconds);
    }
}
