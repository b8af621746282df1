package io.elanus.bench.compaction;

import io.elanus.Batch;
import io.elanus.Collection;
import io.elanus.Compaction;
import io.elanus.Elanus;
import io.elanus.model.IndexParams.HnswParams;
import io.elanus.model.Metric;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * What searches and writes feel of a compaction that builds an index: each alone beside an idle database, then beside a
 * job. The run with searches is printed over time as well.
 */
record SearchDuringJob(Path folder, int rowCount, long seed) {
    private static final int SEGMENTS = 8;
    private static final int QUERIES = 1_000;
    private static final HnswParams INDEX = new HnswParams(16, 200);
    private static final Duration WARM_TIME = Duration.ofSeconds(30);
    private static final Duration IDLE_TIME = Duration.ofSeconds(20);
    private static final Duration AFTER_TIME = Duration.ofSeconds(10);
    private static final Duration WRITE_TIME = Duration.ofSeconds(10);
    private static final int WRITE_ROWS = 1_000;
    private static final int WRITE_BATCHES = 16;

    void run() throws InterruptedException {
        Rows rows = new Rows(rowCount, seed, Rows.KeyOrder.SCATTERED);
        try (Elanus elanus = Elanus.open(folder, Settings.mergingUpTo(2 * rows.byteSize()))) {
            Collection collection = Rows.collection(elanus, "rows");
            collection.createIndex("vec", INDEX, Metric.L2);
            rows.insert(collection, SEGMENTS, collection::flush);
            Jobs.awaitIndexes(collection);
            collection.load();
            rows.delete(collection, 0, 50);
            measureSearches(collection, rows);
            measureWrites(elanus, collection, rows);
        }
    }

    private void measureSearches(Collection collection, Rows rows) throws InterruptedException {
        AtomicReference<Optional<Compaction>> job = new AtomicReference<>(Optional.empty());
        SearchLoad searches = new SearchLoad(collection, rows.queries(QUERIES));
        try (searches) {
            Thread.sleep(WARM_TIME);
            Timeline timeline =
                    new Timeline(folder, () -> job.get().map(Jobs::stageShare).orElse(0.0));
            try (timeline) {
                long idle = System.nanoTime();
                Thread.sleep(IDLE_TIME);
                long began = System.nanoTime();
                job.set(Optional.of(collection.compact()));
                Jobs.await(job.get().orElseThrow());
                long ended = System.nanoTime();
                Thread.sleep(AFTER_TIME);
                report("idle", searches, idle, began);
                report("during", searches, began, ended);
                Main.figure("job_began_seconds", (began - idle) / 1e9);
                Main.figure("job_seconds", (ended - began) / 1e9);
            }
            timeline.print(searches);
        }
    }

    private static void report(String when, SearchLoad searches, long from, long to) {
        Main.figure("search_p99_ms_" + when, searches.steadyP99Millis(from, to));
        Main.figure("search_closed_loop_p99_ms_" + when, searches.closedLoopP99Millis(from, to));
        Main.figure("search_closed_loop_per_second_" + when, searches.closedLoopPerSecond(from, to));
    }

    private static void measureWrites(Elanus elanus, Collection collection, Rows rows) {
        List<Batch> batches = IntStream.range(0, WRITE_BATCHES)
                .mapToObj(number -> rows.batch(number * WRITE_ROWS, WRITE_ROWS))
                .toList();
        writeRowsPerSecond(elanus, batches, () -> false); // The first seconds compile.
        double idle = writeRowsPerSecond(elanus, batches, () -> false);
        rows.delete(collection, 50, 75);
        Compaction job = collection.compact();
        double during = writeRowsPerSecond(elanus, batches, () -> Jobs.ended(job));
        Jobs.await(job);
        Main.figure("write_rows_per_second_idle", idle);
        Main.figure("write_rows_per_second_during", during);
    }

    /** One client that writes as fast as it is answered, the same rows again and again, into a collection of its own. */
    private static double writeRowsPerSecond(Elanus elanus, List<Batch> batches, BooleanSupplier ended) {
        Collection written = Rows.collection(elanus, "written");
        long began = System.nanoTime();
        int count = 0;
        while (System.nanoTime() - began < WRITE_TIME.toNanos() && !ended.getAsBoolean()) {
            written.insert(batches.get(count % batches.size()));
            count++;
        }
        double rowsPerSecond = count * WRITE_ROWS / Main.secondsSince(began);
        written.drop();
        return rowsPerSecond;
    }
}
