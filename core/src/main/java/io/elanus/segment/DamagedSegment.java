package io.elanus.segment;

import io.elanus.model.Column;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import io.elanus.model.RowSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rows at rest that cannot be read, because a file is damaged or missing. It stands where they would stand: a read that
 * needs it fails, instead of answering with fewer rows; everything else goes on.
 */
public final class DamagedSegment extends Segment {
    private final SegmentMeta meta;
    private final String damage;
    private final Deaths deaths = new Deaths();

    /** @param damage what is wrong, with the file */
    public DamagedSegment(SegmentMeta meta, String damage) {
        this.meta = meta;
        this.damage = damage;
    }

    /** The error of a read that needs rows of a segment that is damaged. */
    static DatabaseException unreadable(SegmentMeta meta, String damage) {
        return new DatabaseException(
                ErrorCode.CORRUPT,
                "segment cannot be read; restore its files, or drop its partition: segment=" + meta.id()
                        + ", partition=" + meta.partitionId() + ": " + damage);
    }

    public DatabaseException unreadable() {
        return unreadable(meta, damage);
    }

    @Override
    public long id() {
        return meta.id();
    }

    @Override
    public long partitionId() {
        return meta.partitionId();
    }

    @Override
    public Optional<SegmentMeta> atRest() {
        return Optional.of(meta);
    }

    @Override
    public Optional<String> damage() {
        return Optional.of(damage);
    }

    @Override
    public int rowCount() {
        return meta.rowCount();
    }

    @Override
    public long byteSize() {
        return meta.byteSize();
    }

    @Override
    public Deaths deaths() {
        return deaths;
    }

    @Override
    public List<RowBlock> blocks(int rowCount) {
        throw unreadable();
    }

    @Override
    public int rowCountAt(long timestamp) {
        return timestamp < meta.timestampMin() ? 0 : meta.rowCount();
    }

    @Override
    public @Nullable RowSet aliveAt(long timestamp, int rowCount) {
        throw unreadable();
    }

    /** Nobody counts what cannot be read, and whoever reads has asked {@link #aliveAt}. */
    @Override
    @Nullable
    RowSet unexpiredAt(ExpiryCutoff cutoff, int rowCount) {
        return null;
    }

    @Override
    Expiry expiry() {
        throw unreadable();
    }

    /** None: deletes go by. They stay in files as long as the manifest has the segment, for the day its files are whole. */
    @Override
    public int[] find(Column keys, int keyRow) {
        return new int[0];
    }

    @Override
    public long timestamp(int row) {
        throw unreadable();
    }

    @Override
    protected void close() {}

    @Override
    public String toString() {
        return "DamagedSegment[id=" + meta.id() + ", damage=" + damage + "]";
    }
}
