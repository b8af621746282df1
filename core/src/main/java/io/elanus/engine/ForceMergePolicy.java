package io.elanus.engine;

import io.elanus.engine.SegmentGroup.Limits;
import io.elanus.model.CompactionPlan;
import io.elanus.model.CompactionPlan.Estimate;
import io.elanus.model.CompactionPlan.Reason;
import io.elanus.model.CompactionRequest.ForceMerge;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import io.elanus.model.SegmentDescription.Level;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;

/**
 * Merges all segments to a wanted size. Pure functions of what is at rest and of limits.
 *
 * <p>Of each partition as few segments come out as can hold its rows, and they are of about the same size. As long as that is
 * not given up, the work is cut into as many plans as possible: a small one frees its sources soon. Every segment is in a plan;
 * one that is as wanted already has a plan of its own that leaves it as it is.
 */
final class ForceMergePolicy {
    /** Up to so many segments the best cut is looked for; of more, a good one. */
    private static final int BEST_CUT_MAX = 100;

    /** A good cut leaves no target that is filled less. */
    private static final double CUT_SHARE_MIN = 0.95;

    private final Limits limits;

    private ForceMergePolicy(Limits limits) {
        this.limits = limits;
    }

    /**
     * @param usableBytes of the disk
     * @throws DatabaseException if a target of the wanted size takes more memory than a job may have
     */
    static List<CompactionPlan> pick(
            int shard, List<Candidate> candidates, ForceMerge wanted, EngineSettings settings, long usableBytes) {
        boolean asLargeAsPossible = wanted.targetSizeBytes() == Long.MAX_VALUE;
        Limits limits = new Limits(
                asLargeAsPossible ? targetBytesMax(candidates, settings, usableBytes) : wanted.targetSizeBytes(),
                CompactionJob.rowsMax(settings.compaction()));
        TreeMap<Long, List<SegmentGroup>> partitions = new TreeMap<>();
        for (Candidate candidate : candidates) {
            if (candidate.meta().level() == Level.L1) {
                partitions
                        .computeIfAbsent(candidate.meta().partitionId(), id -> new ArrayList<>())
                        .add(SegmentGroup.of(candidate));
            }
        }
        List<CompactionPlan> plans = new ArrayList<>();
        for (List<SegmentGroup> partition : partitions.values()) {
            if (!asLargeAsPossible) {
                requireMemory(SegmentGroup.of(partition), limits, settings);
            }
            for (SegmentGroup group : new ForceMergePolicy(limits).cut(partition)) {
                plans.add(plan(shard, group, wanted, limits));
            }
        }
        return plans;
    }

    /** The largest target for which a job has the memory, for the order of its rows and for its indexes, and the disk has space. */
    private static long targetBytesMax(List<Candidate> candidates, EngineSettings settings, long usableBytes) {
        double rows = 1;
        double columnBytes = 1;
        double indexBytes = 0;
        for (Candidate candidate : candidates) {
            rows += candidate.meta().rowCount();
            columnBytes += candidate.meta().columnByteSize();
            indexBytes += candidate.meta().indexByteSize();
        }
        double memoryPerRow = CompactionJob.ORDER_BYTES_PER_ROW + indexBytes / rows;
        double memoryAllows = settings.compaction().jobBytesMax() / memoryPerRow * columnBytes / rows;
        double diskAllows = usableBytes * columnBytes / (columnBytes + indexBytes);
        return Math.max(settings.segmentBytesMax(), (long) Math.min(memoryAllows, diskAllows));
    }

    private static void requireMemory(SegmentGroup all, Limits limits, EngineSettings settings) {
        long targets = Math.max(1, Math.ceilDiv(all.byteSize(), limits.bytesMax()));
        long rowsPerTarget = Math.ceilDiv(all.rowCount(), targets);
        if (rowsPerTarget > limits.rowsMax()) {
            throw new DatabaseException(
                    ErrorCode.MEMORY_LIMIT,
                    "segments of the wanted size have more rows than a job can put in order: targetBytes="
                            + limits.bytesMax() + ", rowsPerTarget=" + rowsPerTarget + ", rowsMax="
                            + limits.rowsMax() + ", jobBytesMax="
                            + settings.compaction().jobBytesMax() + "; ask for a smaller size: memory limit exceeded");
        }
    }

    /** As few segments as hold them all. */
    private long targetCount(SegmentGroup group) {
        return (long) Math.ceil(group.share(limits));
    }

    private List<SegmentGroup> cut(List<SegmentGroup> segments) {
        // Neighbors in this order fill targets well.
        List<SegmentGroup> ordered = SegmentGroup.pack(segments, limits).stream()
                .flatMap(bucket -> bucket.members().stream())
                .map(SegmentGroup::of)
                .toList();
        return ordered.size() <= BEST_CUT_MAX ? bestCut(ordered) : goodCut(ordered);
    }

    /**
     * The cut into most pieces among those that give the fewest targets, by dynamic programming over where the last piece
     * begins.
     */
    private List<SegmentGroup> bestCut(List<SegmentGroup> ordered) {
        int count = ordered.size();
        long[] targets = new long[count + 1];
        int[] pieces = new int[count + 1];
        int[] lastBegin = new int[count + 1];
        for (int end = 1; end <= count; end++) {
            targets[end] = Long.MAX_VALUE;
            SegmentGroup piece = SegmentGroup.of(List.of());
            for (int begin = end - 1; begin >= 0; begin--) {
                piece = piece.with(ordered.get(begin));
                long found = targets[begin] + targetCount(piece);
                if (found < targets[end] || (found == targets[end] && pieces[begin] + 1 > pieces[end])) {
                    targets[end] = found;
                    pieces[end] = pieces[begin] + 1;
                    lastBegin[end] = begin;
                }
            }
        }
        List<SegmentGroup> cut = new ArrayList<>();
        for (int end = count; end > 0; end = lastBegin[end]) {
            cut.add(SegmentGroup.of(ordered.subList(lastBegin[end], end)));
        }
        Collections.reverse(cut);
        return cut;
    }

    /** Cuts wherever the last target is filled well and the cut costs no additional target. */
    private List<SegmentGroup> goodCut(List<SegmentGroup> ordered) {
        List<SegmentGroup> cut = new ArrayList<>();
        SegmentGroup rest = SegmentGroup.of(ordered);
        SegmentGroup piece = SegmentGroup.of(List.of());
        for (SegmentGroup segment : ordered) {
            piece = piece.with(segment);
            long targets = targetCount(piece);
            SegmentGroup behind =
                    new SegmentGroup(List.of(), rest.byteSize() - piece.byteSize(), rest.rowCount() - piece.rowCount());
            boolean free = targets + targetCount(behind) == targetCount(rest);
            if (free && piece.share(limits) >= targets * CUT_SHARE_MIN) {
                cut.add(piece);
                rest = behind;
                piece = SegmentGroup.of(List.of());
            }
        }
        if (!piece.members().isEmpty()) {
            cut.add(piece);
        }
        return cut;
    }

    private static CompactionPlan plan(int shard, SegmentGroup group, ForceMerge wanted, Limits limits) {
        long targets = (long) Math.ceil(group.share(limits));
        Estimate estimate = Candidate.estimate(group.members());
        if (group.members().size() == 1 && targets == 1 && estimate.rowsDropped() == 0) {
            return group.plan(shard, wanted, Reason.MANUAL, Long.MAX_VALUE).withoutWork();
        }
        long outputBytesMax = targets <= 1
                ? Long.MAX_VALUE
                : Math.ceilDiv(group.rowCount(), targets)
                        * CompactionJob.bytesPerRow(estimate.bytesRead(), estimate.rowsIn());
        return group.plan(shard, wanted, Reason.MANUAL, outputBytesMax);
    }
}
