package io.elanus.bench;

import io.elanus.durable.SyncPolicy;
import io.elanus.engine.EngineSettings;
import io.elanus.database.DatabaseSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Measures the way of rows to the disk and back. One line a figure. */
public final class IngestBench {
    private static final List<String> ALL = List.of("insert", "insert-indexed", "flush", "merge", "restart", "replay");

    private final List<String> wanted = new ArrayList<>();
    private Path folder = Path.of("bench-data");
    private int rows = 1_000_000;
    private int repeat = 3;

    private IngestBench() {}

    public static void main(String[] args) throws Exception {
        IngestBench bench = new IngestBench();
        bench.read(List.of(args));
        bench.run();
    }

    private void read(List<String> args) {
        for (int i = 0; i < args.size(); i++) {
            switch (args.get(i)) {
                case "--rows" -> rows = Integer.parseInt(args.get(++i));
                case "--repeat" -> repeat = Integer.parseInt(args.get(++i));
                case "--folder" -> folder = Path.of(args.get(++i));
                default -> wanted.add(args.get(i));
            }
        }
        if (wanted.isEmpty()) {
            wanted.addAll(ALL);
        }
        if (!ALL.containsAll(wanted)) {
            throw new IllegalArgumentException("no such measurement: wanted=" + wanted + ", there are: " + ALL);
        }
    }

    private void run() throws Exception {
        for (String name : wanted) {
            for (int i = 0; i < repeat; i++) {
                deleteAll(folder);
                measure(name);
            }
        }
        deleteAll(folder);
        System.out.printf(
                "memory: at most %d MB resident%n", Stopwatch.residentBytesMax() >> 20);
    }

    private void measure(String name) throws Exception {
        switch (name) {
            case "insert" -> new InsertSpeed(folder, rows).run(false);
            case "insert-indexed" -> new InsertSpeed(folder, rows).run(true);
            case "flush" -> new FlushSpeed(folder, rows).run();
            case "merge" -> new MergeSpeed(folder, rows).run();
            case "restart" -> new RestartSpeed(folder, rows).run(false);
            case "replay" -> new RestartSpeed(folder, rows).run(true);
            default -> throw new IllegalArgumentException(name);
        }
    }

    /** Settings with which nothing goes to files before {@code flush()} is called. */
    static DatabaseSettings flushedOnDemand() {
        long never = 8L << 30;
        EngineSettings engine = EngineSettings.DEFAULT;
        return new DatabaseSettings(
                SyncPolicy.ALWAYS,
                new EngineSettings(
                        never,
                        Duration.ofHours(1),
                        2 * never,
                        engine.segmentBytesMax(),
                        engine.indexRowsMin(),
                        engine.finishedJobsMax()));
    }

    static void deleteAll(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
