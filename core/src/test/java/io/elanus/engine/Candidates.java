package io.elanus.engine;

import io.elanus.model.SegmentDescription.Level;
import io.elanus.segment.SegmentMeta;
import io.elanus.segment.SegmentMeta.ColumnFile;
import io.elanus.segment.SegmentMeta.IndexFile;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Segments at rest on paper, for tests of policies. */
final class Candidates {
    private Candidates() {}

    /** Of partition 1, with an index of 100 bytes and as many rows as there are bytes. */
    static Candidate of(long id, long bytes) {
        return of(id, 1, Level.L1, bytes, bytes, 0, 0);
    }

    static Candidate of(
            long id, long partitionId, Level level, long bytes, long rowCount, int deletedCount, int expiredCount) {
        return of(id, partitionId, level, bytes, rowCount, deletedCount, expiredCount, 2, Duration.ZERO);
    }

    static Candidate of(
            long id,
            long partitionId,
            Level level,
            long bytes,
            long rowCount,
            int deletedCount,
            int expiredCount,
            long timestampMax,
            Duration overdue) {
        SegmentMeta meta = new SegmentMeta(
                id,
                partitionId,
                level,
                Math.toIntExact(rowCount),
                1,
                timestampMax,
                0,
                List.of(),
                List.of(new ColumnFile(100, "column", bytes)),
                List.of(),
                Optional.empty(),
                List.of(new IndexFile(5, 103, "index", 100)));
        return new Candidate(meta, deletedCount, expiredCount, overdue, true);
    }
}
