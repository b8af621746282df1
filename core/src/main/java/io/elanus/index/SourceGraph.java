package io.elanus.index;

import java.lang.foreign.MemorySegment;

/**
 * A finished index over some of the rows of one to be built, which saves part of the work.
 *
 * @param key the name of its file for errors
 * @param file the whole file; must stay open while the build runs
 * @param newRows int[its rowCount]: the row offset that each of its rows has in the new index, or {@link #DROPPED};
 *     not changed, must not change while the build runs
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; as long as the rows are many.
public record SourceGraph(String key, MemorySegment file, int[] newRows) {
    /** In {@code newRows}: the row is not in the new index. */
    public static final int DROPPED = -1;
}
