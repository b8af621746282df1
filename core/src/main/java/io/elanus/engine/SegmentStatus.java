package io.elanus.engine;

import io.elanus.model.SegmentDescription.Level;
import io.elanus.segment.Segment;
import io.elanus.segment.SegmentMeta;
import java.util.Optional;

/**
 * One segment, as it was at some moment.
 *
 * @param deadCount rows of it that are deleted
 * @param meta of a segment at rest; empty while it grows
 * @param damage what is wrong with its files, as far as that is known
 */
public record SegmentStatus(
        long id,
        long partitionId,
        int shard,
        int rowCount,
        int deadCount,
        long byteSize,
        Optional<SegmentMeta> meta,
        Optional<String> damage) {
    static SegmentStatus of(Segment segment, int shard) {
        return new SegmentStatus(
                segment.id(),
                segment.partitionId(),
                shard,
                segment.rowCount(),
                segment.deaths().count(),
                segment.byteSize(),
                segment.atRest(),
                segment.damage());
    }

    public boolean atRest() {
        return meta.isPresent();
    }

    public Level level() {
        return meta.map(SegmentMeta::level).orElse(Level.L1);
    }
}
