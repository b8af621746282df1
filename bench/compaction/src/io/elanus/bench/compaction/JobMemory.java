package io.elanus.bench.compaction;

import io.elanus.Collection;
import io.elanus.Elanus;
import java.nio.file.Path;
import java.util.List;

/**
 * The memory that a job takes beside what the database holds anyway, for plans of three sizes under one heap. At a million
 * rows the plans have 0.1, 1 and 4 GB; other counts scale them.
 */
record JobMemory(Path folder, int rowCount, long seed) {
    private static final List<Double> PLAN_GIGABYTES = List.of(0.1, 1.0, 4.0);
    private static final int FULL_ROW_COUNT = 1_000_000;
    private static final int SEGMENT_ROWS = 150_000;
    private static final double MB = 1e6;

    void run() {
        for (double gigabytes : PLAN_GIGABYTES) {
            double bytes = gigabytes * 1e9 * rowCount / FULL_ROW_COUNT;
            measure(gigabytes, (int) (bytes / Rows.BYTES_PER_ROW));
        }
    }

    private void measure(double gigabytes, int planRows) {
        Rows rows = new Rows(planRows, seed, Rows.KeyOrder.SCATTERED);
        Path data = folder.resolve("plan-" + gigabytes);
        try (Elanus elanus = Elanus.open(data, Settings.mergingUpTo(2 * rows.byteSize()))) {
            Collection collection = Rows.collection(elanus, "rows");
            rows.insert(collection, Math.max(2, planRows / SEGMENT_ROWS), collection::flush);
            rows.delete(collection, 0, 10);
            MemoryWatch watch = new MemoryWatch();
            try (watch) {
                Jobs.await(collection.compact());
            }
            Main.figure("job_heap_mb_" + gigabytes + "_gb", watch.heapBytesExtra() / MB);
            Main.figure("job_off_heap_mb_" + gigabytes + "_gb", watch.offHeapBytesExtra() / MB);
            collection.drop();
        }
    }
}
