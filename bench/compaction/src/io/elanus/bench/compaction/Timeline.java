package io.elanus.bench.compaction;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;

/** Follows a folder and a job until closed; then printed, a line a moment: {@code moment SECONDS BYTES P99_MILLIS SHARE}. */
final class Timeline implements AutoCloseable {
    private static final long PERIOD_MILLIS = 250;

    /** Latencies of a shorter time are too few for a percentile. */
    private static final long P99_NANOS = 1_000_000_000;

    private final Path folder;
    private final DoubleSupplier share;
    private final List<Moment> moments = new ArrayList<>();
    private final Thread thread;
    private volatile boolean stopped;

    private record Moment(long nanos, long byteSize, double share) {}

    /** Begins to follow. */
    Timeline(Path folder, DoubleSupplier share) {
        this.folder = folder;
        this.share = share;
        thread = Thread.ofPlatform().name("timeline").start(this::follow);
    }

    private void follow() {
        while (!stopped) {
            moments.add(new Moment(System.nanoTime(), Folders.byteSize(Folders.files(folder)), share.getAsDouble()));
            try {
                Thread.sleep(PERIOD_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Requires: closed. */
    void print(SearchLoad searches) {
        long began = moments.get(0).nanos();
        for (Moment moment : moments) {
            System.out.printf(
                    "moment %.2f %d %.3f %.4f%n",
                    (moment.nanos() - began) / 1e9,
                    moment.byteSize(),
                    searches.closedLoopP99Millis(moment.nanos() - P99_NANOS, moment.nanos()),
                    moment.share());
        }
    }

    @Override
    public void close() {
        stopped = true;
        Jobs.join(thread);
    }
}
