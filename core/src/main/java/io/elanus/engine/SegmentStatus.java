package io.elanus.engine;

import io.elanus.model.SegmentDescription.Level;
import io.elanus.segment.ExpiryCutoff;
import io.elanus.segment.SealedSegment;
import io.elanus.segment.Segment;
import io.elanus.segment.SegmentMeta;
import java.util.Optional;

/**
 * One segment, as it was at some moment.
 *
 * @param deadCount rows of it that are deleted
 * @param expiredCount rows of it that are not deleted but have expired
 * @param meta of a segment at rest; empty while it grows
 */
public record SegmentStatus(
        long id,
        long partitionId,
        int shard,
        int rowCount,
        int deadCount,
        int expiredCount,
        long byteSize,
        Optional<SegmentMeta> meta) {
    static SegmentStatus of(Segment segment, int shard, ExpiryCutoff cutoff) {
        Optional<SegmentMeta> meta =
                segment instanceof SealedSegment sealed ? Optional.of(sealed.meta()) : Optional.empty();
        return new SegmentStatus(
                segment.id(),
                segment.partitionId(),
                shard,
                segment.rowCount(),
                segment.deaths().count(),
                segment.expiredCount(cutoff),
                segment.byteSize(),
                meta);
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
