package io.elanus.engine;

import io.elanus.engine.LevelZeroPolicy.Pending;
import io.elanus.engine.Manifest.DeleteFile;
import io.elanus.engine.SegmentGroup.Limits;
import io.elanus.model.CollectionSchema;
import io.elanus.model.CompactionPlan;
import io.elanus.model.CompactionPreview;
import io.elanus.model.CompactionRequest;
import io.elanus.model.CompactionRequest.Clustering;
import io.elanus.model.CompactionRequest.ForceMerge;
import io.elanus.model.CompactionRequest.LevelZero;
import io.elanus.model.CompactionRequest.Mix;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import io.elanus.model.Value;
import io.elanus.segment.ColumnRange;
import io.elanus.segment.ExpiryRule;
import io.elanus.segment.SegmentMeta;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Collects what is at rest in a collection, and asks the policies what to do with it. Changes nothing. */
final class CompactionPlanner {
    private CompactionPlanner() {}

    /**
     * What a user's request comes to.
     *
     * @throws DatabaseException if some of the segments that it names cannot be compacted, or there is too little memory or
     *     space for a forced merge
     */
    static CompactionPreview preview(Collection collection, CompactionRequest request) {
        List<CompactionPlan> plans = new ArrayList<>();
        int found = 0;
        if (request.kind() instanceof Clustering && !canCluster(collection)) {
            return new CompactionPreview(plans, Optional.of("the collection has no clustering key"));
        }
        for (Shard shard : collection.shards()) {
            List<Candidate> candidates = candidates(collection, shard.number(), request);
            found += candidates.size();
            plans.addAll(forced(collection, shard, request.kind(), candidates));
        }
        if (!request.segmentIds().isEmpty()
                && found < Set.copyOf(request.segmentIds()).size()) {
            throw new DatabaseException(
                    ErrorCode.INTERNAL, "not all segment ids provided could be compacted: service internal error");
        }
        if (request.kind() instanceof ForceMerge) {
            SpaceCheck.require(plans, collection.context().resources());
        }
        return new CompactionPreview(
                plans, plans.isEmpty() ? Optional.of(nothing(collection, request)) : Optional.empty());
    }

    private static List<CompactionPlan> forced(
            Collection collection, Shard shard, CompactionRequest.Kind kind, List<Candidate> candidates) {
        EngineResources resources = collection.context().resources();
        EngineSettings settings = resources.settings();
        return switch (kind) {
            case Mix mix -> MixPolicy.pickForced(shard.number(), candidates, Limits.of(settings));
            case LevelZero levelZero ->
                LevelZeroPolicy.pickForced(
                        shard.number(),
                        pending(collection, shard, candidates),
                        settings.compaction().levelZero());
            case Clustering clustering -> ClusteringPolicy.pickForced(shard.number(), candidates, settings);
            case ForceMerge merge ->
                ForceMergePolicy.pick(
                        shard.number(),
                        candidates,
                        merge,
                        settings,
                        resources.objects().usableBytes());
        };
    }

    /** Whether the rows of a collection have an order besides that of the primary key. */
    static boolean canCluster(Collection collection) {
        CompactionSettings settings =
                collection.context().resources().settings().compaction();
        return ClusteringPolicy.key(collection.schema(), settings.clustering()).isPresent();
    }

    /** What is worth doing without being asked. */
    static List<CompactionPlan> automatic(Collection collection, CompactionRequest.Kind kind) {
        return switch (kind) {
            case Mix mix -> automaticMix(collection);
            case LevelZero levelZero -> automaticLevelZero(collection);
            case Clustering clustering -> automaticClustering(collection);
            case ForceMerge merge -> List.of();
        };
    }

    private static List<CompactionPlan> automaticClustering(Collection collection) {
        EngineResources resources = collection.context().resources();
        List<CompactionPlan> plans = new ArrayList<>();
        if (resources.settings().compaction().clustering().automatic() && canCluster(collection)) {
            for (Shard shard : collection.shards()) {
                plans.addAll(ClusteringPolicy.pickAutomatic(
                        shard.number(),
                        candidates(collection, shard.number()),
                        resources.settings(),
                        resources.clock().now()));
            }
        }
        return plans;
    }

    /** What is worth merging or rewriting without being asked: nothing of a collection whose vectors have no index. */
    private static List<CompactionPlan> automaticMix(Collection collection) {
        EngineResources resources = collection.context().resources();
        boolean indexed = collection.schema().vectorFields().stream()
                .allMatch(field -> collection.indexes().stream().anyMatch(index -> index.fieldId() == field.id()));
        List<CompactionPlan> plans = new ArrayList<>();
        for (Shard shard : indexed ? collection.shards() : List.<Shard>of()) {
            List<Candidate> candidates = candidates(collection, shard.number()).stream()
                    .filter(Candidate::indexed)
                    .toList();
            plans.addAll(MixPolicy.pickAutomatic(
                    shard.number(),
                    candidates,
                    Limits.of(resources.settings()),
                    resources.settings().compaction(),
                    resources.clock().now()));
        }
        return plans;
    }

    /** Which pending deletes are to be attached without being asked. */
    private static List<CompactionPlan> automaticLevelZero(Collection collection) {
        EngineResources resources = collection.context().resources();
        List<CompactionPlan> plans = new ArrayList<>();
        for (Shard shard : collection.shards()) {
            plans.addAll(LevelZeroPolicy.pickAutomatic(
                    shard.number(),
                    pending(collection, shard, candidates(collection, shard.number())),
                    resources.settings().compaction().levelZero(),
                    resources.clock().now()));
        }
        return plans;
    }

    private static Pending pending(Collection collection, Shard shard, List<Candidate> candidates) {
        List<DeleteFile> files = shard.manifest().deletes().stream()
                .filter(file -> !collection.claims().contains(file.id()))
                .toList();
        return Pending.of(files, candidates);
    }

    private static List<Candidate> candidates(Collection collection, int shard, CompactionRequest request) {
        return candidates(collection, shard).stream()
                .filter(candidate -> request.partitionId().isEmpty()
                        || request.partitionId().get() == candidate.meta().partitionId())
                .filter(candidate -> request.segmentIds().isEmpty()
                        || request.segmentIds().contains(candidate.meta().id()))
                .toList();
    }

    /** The segments at rest that can be read and that no other plan has. */
    private static List<Candidate> candidates(Collection collection, int shard) {
        List<Candidate> candidates = new ArrayList<>();
        for (SegmentStatus segment : collection.segments()) {
            if (segment.shard() == shard
                    && segment.atRest()
                    && segment.damage().isEmpty()
                    && !collection.claims().contains(segment.id())) {
                SegmentMeta meta = segment.meta().orElseThrow();
                boolean indexed = collection.indexes().stream().allMatch(index -> IndexBuilds.has(meta, index));
                candidates.add(new Candidate(
                        meta, segment.deadCount(), segment.expiredCount(), overdue(collection, segment), indexed));
            }
        }
        return candidates;
    }

    /** Since when the first row of a segment that has expired is there for nothing, as far as its meta tells. */
    private static Duration overdue(Collection collection, SegmentStatus segment) {
        if (segment.expiredCount() == 0) {
            return Duration.ZERO;
        }
        ExpiryRule rule = collection.context().expiryRule().get();
        SegmentMeta meta = segment.meta().orElseThrow();
        long first = rule.fieldId() == CollectionSchema.TIMESTAMP_FIELD_ID
                ? meta.timestampMin()
                : meta.range(rule.fieldId())
                        .flatMap(ColumnRange::min)
                        .map(min -> min instanceof Value.Int number ? number.value() : 0L)
                        .orElse(0L);
        long nowMillis = collection.context().clock().wallMillis();
        return Duration.ofMillis(Math.max(0, nowMillis - rule.expiryMillis(first)));
    }

    private static String nothing(Collection collection, CompactionRequest request) {
        List<SegmentStatus> atRest = collection.segments().stream()
                .filter(SegmentStatus::atRest)
                .filter(segment ->
                        request.partitionId().isEmpty() || request.partitionId().get() == segment.partitionId())
                .toList();
        if (atRest.isEmpty()) {
            return "nothing is at rest; rows in memory are compacted once they are flushed";
        }
        if (request.kind() instanceof LevelZero) {
            return "no delete at rest waits to be attached to a segment";
        }
        boolean allClaimed =
                atRest.stream().allMatch(segment -> collection.claims().contains(segment.id()));
        return allClaimed
                ? "another job is compacting every segment; ask again when it has ended"
                : "no segment qualifies for this kind of compaction";
    }
}
