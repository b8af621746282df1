package io.elanus.engine;

import io.elanus.model.CompactionPlan;
import io.elanus.model.CompactionPlan.Reason;
import io.elanus.model.CompactionRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Segments of one partition and shard that are to be rewritten together, or one alone. Immutable.
 *
 * @param byteSize the column bytes that are expected to be left of them
 * @param rowCount the rows that are expected to be left of them
 */
record SegmentGroup(List<Candidate> members, long byteSize, long rowCount) {
    /** Largest first; of the same size in the order of their ids, so that a choice can be repeated. */
    static final Comparator<SegmentGroup> LARGEST_FIRST = Comparator.comparingLong(SegmentGroup::byteSize)
            .reversed()
            .thenComparing(group -> group.members().getFirst().meta().id());

    SegmentGroup {
        members = List.copyOf(members);
    }

    /**
     * How much a target takes.
     *
     * @param rowsMax so many rows, and as many more as a target may be stretched, can be put in order in the memory of a job
     */
    record Limits(long bytesMax, long rowsMax) {
        static Limits of(EngineSettings settings) {
            double stretchShareMax = settings.compaction().mix().stretchShareMax();
            return new Limits(settings.segmentBytesMax(), (long)
                    (CompactionJob.rowsMax(settings.compaction()) / stretchShareMax));
        }
    }

    static SegmentGroup of(Candidate candidate) {
        return new SegmentGroup(List.of(candidate), candidate.residualByteSize(), candidate.liveCount());
    }

    static SegmentGroup of(List<SegmentGroup> parts) {
        List<Candidate> members = new ArrayList<>();
        long bytes = 0;
        long rows = 0;
        for (SegmentGroup part : parts) {
            members.addAll(part.members());
            bytes += part.byteSize();
            rows += part.rowCount();
        }
        return new SegmentGroup(members, bytes, rows);
    }

    SegmentGroup with(SegmentGroup other) {
        return of(List.of(this, other));
    }

    /** How much of a target it fills; more than 1 if it does not fit in. */
    double share(Limits limits) {
        return Math.max((double) byteSize / limits.bytesMax(), (double) rowCount / limits.rowsMax());
    }

    boolean fitsWith(SegmentGroup other, Limits limits, double shareMax) {
        return byteSize + other.byteSize <= shareMax * limits.bytesMax()
                && rowCount + other.rowCount <= shareMax * limits.rowsMax();
    }

    /** The timestamp of its newest row. */
    long timestampMax() {
        return members.stream()
                .mapToLong(member -> member.meta().timestampMax())
                .max()
                .orElse(0);
    }

    /** Puts groups together as long as a target takes them: first fit, largest first. */
    static List<SegmentGroup> pack(List<SegmentGroup> groups, Limits limits) {
        List<SegmentGroup> buckets = new ArrayList<>();
        for (SegmentGroup group : groups.stream().sorted(LARGEST_FIRST).toList()) {
            int at = 0;
            while (at < buckets.size() && !buckets.get(at).fitsWith(group, limits, 1)) {
                at++;
            }
            if (at == buckets.size()) {
                buckets.add(group);
            } else {
                buckets.set(at, buckets.get(at).with(group));
            }
        }
        return buckets;
    }

    /** @param outputBytesMax of each segment that comes out; {@link Long#MAX_VALUE} for exactly one */
    CompactionPlan plan(int shard, CompactionRequest.Kind kind, Reason reason, long outputBytesMax) {
        return new CompactionPlan(
                shard,
                members.getFirst().meta().partitionId(),
                kind,
                reason,
                members.stream().map(member -> member.meta().id()).sorted().toList(),
                outputBytesMax,
                Candidate.estimate(members));
    }
}
