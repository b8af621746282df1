package io.elanus.bench.compaction;

import io.elanus.Collection;
import io.elanus.Elanus;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** How fast flush and mix compaction write files, beside a plain copy of the same files in the same minute. */
record WriteSpeed(Path folder, int rowCount, long seed) {
    private static final int SEGMENTS = 8;
    private static final int WARM_UP_SHARE = 10;
    private static final double MB = 1e6;

    void run() {
        measure(new Rows(rowCount / WARM_UP_SHARE, seed, Rows.KeyOrder.SCATTERED), "warm-up"); // The first seconds compile.
        for (Rows.KeyOrder order : Rows.KeyOrder.values()) {
            measure(new Rows(rowCount, seed, order), order.name().toLowerCase(Locale.ROOT));
        }
    }

    private void measure(Rows rows, String order) {
        Path data = folder.resolve(order);
        try (Elanus elanus = Elanus.open(data, Settings.mergingUpTo(2 * rows.byteSize()))) {
            Collection collection = Rows.collection(elanus, "rows");
            Written flushed = new Written(data.resolve("objects"), folder.resolve("copy"));
            rows.insert(collection, SEGMENTS, () -> flushed.add(collection::flush));
            flushed.report("flush_" + order);

            rows.delete(collection, 0, 10);
            Written merged = new Written(data.resolve("objects"), folder.resolve("copy"));
            merged.add(() -> Jobs.await(collection.compact()));
            merged.report("mix_" + order);
        }
    }

    /** New files, and the time to write them and to copy them; each copy right after its files, so that both share the moment. */
    private static final class Written {
        private final Path folder;
        private final Path copy;
        private SortedMap<Path, Long> known;
        private long byteSize;
        private double seconds;
        private double copySeconds;

        /** @param copy a file to be made */
        Written(Path folder, Path copy) {
            this.folder = folder;
            this.copy = copy;
            this.known = Folders.files(folder);
        }

        /** Runs what writes files. */
        void add(Runnable writing) {
            long began = System.nanoTime();
            writing.run();
            seconds += Main.secondsSince(began);
            SortedMap<Path, Long> now = Folders.files(folder);
            SortedMap<Path, Long> written = new TreeMap<>(now);
            written.keySet().removeAll(known.keySet());
            known = now;
            byteSize += Folders.byteSize(written);
            copySeconds += Folders.copySeconds(written, copy);
        }

        void report(String name) {
            Main.figure(name + "_mb_per_second", byteSize / MB / seconds);
            Main.figure(name + "_copy_mb_per_second", byteSize / MB / copySeconds);
        }
    }
}
