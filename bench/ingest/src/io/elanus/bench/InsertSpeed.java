package io.elanus.bench;

import io.elanus.Collection;
import io.elanus.Elanus;
import io.elanus.model.Metric;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Inserts through the embedded API, each acknowledged when it is on the disk, with the flushes that come of it. */
final class InsertSpeed {
    private static final int BATCH_ROWS = 5_000;
    private static final int WRITERS = 4;

    private final Path folder;
    private final int rows;

    InsertSpeed(Path folder, int rows) {
        this.folder = folder;
        this.rows = rows;
    }

    void run(boolean indexed) throws Exception {
        SampleRows sample = new SampleRows(false, BATCH_ROWS);
        try (Elanus elanus = Elanus.open(folder)) {
            Collection collection = elanus.createCollection("rows", sample.schema());
            if (indexed) {
                collection.createIndex(SampleRows.VECTOR, Metric.L2);
            }
            Stopwatch watch = new Stopwatch();
            insert(collection, sample, rows, WRITERS);
            double acknowledged = watch.seconds();
            long anonymous = Stopwatch.residentBytesAnonymous();
            collection.flush();
            double flushed = watch.seconds();
            System.out.printf(
                    "insert%s: %,.0f rows/s, flushed %,.0f rows/s, %.2f us of processors a row, %d MB anonymous%n",
                    indexed ? " with an index" : "",
                    rows / acknowledged,
                    rows / flushed,
                    watch.cpuSeconds() / rows * 1e6,
                    anonymous >> 20);
            if (indexed) {
                awaitIndex(collection, watch);
            }
        }
    }

    /** The build of the index goes on behind; this waits for it. */
    private void awaitIndex(Collection collection, Stopwatch watch) throws InterruptedException {
        while (collection.indexes().get(0).indexedRows() < rows) {
            Thread.sleep(50);
        }
        System.out.printf("index: built %.1f s after the first insert%n", watch.seconds());
    }

    /** Several writers insert batches until there are so many rows. */
    static void insert(Collection collection, SampleRows sample, int rows, int writers) throws Exception {
        AtomicInteger next = new AtomicInteger();
        int batches = rows / sample.batchRows();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> done = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                done.add(threads.submit(() -> {
                    for (int i = next.getAndIncrement(); i < batches; i = next.getAndIncrement()) {
                        collection.insert(sample.batch(i));
                    }
                }));
            }
            for (Future<?> writer : done) {
                writer.get();
            }
        }
    }
}
