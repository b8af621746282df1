package io.elanus.engine;

import io.elanus.engine.SegmentGroup.Limits;
import io.elanus.model.CompactionPlan;
import io.elanus.model.CompactionPlan.Reason;
import io.elanus.model.CompactionRequest;
import io.elanus.model.SegmentDescription.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Chooses what to merge and what to rewrite. Pure functions of what is at rest and of limits. Each plan has one partition and
 * gives one segment. A segment in the order of a clustering key (L2) never mixes with others.
 */
final class MixPolicy {
    private MixPolicy() {}

    /**
     * A compaction that a user asked for: every segment is rewritten, small ones together; one that is too large for a target
     * goes alone. Of the segments in the order of a clustering key those that have dead rows are rewritten.
     */
    static List<CompactionPlan> pickForced(int shard, List<Candidate> candidates, Limits limits) {
        List<CompactionPlan> plans = new ArrayList<>();
        byPartition(ofLevel(Level.L1, candidates))
                .forEach(partition -> SegmentGroup.pack(partition, limits)
                        .forEach(group -> plans.add(plan(shard, group, Reason.MANUAL))));
        ofLevel(Level.L2, candidates).stream()
                .filter(candidate -> candidate.deadCount() > 0)
                .forEach(candidate -> plans.add(plan(shard, SegmentGroup.of(candidate), Reason.MANUAL)));
        return plans;
    }

    /**
     * What is worth its price without being asked: rewriting segments with many dead rows, and {@linkplain AutomaticMerge
     * merging small ones}. Once its plans have run, it chooses nothing more until there are other rows or deletes.
     *
     * @param candidates only such as have all their indexes
     * @param now a timestamp
     */
    static List<CompactionPlan> pickAutomatic(
            int shard, List<Candidate> candidates, Limits limits, CompactionSettings settings, long now) {
        List<CompactionPlan> plans = new ArrayList<>();
        for (List<SegmentGroup> partition : byPartition(ofLevel(Level.L1, candidates))) {
            for (AutomaticMerge.Merged merged : AutomaticMerge.pick(partition, limits, settings, now)) {
                plans.add(plan(shard, merged.group(), reason(merged.group(), settings)));
            }
        }
        ofLevel(Level.L2, candidates).stream()
                .filter(candidate -> isDue(candidate, settings))
                .map(SegmentGroup::of)
                .forEach(group -> plans.add(plan(shard, group, reason(group, settings))));
        return plans;
    }

    /** Whether so many rows of it are dead, or have been dead for so long, that it is to be rewritten. */
    static boolean isDue(Candidate candidate, CompactionSettings settings) {
        return hasManyDead(candidate.deadCount(), candidate, settings) || isOverdue(candidate, settings);
    }

    private static boolean hasManyDead(int deadCount, Candidate candidate, CompactionSettings settings) {
        return deadCount > 0
                && deadCount >= settings.mix().deadShareMax() * candidate.meta().rowCount();
    }

    private static boolean isOverdue(Candidate candidate, CompactionSettings settings) {
        return candidate.expiredCount() > 0
                && candidate.overdue().compareTo(settings.expiry().delayMax()) >= 0;
    }

    private static Reason reason(SegmentGroup group, CompactionSettings settings) {
        boolean deleted =
                group.members().stream().anyMatch(member -> hasManyDead(member.deletedCount(), member, settings));
        if (deleted) {
            return Reason.DEAD_ROWS;
        }
        boolean expired = group.members().stream().anyMatch(member -> isDue(member, settings));
        return expired ? Reason.EXPIRED_ROWS : Reason.SMALL_SEGMENTS;
    }

    private static List<Candidate> ofLevel(Level level, List<Candidate> candidates) {
        return candidates.stream()
                .filter(candidate -> candidate.meta().level() == level)
                .toList();
    }

    private static List<List<SegmentGroup>> byPartition(List<Candidate> candidates) {
        TreeMap<Long, List<SegmentGroup>> partitions = new TreeMap<>();
        for (Candidate candidate : candidates) {
            partitions
                    .computeIfAbsent(candidate.meta().partitionId(), id -> new ArrayList<>())
                    .add(SegmentGroup.of(candidate));
        }
        return List.copyOf(partitions.values());
    }

    private static CompactionPlan plan(int shard, SegmentGroup group, Reason reason) {
        return group.plan(shard, new CompactionRequest.Mix(), reason, Long.MAX_VALUE);
    }
}
