package io.elanus.engine;

import io.elanus.model.CompactionPlan.Estimate;
import io.elanus.segment.SegmentMeta;
import java.time.Duration;
import java.util.List;

/**
 * One segment at rest that may be compacted.
 *
 * @param deletedCount rows of it that are deleted
 * @param expiredCount rows of it that have outlived their time and are not deleted
 * @param overdue since when the first of those is, or zero
 * @param indexed whether it has all indexes that its collection has
 */
record Candidate(SegmentMeta meta, int deletedCount, int expiredCount, Duration overdue, boolean indexed) {
    int deadCount() {
        return deletedCount + expiredCount;
    }

    int liveCount() {
        return meta.rowCount() - deadCount();
    }

    double deadShare() {
        return meta.rowCount() == 0 ? 0 : (double) deadCount() / meta.rowCount();
    }

    /** The bytes that are expected to be left of its columns. */
    long residualByteSize() {
        return residue(meta.columnByteSize());
    }

    private long residue(long bytes) {
        return meta.rowCount() == 0 ? 0 : (long) (bytes * (double) liveCount() / meta.rowCount());
    }

    /** What rewriting these without their dead rows is expected to cost and to bring. */
    static Estimate estimate(List<Candidate> sources) {
        long rows = 0;
        long dropped = 0;
        long read = 0;
        long present = 0;
        long written = 0;
        for (Candidate source : sources) {
            rows += source.meta().rowCount();
            dropped += source.deadCount();
            read += source.meta().columnByteSize();
            present += source.meta().byteSize();
            written += source.residue(
                    source.meta().columnByteSize() + source.meta().indexByteSize());
        }
        return new Estimate(rows, dropped, read, written, present - written);
    }
}
