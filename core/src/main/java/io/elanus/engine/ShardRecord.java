package io.elanus.engine;

import io.elanus.model.Column;
import io.elanus.model.ColumnBatch;
import java.util.List;
import java.util.Optional;

/**
 * One record of a shard's log. Every record names the epoch of the owner that wrote it; the timestamps of an owner's records
 * grow.
 */
sealed interface ShardRecord {
    long epoch();

    /** The first record of an owner: whatever an older epoch appends behind it is ignored. */
    record Fence(long epoch) implements ShardRecord {}

    /**
     * A write: first the deletes, then the rows, all at one timestamp.
     *
     * @param deletes absent when nothing is deleted
     */
    record Write(long epoch, long timestamp, Optional<Deletes> deletes, List<Rows> rows) implements ShardRecord {
        public Write {
            rows = List.copyOf(rows);
        }
    }

    /** Everything that is growing becomes frozen, so that all readers of the log seal the same rows. */
    record Seal(long epoch, long timestamp) implements ShardRecord {}

    /**
     * Keys whose older rows die.
     *
     * @param partitionId only there, or {@link #ANY_PARTITION}
     */
    record Deletes(long partitionId, Column keys) {
        static final long ANY_PARTITION = -1;
    }

    /** Rows of one partition; every field of the schema under which they were written. */
    record Rows(long partitionId, ColumnBatch batch) {}
}
