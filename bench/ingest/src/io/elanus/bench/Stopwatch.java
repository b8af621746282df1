package io.elanus.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Time, and the process' use of processors and memory. */
final class Stopwatch {
    private static final Path STATUS = Path.of("/proc/self/status");

    private final long begin = System.nanoTime();
    private final long cpuBegin = cpuNanos();

    double seconds() {
        return (System.nanoTime() - begin) / 1e9;
    }

    /** Seconds of processor time of all threads. */
    double cpuSeconds() {
        return (cpuNanos() - cpuBegin) / 1e9;
    }

    private static long cpuNanos() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
    }

    /** The most memory that the process ever had, mapped files included; 0 where the system does not say. */
    static long residentBytesMax() throws IOException {
        return statusBytes("VmHWM:");
    }

    /** What of the process' memory belongs to no file. */
    static long residentBytesAnonymous() throws IOException {
        return statusBytes("RssAnon:");
    }

    private static long statusBytes(String name) throws IOException {
        if (!Files.exists(STATUS)) {
            return 0;
        }
        return Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }
}
