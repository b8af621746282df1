package io.elanus.server.rest;

import io.elanus.database.Database;
import io.elanus.model.CompactionPlan;
import io.elanus.model.CompactionPreview;
import io.elanus.model.CompactionRequest;
import io.elanus.model.CompactionStatus;
import io.elanus.model.CompactionStatus.Figures;
import io.elanus.model.CompactionStatus.PlanStatus;
import io.elanus.model.CompactionStatus.Progress;
import io.elanus.model.DatabaseException;
import io.elanus.model.SpaceUse;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compactions: what one would do, how far they are, how they ended; and what a collection's space is for. */
final class CompactionPages {
    private final Database database;

    CompactionPages(Database database) {
        this.database = database;
    }

    /** The jobs of a collection that are remembered, newest first. */
    Object list(PageRequest request) {
        return database.compactions(request.collection()).stream()
                .map(CompactionPages::encode)
                .toList();
    }

    Object job(PageRequest request) {
        return encode(database.compaction(request.pathNumber("job")));
    }

    Object cancel(PageRequest request) {
        long job = request.pathNumber("job");
        database.cancelCompaction(job);
        return encode(database.compaction(job));
    }

    /** What {@code kind} (mix, levelZero, clustering, forceMerge with {@code targetBytes}) would do now. */
    Object preview(PageRequest request) {
        CompactionPreview preview = database.previewCompaction(
                new CompactionRequest(request.collection(), kind(request), Optional.empty(), List.of()));
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(
                "plans", preview.plans().stream().map(CompactionPages::encode).toList());
        preview.nothingBecause().ifPresent(why -> fields.put("nothingBecause", why));
        return fields;
    }

    private static CompactionRequest.Kind kind(PageRequest request) {
        String kind = request.parameter("kind").orElse("mix");
        return switch (kind) {
            case "mix" -> new CompactionRequest.Mix();
            case "levelZero" -> new CompactionRequest.LevelZero();
            case "clustering" -> new CompactionRequest.Clustering();
            case "forceMerge" ->
                new CompactionRequest.ForceMerge(request.parameter("targetBytes")
                        .map(text -> request.number("targetBytes", text))
                        .orElse(Long.MAX_VALUE));
            default ->
                throw DatabaseException.invalid(
                        "kind is not known: kind=" + kind + "; use mix, levelZero, clustering or forceMerge");
        };
    }

    Object space(PageRequest request) {
        SpaceUse space = database.space(request.collection());
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("live", space.live());
        fields.put("dead", space.dead());
        fields.put("index", space.index());
        fields.put("log", space.log());
        fields.put("manifest", space.manifest());
        fields.put("temporary", space.temporary());
        fields.put("pinned", space.pinned());
        fields.put("orphan", space.orphan());
        fields.put("total", space.total());
        return fields;
    }

    private static Map<String, Object> encode(CompactionStatus job) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("jobID", job.jobId());
        fields.put("collectionID", job.collectionId());
        fields.put("completed", job.completed());
        job.nothingBecause().ifPresent(why -> fields.put("nothingBecause", why));
        fields.put("plans", job.plans().stream().map(CompactionPages::encode).toList());
        return fields;
    }

    private static Map<String, Object> encode(PlanStatus plan) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("state", plan.state().name());
        fields.putAll(encode(plan.plan()));
        fields.put("targets", plan.targetIds());
        plan.progress().ifPresent(progress -> fields.put("progress", encode(progress)));
        if (plan.state().ended()) {
            fields.put("figures", encode(plan.figures()));
        }
        fields.put("planned", plan.times().planned().toString());
        plan.times().begun().map(Instant::toString).ifPresent(time -> fields.put("begun", time));
        plan.times().ended().map(Instant::toString).ifPresent(time -> fields.put("ended", time));
        plan.failure().ifPresent(why -> fields.put("failure", why));
        return fields;
    }

    private static Map<String, Object> encode(CompactionPlan plan) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", plan.kind().getClass().getSimpleName());
        fields.put("reason", plan.reason().name());
        fields.put("shard", plan.shard());
        fields.put("partitionID", plan.partitionId());
        fields.put("sources", plan.sources());
        CompactionPlan.Estimate estimate = plan.estimate();
        fields.put(
                "estimate",
                encode(new Figures(
                        estimate.rowsIn(),
                        estimate.rowsDropped(),
                        estimate.bytesRead(),
                        estimate.bytesWritten(),
                        estimate.bytesFreed())));
        return fields;
    }

    private static Map<String, Object> encode(Figures figures) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("rowsIn", figures.rowsIn());
        fields.put("rowsDropped", figures.rowsDropped());
        fields.put("bytesRead", figures.bytesRead());
        fields.put("bytesWritten", figures.bytesWritten());
        fields.put("bytesFreed", figures.bytesFreed());
        return fields;
    }

    private static Map<String, Object> encode(Progress progress) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("stage", progress.stage().name());
        fields.put("share", progress.share());
        fields.put("bytesPerSecond", progress.bytesPerSecond());
        progress.timeLeft().map(Duration::toMillis).ifPresent(millis -> fields.put("millisLeft", millis));
        return fields;
    }
}
