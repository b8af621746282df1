package io.elanus.model;

import java.util.List;

/**
 * Segments of one partition and shard that are to be rewritten together.
 *
 * @param sources segments, or delete files where the kind is {@link CompactionRequest.LevelZero}
 * @param outputBytesMax about how large a segment that comes out may be
 * @param estimate what it is expected to cost and to bring
 */
public record CompactionPlan(
        int shard,
        long partitionId,
        CompactionRequest.Kind kind,
        Reason reason,
        List<Long> sources,
        long outputBytesMax,
        Estimate estimate) {
    /** The partition of a plan that concerns all of them. */
    public static final long ANY_PARTITION = -1;

    public CompactionPlan {
        sources = List.copyOf(sources);
    }

    /** The plan for a segment that is as wanted already: nothing is read, and nothing written. */
    public CompactionPlan withoutWork() {
        Estimate nothing = new Estimate(estimate.rowsIn(), 0, 0, 0, 0);
        return new CompactionPlan(shard, partitionId, kind, reason, sources, outputBytesMax, nothing);
    }

    public boolean hasWork() {
        return estimate.bytesRead() > 0;
    }

    /** Why a plan was made. */
    public enum Reason {
        /** A user asked for it. */
        MANUAL,
        /** Several segments are small and become one. */
        SMALL_SEGMENTS,
        /** So many of the rows are deleted that they are worth leaving out. */
        DEAD_ROWS,
        /** Rows have outlived their time. */
        EXPIRED_ROWS,
        /** Deletes wait to be attached to the segments that they hit. */
        PENDING_DELETES,
        /** Enough rows have come that are not in the order of the clustering key. */
        UNORDERED_ROWS
    }

    /**
     * What a plan is expected to cost and to bring. Bytes are those of column, delete and index files.
     *
     * @param bytesRead of the sources
     * @param bytesWritten the space that the targets take, indexes included; needed before the sources go
     * @param bytesFreed how much smaller the folder is afterwards; negative if it grows
     */
    public record Estimate(long rowsIn, long rowsDropped, long bytesRead, long bytesWritten, long bytesFreed) {}
}
