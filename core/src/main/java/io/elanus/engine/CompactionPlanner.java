package io.elanus.engine;

import io.elanus.model.CompactionPlan;
import io.elanus.model.CompactionPreview;
import io.elanus.model.CompactionRequest;
import io.elanus.model.CompactionRequest.Clustering;
import io.elanus.model.CompactionRequest.ForceMerge;
import io.elanus.model.CompactionRequest.LevelZero;
import io.elanus.model.CompactionRequest.Mix;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import io.elanus.model.SegmentDescription.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Collects what is at rest in a collection, and asks the policies what to do with it. Changes nothing. */
final class CompactionPlanner {
    private CompactionPlanner() {}

    /** What a user's request comes to. */
    static CompactionPreview preview(Collection collection, CompactionRequest request) {
        List<CompactionPlan> plans = new ArrayList<>();
        int found = 0;
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
        return new CompactionPreview(
                plans, plans.isEmpty() ? Optional.of(nothing(collection, request)) : Optional.empty());
    }

    private static List<CompactionPlan> forced(
            Collection collection, Shard shard, CompactionRequest.Kind kind, List<Candidate> candidates) {
        EngineSettings settings = collection.context().resources().settings();
        if (candidates.isEmpty()) {
            return List.of();
        }
        return switch (kind) {
            case Mix mix -> MixPolicy.pickForced(shard.number(), candidates, settings.segmentBytesMax());
            case LevelZero levelZero -> throw unsupported("L0 compaction");
            case Clustering clustering -> throw unsupported("clustering compaction");
            case ForceMerge merge -> throw unsupported("force merge");
        };
    }

    private static DatabaseException unsupported(String what) {
        return new DatabaseException(ErrorCode.UNSUPPORTED, what + " is not supported yet: unsupported operation");
    }

    private static List<Candidate> candidates(Collection collection, int shard, CompactionRequest request) {
        List<Candidate> candidates = new ArrayList<>();
        for (SegmentStatus segment : collection.segments()) {
            boolean wanted = segment.shard() == shard
                    && segment.atRest()
                    && segment.level() == Level.L1
                    && segment.damage().isEmpty()
                    && !collection.claims().contains(segment.id())
                    && (request.partitionId().isEmpty() || request.partitionId().get() == segment.partitionId())
                    && (request.segmentIds().isEmpty() || request.segmentIds().contains(segment.id()));
            if (wanted) {
                boolean indexed = collection.indexes().stream()
                        .allMatch(index -> IndexBuilds.has(segment.meta().orElseThrow(), index));
                candidates.add(
                        new Candidate(segment.meta().orElseThrow(), segment.deadCount(), 0, Duration.ZERO, indexed));
            }
        }
        return candidates;
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
        boolean allClaimed =
                atRest.stream().allMatch(segment -> collection.claims().contains(segment.id()));
        return allClaimed
                ? "another job is compacting every segment; ask again when it has ended"
                : "no segment qualifies for this kind of compaction";
    }
}
