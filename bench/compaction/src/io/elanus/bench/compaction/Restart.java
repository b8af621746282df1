package io.elanus.bench.compaction;

import io.elanus.Collection;
import io.elanus.Elanus;
import io.elanus.Query;
import io.elanus.model.ConsistencyLevel;
import io.elanus.model.IndexParams.FlatParams;
import io.elanus.model.Metric;
import java.nio.file.Path;

/**
 * How long a collection takes to answer after a start: everything in files, and everything still in the log. Each start is
 * a process of its own, since in a warm one code is compiled already.
 */
final class Restart {
    private static final String AT_REST = "at-rest";
    private static final String IN_LOG = "in-log";
    private static final int SEGMENTS = 8;

    private Restart() {}

    /** Makes both folders. */
    static void fill(Path folder, int rowCount, long seed) {
        Rows rows = new Rows(rowCount, seed, Rows.KeyOrder.SCATTERED);
        fill(folder.resolve(AT_REST), rows, true);
        fill(folder.resolve(IN_LOG), rows, false);
    }

    private static void fill(Path data, Rows rows, boolean flushed) {
        try (Elanus elanus = Elanus.open(data, Settings.growingUpTo(2 * rows.byteSize()))) {
            Collection collection = Rows.collection(elanus, "rows");
            collection.createIndex("vec", new FlatParams(), Metric.L2);
            collection.load();
            rows.insert(collection, SEGMENTS, flushed ? collection::flush : () -> {});
        }
    }

    /** Opens one of the folders, which is named by its path, and asks for a row. */
    static void open(Path data, int rowCount) {
        long began = System.nanoTime();
        try (Elanus elanus = Elanus.open(data, Settings.growingUpTo(2 * rowCount * Rows.BYTES_PER_ROW))) {
            Collection collection = elanus.collection("rows");
            Query one = Query.where("id == " + rowCount / 2).consistency(ConsistencyLevel.STRONG);
            int found = collection.query(one).size();
            double seconds = Main.secondsSince(began);
            if (found != 1 || collection.count() != rowCount) {
                throw new IllegalStateException("rows are missing: found=" + found + ", count=" + collection.count());
            }
            Main.figure("first_answer_seconds", seconds);
        }
    }
}
