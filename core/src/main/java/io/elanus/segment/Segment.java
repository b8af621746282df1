package io.elanus.segment;

import io.elanus.model.Column;
import io.elanus.model.RowSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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

    /** How many of the first rows a read at this timestamp may look at; it may still have to ask {@link #aliveAt}. */
    public abstract int rowCountAt(long timestamp);

    /**
     * The rows below {@code rowCount} that had been written at this timestamp and were not deleted, or null if all were
     * so. The set is shared: copy it before changing it.
     */
    public abstract @Nullable RowSet aliveAt(long timestamp, int rowCount);

    /**
     * The rows below {@code rowCount} that have not expired, or null if none has. The set is shared: copy it before
     * changing it.
     *
     * @param cutoff with something that may have expired
     */
    abstract @Nullable RowSet unexpiredAt(ExpiryCutoff cutoff, int rowCount);

    abstract Expiry expiry();

    /**
     * The rows below {@code rowCount} that a read at this timestamp sees, alive and not expired, or null if it sees all of
     * them. The set is shared: copy it before changing it.
     */
    public final @Nullable RowSet visibleAt(long timestamp, int rowCount, ExpiryCutoff cutoff) {
        RowSet alive = aliveAt(timestamp, rowCount);
        RowSet unexpired = unexpired(cutoff, rowCount);
        if (alive == null || unexpired == null) {
            return alive == null ? unexpired : alive;
        }
        return alive.copy().and(unexpired);
    }

    private @Nullable RowSet unexpired(ExpiryCutoff cutoff, int rowCount) {
        return cutoff.equals(ExpiryCutoff.NOTHING) ? null : unexpiredAt(cutoff, rowCount);
    }

    /** Rows that are not deleted but have expired. */
    public final int expiredCount(ExpiryCutoff cutoff) {
        int rows = rowCount();
        RowSet unexpired = unexpired(cutoff, rows);
        if (unexpired == null) {
            return 0;
        }
        RowSet alive = aliveAt(Long.MAX_VALUE, rows);
        RowSet expired = alive == null ? RowSet.all(rows) : alive.copy();
        return expired.andNot(unexpired).cardinality();
    }

    /**
     * When the first of the rows that are alive and have not expired at {@code epochMillis} will: in milliseconds since
     * 1970. Empty if none ever will.
     */
    public final OptionalLong nextExpiryMillis(ExpiryRule rule, long epochMillis) {
        int rows = rowCount();
        ExpiryCutoff cutoff = rule.at(epochMillis);
        OptionalLong min = rule instanceof ExpiryRule.Never
                ? OptionalLong.empty()
                : expiry().min(this, rows, visibleAt(Long.MAX_VALUE, rows, cutoff), rule.fieldId());
        return min.isPresent() ? OptionalLong.of(rule.expiryMillis(min.getAsLong())) : min;
    }

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
