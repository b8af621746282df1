package io.elanus.bench.compaction;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Follows what this process holds of memory: live heap (by collecting garbage again and again) and, outside the heap,
 * private memory as the kernel counts it ({@code RssAnon}); files that are mapped do not count.
 *
 * <p>Requires: a heap of fixed size whose pages were touched at the start ({@code -Xms} as {@code -Xmx},
 * {@code -XX:+AlwaysPreTouch}), so that whatever RssAnon grows by is outside of it.
 */
final class MemoryWatch implements AutoCloseable {
    private static final long SAMPLE_MILLIS = 20;
    private static final int SAMPLES_PER_COLLECTION = 5;

    private final long heapBytesBefore;
    private final long anonymousBytesBefore;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile long heapBytesPeak;
    private volatile long anonymousBytesPeak;

    /** Begins to watch. */
    MemoryWatch() {
        heapBytesBefore = liveHeapBytes();
        anonymousBytesBefore = anonymousBytes();
        heapBytesPeak = heapBytesBefore;
        anonymousBytesPeak = anonymousBytesBefore;
        thread = Thread.ofPlatform().name("memory-watch").start(this::watch);
    }

    private void watch() {
        for (int sample = 0; !stopped; sample++) {
            anonymousBytesPeak = Math.max(anonymousBytesPeak, anonymousBytes());
            if (sample % SAMPLES_PER_COLLECTION == 0) {
                heapBytesPeak = Math.max(heapBytesPeak, liveHeapBytes());
            }
            try {
                Thread.sleep(SAMPLE_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static long liveHeapBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long anonymousBytes() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("RssAnon:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException("the kernel does not tell RssAnon");
    }

    long heapBytesExtra() {
        return heapBytesPeak - heapBytesBefore;
    }

    long offHeapBytesExtra() {
        return anonymousBytesPeak - anonymousBytesBefore;
    }

    /** Ends the watch; what was seen can be asked for after that. */
    @Override
    public void close() {
        stopped = true;
        Jobs.join(thread);
    }
}
