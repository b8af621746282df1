package io.elanus.bench.compaction;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Measures one part in this process, through the embedded API: {@code Main PART FOLDER ROWS SEED}.
 *
 * <p>Prints a line a figure, {@code figure NAME VALUE}, and for a run over time a line a moment (see {@link Timeline}).
 */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws Exception {
        // A thread that fails beside must not leave figures that look right.
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            failure.printStackTrace();
            Runtime.getRuntime().halt(1);
        });
        String part = arguments[0];
        Path folder = Files.createDirectories(Path.of(arguments[1]));
        int rowCount = Integer.parseInt(arguments[2]);
        long seed = Long.parseLong(arguments[3]);
        switch (part) {
            case "write" -> new WriteSpeed(folder, rowCount, seed).run();
            case "search" -> new SearchDuringJob(folder, rowCount, seed).run();
            case "memory" -> new JobMemory(folder, rowCount, seed).run();
            case "fill" -> Restart.fill(folder, rowCount, seed);
            case "open" -> Restart.open(folder, rowCount);
            default -> throw new IllegalArgumentException("no such part: part=" + part);
        }
    }

    static void figure(String name, double value) {
        System.out.println("figure " + name + " " + value);
    }

    static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }
}
