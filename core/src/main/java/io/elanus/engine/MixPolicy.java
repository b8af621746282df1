package io.elanus.engine;

import io.elanus.model.CompactionPlan;
import io.elanus.model.CompactionRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Chooses what to merge and what to rewrite. Pure functions of what is at rest and of limits. */
final class MixPolicy {
    private MixPolicy() {}

    /**
     * A compaction that a user asked for: every segment is rewritten, small ones together. Partitions never mix. Within
     * one, segments are packed into targets by first fit, largest first; one that is too large for a target goes alone.
     *
     * @param targetBytesMax the size up to which segments are put together
     */
    static List<CompactionPlan> pickForced(int shard, List<Candidate> candidates, long targetBytesMax) {
        Map<Long, List<Candidate>> partitions = new TreeMap<>();
        for (Candidate candidate : candidates) {
            partitions
                    .computeIfAbsent(candidate.meta().partitionId(), id -> new ArrayList<>())
                    .add(candidate);
        }
        List<CompactionPlan> plans = new ArrayList<>();
        partitions.forEach((partitionId, members) -> {
            for (List<Candidate> bucket : pack(members, targetBytesMax)) {
                plans.add(plan(shard, partitionId, bucket, targetBytesMax));
            }
        });
        return plans;
    }

    private static List<List<Candidate>> pack(List<Candidate> members, long targetBytesMax) {
        List<Candidate> ordered = new ArrayList<>(members);
        ordered.sort(Comparator.comparingLong(Candidate::residualByteSize)
                .reversed()
                .thenComparing(candidate -> candidate.meta().id()));
        List<List<Candidate>> buckets = new ArrayList<>();
        List<Long> sizes = new ArrayList<>();
        for (Candidate candidate : ordered) {
            int at = 0;
            while (at < buckets.size() && sizes.get(at) + candidate.residualByteSize() > targetBytesMax) {
                at++;
            }
            if (at == buckets.size()) {
                buckets.add(new ArrayList<>());
                sizes.add(0L);
            }
            buckets.get(at).add(candidate);
            sizes.set(at, sizes.get(at) + candidate.residualByteSize());
        }
        return buckets;
    }

    private static CompactionPlan plan(int shard, long partitionId, List<Candidate> bucket, long targetBytesMax) {
        return new CompactionPlan(
                shard,
                partitionId,
                new CompactionRequest.Mix(),
                CompactionPlan.Reason.MANUAL,
                bucket.stream().map(candidate -> candidate.meta().id()).sorted().toList(),
                targetBytesMax,
                Candidate.estimate(bucket));
    }
}
