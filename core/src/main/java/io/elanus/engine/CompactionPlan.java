package io.elanus.engine;

import io.elanus.model.CompactionRequest;
import java.util.List;

/**
 * Sources to be rewritten into one target.
 *
 * @param sources segments of one shard and partition
 * @param estimate what it is expected to cost and to bring
 */
public record CompactionPlan(
        int shard,
        long partitionId,
        CompactionRequest.Kind kind,
        Reason reason,
        List<Long> sources,
        Estimate estimate) {
    public CompactionPlan {
        sources = List.copyOf(sources);
    }

    /** Why a plan was made. */
    public enum Reason {
        /** The user asked for it. */
        MANUAL
    }

    /** Bytes are those of column and index files. */
    public record Estimate(long bytesRead, long bytesWritten, long bytesFreed, long rowsDropped) {}
}
