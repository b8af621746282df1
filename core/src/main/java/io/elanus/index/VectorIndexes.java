package io.elanus.index;

import io.elanus.model.IndexParams;
import io.elanus.model.IndexParams.AutoParams;
import io.elanus.model.IndexParams.FlatParams;
import io.elanus.model.IndexParams.HnswParams;
import io.elanus.model.Metric;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** From index parameters to the family that they name: how to build it, how to open it, how large it is. */
public final class VectorIndexes {
    private VectorIndexes() {}

    /** Whether the family is built into a file; if not, {@link ExactScan} searches the rows as they are. */
    public static boolean hasFile(IndexParams params) {
        return switch (params) {
            case FlatParams flat -> false;
            case HnswParams hnsw -> true;
            case AutoParams auto -> hasFile(auto.resolved());
        };
    }

    /** The size to be expected of the file, in bytes, within a few per cent; 0 without file. The rows come on top. */
    public static long byteSize(IndexParams params, Metric metric, long rowCount) {
        return switch (params) {
            case FlatParams flat -> 0;
            case HnswParams hnsw -> HnswFormat.expectedByteSize(hnsw, metric, rowCount);
            case AutoParams auto -> byteSize(auto.resolved(), metric, rowCount);
        };
    }

    /**
     * Builds the file of an index. Needs about the size of the file again while it runs.
     *
     * @param arena owns the bytes answered; must let the run's threads use them, as a shared or automatic one does
     * @return the whole file
     * @throws java.util.concurrent.CancellationException if the run's monitor said so
     * @throws IllegalArgumentException if the family has no file
     */
    public static MemorySegment build(IndexParams params, VectorRows rows, Metric metric, BuildRun run, Arena arena) {
        return switch (params) {
            case FlatParams flat -> throw withoutFile(flat);
            case HnswParams hnsw -> HnswBuilder.build(rows, metric, hnsw, run, arena);
            case AutoParams auto -> build(auto.resolved(), rows, metric, run, arena);
        };
    }

    /**
     * Opens an index over its file and its rows, both of which stay in use; verifies every byte of the file.
     *
     * @param key the name of the file for errors
     * @throws io.elanus.durable.CorruptFileException if the file is corrupt or of other rows
     * @throws IllegalArgumentException if the family has no file
     */
    public static VectorIndex open(IndexParams params, String key, MemorySegment file, VectorRows rows, Metric metric) {
        return switch (params) {
            case FlatParams flat -> throw withoutFile(flat);
            case HnswParams hnsw -> HnswIndex.open(key, file, rows, metric);
            case AutoParams auto -> open(auto.resolved(), key, file, rows, metric);
        };
    }

    /**
     * Verifies every byte of an index file, whatever it is an index of.
     *
     * @param key the name of the file for errors
     * @throws io.elanus.durable.CorruptFileException if the file is corrupt
     */
    public static void verify(String key, MemorySegment file) {
        HnswFormat.verify(key, file); // The one family with a file.
    }

    private static IllegalArgumentException withoutFile(IndexParams params) {
        return new IllegalArgumentException(
                "index family has no file: indexType=" + params.indexType() + "; search the rows by an exact scan");
    }
}
