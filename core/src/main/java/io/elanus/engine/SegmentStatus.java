package io.elanus.engine;

import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import io.elanus.model.SegmentDescription.Level;
import io.elanus.segment.ExpiryCutoff;
import io.elanus.segment.Segment;
import io.elanus.segment.SegmentMeta;
import java.util.Optional;

/**
 * One segment, as it was at some moment.
 *
 * @param deadCount rows of it that are deleted
 * @param expiredCount rows of it that are not deleted but have expired
 * @param meta of a segment at rest; empty while it grows
 * @param damage what is wrong with its files, as far as that is known
 */
public record SegmentStatus(
        long id,
        long partitionId,
        int shard,
        int rowCount,
        int deadCount,
        int expiredCount,
        long byteSize,
        Optional<SegmentMeta> meta,
        Optional<String> damage) {
    static SegmentStatus of(Segment segment, int shard, ExpiryCutoff cutoff) {
        int expiredCount = expiredCount(segment, cutoff);
        return new SegmentStatus(
                segment.id(),
                segment.partitionId(),
                shard,
                segment.rowCount(),
                segment.deaths().count(),
                expiredCount,
                segment.byteSize(),
                segment.atRest(),
                segment.damage());
    }

    /** None if that cannot be read: then the damage says so. */
    private static int expiredCount(Segment segment, ExpiryCutoff cutoff) {
        try {
            return segment.expiredCount(cutoff);
        } catch (DatabaseException e) {
            if (e.code() == ErrorCode.CORRUPT) {
                return 0;
            }
            throw e;
        }
    }

    /** Rows that a read sees. */
    public int liveCount() {
        return rowCount - deadCount - expiredCount;
    }

    public boolean atRest() {
        return meta.isPresent();
    }

    /** The share of its rows that take space and are not seen. */
    public double deadShare() {
        return rowCount == 0 ? 0 : (double) deadCount / rowCount;
    }

    public Level level() {
        return meta.map(SegmentMeta::level).orElse(Level.L1);
    }
}
