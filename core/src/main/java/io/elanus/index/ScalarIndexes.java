package io.elanus.index;

import io.elanus.expr.FieldIndex;
import io.elanus.expr.IndexKeys;
import io.elanus.model.Column;
import io.elanus.model.FieldSchema;
import io.elanus.model.IndexParams.JsonCast;
import io.elanus.model.IndexParams.ScalarParams;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/** From the parameters of an index on scalar values to its file: how to build it, how to open it. */
public final class ScalarIndexes {
    private ScalarIndexes() {}

    /** Whether the index is built into a file; if not, rows are read as they are. */
    public static boolean hasFile(ScalarParams params) {
        return params.json().isEmpty() || params.json().get().cast() != JsonCast.JSON;
    }

    /**
     * Builds the file of an index, on the caller's thread.
     *
     * @param allocator gives the bytes answered, once, full of zeroes
     * @return the whole file
     * @throws java.util.concurrent.CancellationException if the monitor said so
     */
    public static MemorySegment build(
            FieldSchema field, ScalarParams params, Column column, BuildMonitor monitor, SegmentAllocator allocator) {
        return ValueIndexBuilder.build(column, IndexKeys.of(field, params), monitor, allocator);
    }

    /**
     * Opens an index over its file, which stays in use; verifies every byte of it.
     *
     * @param key the name of the file for errors
     * @throws io.elanus.durable.CorruptFileException if the file is corrupt or of other rows
     */
    public static FieldIndex open(
            FieldSchema field, ScalarParams params, String key, MemorySegment file, int rowCount) {
        boolean texts = IndexKeys.of(field, params).ofTexts();
        return new FieldIndex(params, MappedValues.open(key, file, rowCount, texts));
    }
}
