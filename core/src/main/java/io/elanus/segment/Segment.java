package io.elanus.segment;

import io.elanus.model.Column;
import io.elanus.model.RowSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows of one partition and shard, with the deaths among them. Readers hold it while they read. */
public abstract sealed class Segment extends Counted permits GrowingSegment, SealedSegment, DamagedSegment {
    public abstract long id();

    public abstract long partitionId();

    /** What the manifest says of it; empty while it grows. */
    public abstract Optional<SegmentMeta> atRest();

    /** What is wrong with it, as far as that is known. */
    public abstract Optional<String> damage();

    /** Rows that have arrived; of a growing segment it moves on. */
    public abstract int rowCount();

    public abstract long byteSize();

    public abstract Deaths deaths();

    /** The rows below {@code rowCount}, in order, in pieces. */
    public abstract List<RowBlock> blocks(int rowCount);

    /** How many of the first rows a read at this timestamp may look at; it may still have to ask {@link #visibleAt}. */
    public abstract int rowCountAt(long timestamp);

    /**
     * The rows below {@code rowCount} that a read at this timestamp sees, or null if it sees all of them. The set is
     * shared: copy it before changing it.
     */
    public abstract @Nullable RowSet visibleAt(long timestamp, int rowCount);

    /** Rows with this key, dead or alive, in no order. Requires: the shard's state lock. */
    public abstract int[] find(Column keys, int keyRow);

    public abstract long timestamp(int row);

    /**
     * Kills the rows with this key that are older than the delete. Requires: the shard's state lock; deletes come in the
     * order of their timestamps.
     *
     * @return how many died
     */
    public final int delete(Column keys, int keyRow, long timestamp) {
        int died = 0;
        for (int row : find(keys, keyRow)) {
            if (timestamp(row) < timestamp && !deaths().contains(row)) {
                deaths().add(row, timestamp);
                died++;
            }
        }
        return died;
    }
}
