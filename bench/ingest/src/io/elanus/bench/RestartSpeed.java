package io.elanus.bench;

import io.elanus.Collection;
import io.elanus.Elanus;
import io.elanus.Row;
import io.elanus.model.IndexParams;
import io.elanus.model.Metric;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The time from opening a folder to the first answer, in a process of its own: with all rows in files, or with all of them
 * in the log, as after a crash.
 */
public final class RestartSpeed {
    private static final int BATCH_ROWS = 5_000;
    private static final int WRITERS = 4;
    private static final String NAME = "rows";

    private final Path folder;
    private final int rows;

    RestartSpeed(Path folder, int rows) {
        this.folder = folder;
        this.rows = rows;
    }

    void run(boolean replay) throws Exception {
        child("fill", replay ? "log" : "files");
        child("open", replay ? "log" : "files");
    }

    private void child(String step, String place) throws IOException, InterruptedException {
        ProcessHandle.Info self = ProcessHandle.current().info();
        List<String> command = new ArrayList<>(List.of(self.command().orElseThrow()));
        command.addAll(java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                RestartSpeed.class.getName(),
                step,
                place,
                folder.toString(),
                Integer.toString(rows)));
        Process process = new ProcessBuilder(command).inheritIO().start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException("process failed: step=" + step);
        }
    }

    public static void main(String[] args) throws Exception {
        boolean inLog = args[1].equals("log");
        RestartSpeed speed = new RestartSpeed(Path.of(args[2]), Integer.parseInt(args[3]));
        if (args[0].equals("fill")) {
            speed.fill(inLog);
        } else {
            speed.open(inLog);
        }
    }

    /** Fills the folder, and dies without closing it. */
    private void fill(boolean inLog) throws Exception {
        SampleRows sample = new SampleRows(true, BATCH_ROWS);
        Elanus elanus = inLog ? Elanus.open(folder, IngestBench.flushedOnDemand()) : Elanus.open(folder);
        Collection collection = elanus.createCollection(NAME, sample.schema());
        collection.createIndex(SampleRows.VECTOR, new IndexParams.FlatParams(), Metric.L2);
        collection.load();
        InsertSpeed.insert(collection, sample, rows, WRITERS);
        if (!inLog) {
            collection.flush();
        }
        Runtime.getRuntime().halt(0);
    }

    private void open(boolean inLog) {
        Stopwatch watch = new Stopwatch();
        try (Elanus elanus = inLog ? Elanus.open(folder, IngestBench.flushedOnDemand()) : Elanus.open(folder)) {
            Collection collection = elanus.collection(NAME);
            List<Row> found = collection.query(SampleRows.KEY + " == " + SampleRows.key(rows / 2));
            double seconds = watch.seconds();
            long count = collection.count();
            if (found.size() != 1 || count != rows) {
                throw new IllegalStateException("rows are missing: found=" + found.size() + ", count=" + count);
            }
            if (inLog) {
                System.out.printf("replay: first answer after %.2f s, %,.0f rows/s%n", seconds, rows / seconds);
            } else {
                System.out.printf("restart: first answer after %.2f s%n", seconds);
            }
        }
    }
}
