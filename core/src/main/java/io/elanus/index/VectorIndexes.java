package io.elanus.index;

import io.elanus.model.DataType;
import io.elanus.model.IndexParams;
import io.elanus.model.IndexParams.AutoParams;
import io.elanus.model.IndexParams.BinaryFlatParams;
import io.elanus.model.IndexParams.BinaryIvfParams;
import io.elanus.model.IndexParams.FlatParams;
import io.elanus.model.IndexParams.HnswParams;
import io.elanus.model.IndexParams.IvfParams;
import io.elanus.model.IndexParams.ScalarParams;
import io.elanus.model.IndexParams.SparseParams;
import io.elanus.model.Metric;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.List;

/** From index parameters to the family that they name: how to build it, how to open it, how large it is. */
public final class VectorIndexes {
    private VectorIndexes() {}

    /**
     * The family that serves an index which a user wants on a field. Files are built over 32-bit floats; vectors of all
     * other types are scanned as they are, whatever family the user names.
     *
     * @param type of the field
     */
    public static IndexParams serving(IndexParams wanted, DataType type) {
        return !type.isVector() || type == DataType.FLOAT_VECTOR ? wanted : new FlatParams();
    }

    /** Whether the family is built into a file; if not, {@link ExactScan} searches the rows as they are. */
    public static boolean hasFile(IndexParams params) {
        return switch (params) {
            case FlatParams _, BinaryFlatParams _, BinaryIvfParams _, SparseParams _ -> false;
            case HnswParams hnsw -> true;
            case IvfParams ivf -> true;
            case AutoParams auto -> hasFile(auto.resolved());
            case ScalarParams scalar -> throw ofScalars(scalar);
        };
    }

    /** The size to be expected of the file, in bytes, within a few per cent; 0 without file. The rows come on top. */
    public static long byteSize(IndexParams params, Metric metric, long rowCount, int dim) {
        return switch (params) {
            case FlatParams _, BinaryFlatParams _, BinaryIvfParams _, SparseParams _ -> 0;
            case HnswParams hnsw -> HnswFormat.expectedByteSize(hnsw, metric, rowCount);
            case IvfParams ivf -> IvfBuilder.expectedByteSize(ivf, metric, Math.toIntExact(rowCount), dim);
            case AutoParams auto -> byteSize(auto.resolved(), metric, rowCount, dim);
            case ScalarParams scalar -> throw ofScalars(scalar);
        };
    }

    /**
     * The bytes that a build holds at most, its file among them; 0 without file. The rows come on top, and the files of
     * sources.
     *
     * @param threads at work on it
     */
    public static long buildByteSize(IndexParams params, Metric metric, long rowCount, int dim, int threads) {
        return switch (params) {
            case FlatParams _, BinaryFlatParams _, BinaryIvfParams _, SparseParams _ -> 0;
            case HnswParams hnsw ->
                byteSize(hnsw, metric, rowCount, dim) + HnswBuilder.workByteSize(hnsw, rowCount, dim, threads);
            case IvfParams ivf ->
                byteSize(ivf, metric, rowCount, dim) + IvfBuilder.workByteSize(ivf, rowCount, dim, threads);
            case AutoParams auto -> buildByteSize(auto.resolved(), metric, rowCount, dim, threads);
            case ScalarParams scalar -> throw ofScalars(scalar);
        };
    }

    /** Builds the file of an index as {@link #build(IndexParams, VectorRows, Metric, List, BuildRun, SegmentAllocator)}. */
    public static MemorySegment build(
            IndexParams params, VectorRows rows, Metric metric, BuildRun run, SegmentAllocator allocator) {
        return build(params, rows, metric, List.of(), run, allocator);
    }

    /**
     * Builds the file of an index. Holds no more memory than {@link #buildByteSize} meanwhile.
     *
     * @param sources finished indexes over parts of the rows, which save work if they are graphs of the same metric and
     *     parameters and are ignored otherwise; a row is in one of them at most
     * @param allocator gives the bytes answered, once, full of zeroes, and such that the run's threads may use them: a
     *     shared or automatic arena, for example, or a new file mapped to memory
     * @return the whole file
     * @throws java.util.concurrent.CancellationException if the run's monitor said so
     * @throws io.elanus.durable.CorruptFileException if a source is corrupt
     * @throws IllegalArgumentException if the family has no file
     */
    public static MemorySegment build(
            IndexParams params,
            VectorRows rows,
            Metric metric,
            List<SourceGraph> sources,
            BuildRun run,
            SegmentAllocator allocator) {
        return switch (params) {
            case FlatParams _, BinaryFlatParams _, BinaryIvfParams _, SparseParams _ -> throw withoutFile(params);
            case HnswParams hnsw -> HnswBuilder.build(rows, metric, hnsw, sources, run, allocator);
            case IvfParams ivf -> IvfBuilder.build(rows, metric, ivf, run, allocator);
            case AutoParams auto -> build(auto.resolved(), rows, metric, sources, run, allocator);
            case ScalarParams scalar -> throw ofScalars(scalar);
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
            case FlatParams _, BinaryFlatParams _, BinaryIvfParams _, SparseParams _ -> throw withoutFile(params);
            case HnswParams hnsw -> HnswIndex.open(key, file, rows, metric);
            case IvfParams ivf -> IvfIndex.open(key, file, rows, metric);
            case AutoParams auto -> open(auto.resolved(), key, file, rows, metric);
            case ScalarParams scalar -> throw ofScalars(scalar);
        };
    }

    private static IllegalArgumentException ofScalars(ScalarParams params) {
        return new IllegalArgumentException("index is not on vectors: indexType=" + params.indexType());
    }

    private static IllegalArgumentException withoutFile(IndexParams params) {
        return new IllegalArgumentException(
                "index family has no file: indexType=" + params.indexType() + "; search the rows by an exact scan");
    }
}
