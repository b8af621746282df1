package io.elanus.engine;

import io.elanus.model.CollectionSchema;
import io.elanus.model.CompactionPlan;
import io.elanus.model.CompactionPlan.Reason;
import io.elanus.model.CompactionRequest;
import io.elanus.model.FieldSchema;
import io.elanus.model.SegmentDescription.Level;
import io.elanus.model.Timestamps;
import io.elanus.segment.ScalarOrder;
import io.elanus.segment.SegmentMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Chooses what to order by the clustering key: always all rows of a partition in a shard together, those that are in order
 * already too. Pure functions of what is at rest and of limits.
 */
final class ClusteringPolicy {
    private ClusteringPolicy() {}

    /** The field by which the rows of a collection are ordered, if there is one. */
    static Optional<FieldSchema> key(CollectionSchema schema, CompactionSettings.Clustering settings) {
        Optional<FieldSchema> key =
                schema.fields().stream().filter(FieldSchema::clusteringKey).findFirst();
        if (key.isEmpty() && settings.partitionKeyToo()) {
            key = schema.partitionKey();
        }
        return key.filter(field -> ScalarOrder.covers(field.type()));
    }

    /** A compaction that a user asked for. */
    static List<CompactionPlan> pickForced(int shard, List<Candidate> candidates, EngineSettings settings) {
        return plans(shard, candidates, settings, members -> Optional.of(Reason.MANUAL));
    }

    /**
     * A compaction that nobody asked for: where many bytes are not in order, and the last time is long enough ago.
     *
     * @param now a timestamp
     */
    static List<CompactionPlan> pickAutomatic(
            int shard, List<Candidate> candidates, EngineSettings settings, long now) {
        CompactionSettings.Clustering limits = settings.compaction().clustering();
        return plans(shard, candidates, settings, members -> {
            long newBytes = members.stream()
                    .filter(member -> member.meta().level() != Level.L2)
                    .mapToLong(member -> member.meta().columnByteSize())
                    .sum();
            // The id of a segment is a timestamp of when it was made.
            long lastTime = members.stream()
                    .filter(member -> member.meta().level() == Level.L2)
                    .mapToLong(member -> member.meta().id())
                    .max()
                    .orElse(0);
            boolean due = newBytes >= limits.newBytesMin() && lastTime <= Timestamps.minus(now, limits.ageMin());
            return due ? Optional.of(Reason.UNORDERED_ROWS) : Optional.empty();
        });
    }

    private static List<CompactionPlan> plans(
            int shard,
            List<Candidate> candidates,
            EngineSettings settings,
            Function<List<Candidate>, Optional<Reason>> reasons) {
        Map<Long, List<Candidate>> partitions = new TreeMap<>();
        for (Candidate candidate : candidates) {
            partitions
                    .computeIfAbsent(candidate.meta().partitionId(), id -> new ArrayList<>())
                    .add(candidate);
        }
        long targetBytes = (long)
                (settings.segmentBytesMax() * settings.compaction().clustering().segmentShare());
        List<CompactionPlan> plans = new ArrayList<>();
        partitions.forEach((partitionId, members) -> reasons.apply(members)
                .ifPresent(reason -> plans.add(new CompactionPlan(
                        shard,
                        partitionId,
                        new CompactionRequest.Clustering(),
                        reason,
                        members.stream()
                                .map(Candidate::meta)
                                .map(SegmentMeta::id)
                                .sorted()
                                .toList(),
                        targetBytes,
                        Candidate.estimate(members)))));
        return plans;
    }
}
