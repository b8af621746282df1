package io.elanus.bench;

import io.elanus.Collection;
import io.elanus.Elanus;
import java.nio.file.Path;
import java.util.List;

/** A flush of all rows at once, beside a plain copy of the files that it wrote. */
final class FlushSpeed {
    private static final int BATCH_ROWS = 5_000;
    private static final int WRITERS = 4;

    private final Path folder;
    private final int rows;

    FlushSpeed(Path folder, int rows) {
        this.folder = folder;
        this.rows = rows;
    }

    void run() throws Exception {
        double seconds;
        double cpu;
        SampleRows sample = new SampleRows(true, BATCH_ROWS);
        try (Elanus elanus = Elanus.open(folder, IngestBench.flushedOnDemand())) {
            Collection collection = elanus.createCollection("rows", sample.schema());
            InsertSpeed.insert(collection, sample, rows, WRITERS);
            Stopwatch watch = new Stopwatch();
            collection.flush();
            seconds = watch.seconds();
            cpu = watch.cpuSeconds();
        }
        // Only now, because log files are deleted behind a flush.
        List<Path> files = PlainCopy.columnFiles(folder);
        double flush = PlainCopy.byteSize(files) / seconds;
        PlainCopy copy = PlainCopy.of(files, folder.resolve("copy"));
        System.out.printf(
                "flush: %.0f MB/s, processors %.2f s; %s; ratio %.2f%n",
                flush / 1e6, cpu, copy, flush / copy.bytesPerSecond());
    }
}
