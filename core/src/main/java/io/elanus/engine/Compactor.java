package io.elanus.engine;

import io.elanus.engine.CompactionPolicy.Candidate;
import io.elanus.engine.CompactionRecord.PlanRecord;
import io.elanus.model.CompactionRequest;
import io.elanus.model.CompactionRequest.Clustering;
import io.elanus.model.CompactionRequest.ForceMerge;
import io.elanus.model.CompactionRequest.LevelZero;
import io.elanus.model.CompactionRequest.Mix;
import io.elanus.model.CompactionStatus;
import io.elanus.model.CompactionStatus.PlanState;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import io.elanus.model.SegmentDescription.Level;
import io.elanus.segment.SealedSegment;
import io.elanus.segment.SegmentMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongFunction;

/**
 * Plans compactions at once, runs them behind, and remembers how they ended. Thread-safe.
 *
 * <p>A job's plans are durable before the first of them runs. After a crash, the manifest tells whether a plan that was
 * running came to its end: its target, whose id was given beforehand, is there or its sources are.
 */
public final class Compactor {
    private static final String CLOSED = "collection was closed or dropped";
    private static final System.Logger LOG = System.getLogger(Compactor.class.getName());

    private final EngineResources resources;
    private final CompactionHistory history;
    private final LongFunction<Optional<Collection>> collections;

    /** How many plans of a job have not ended yet; only jobs of this process. */
    private final Map<Long, Integer> running = new ConcurrentHashMap<>();

    /** @param collections finds an open collection by its id, for jobs that a crash interrupted */
    public Compactor(EngineResources resources, LongFunction<Optional<Collection>> collections) {
        this.resources = resources;
        this.history =
                new CompactionHistory(resources.metas(), resources.settings().finishedJobsMax());
        this.collections = collections;
    }

    /**
     * Plans a compaction and begins it.
     *
     * @param partitionId only there
     * @param segmentIds only these; empty: all that qualify
     * @return the job with its plans, or {@link CompactionStatus#NOTHING_TO_DO}
     */
    public CompactionStatus start(
            Collection collection, CompactionRequest.Kind kind, Optional<Long> partitionId, List<Long> segmentIds) {
        List<CompactionPlan> plans = claim(collection, plan(collection, kind, partitionId, segmentIds));
        if (plans.isEmpty()) {
            return new CompactionStatus(CompactionStatus.NOTHING_TO_DO, List.of());
        }
        CompactionRecord job;
        try {
            job = remember(collection, plans);
        } catch (RuntimeException e) {
            plans.forEach(plan -> collection.claims().giveBack(plan.sources()));
            throw e;
        }
        for (int i = 0; i < plans.size(); i++) {
            submit(collection, job.jobId(), i, plans.get(i), job.plans().get(i));
        }
        return job.status();
    }

    private CompactionRecord remember(Collection collection, List<CompactionPlan> plans) {
        long jobId = resources.clock().next();
        List<PlanRecord> records =
                plans.stream().map(plan -> record(collection, plan)).toList();
        CompactionRecord job = new CompactionRecord(jobId, collection.id(), records);
        running.put(jobId, plans.size());
        try {
            history.put(job);
            return job;
        } catch (RuntimeException e) {
            running.remove(jobId);
            throw e;
        }
    }

    private static List<CompactionPlan> plan(
            Collection collection, CompactionRequest.Kind kind, Optional<Long> partitionId, List<Long> segmentIds) {
        List<List<Candidate>> candidates = new ArrayList<>();
        int found = 0;
        for (Shard shard : collection.shards()) {
            List<Candidate> ofShard = candidates(collection, shard.number(), partitionId, segmentIds);
            candidates.add(ofShard);
            found += ofShard.size();
        }
        if (!segmentIds.isEmpty() && found < Set.copyOf(segmentIds).size()) {
            throw new DatabaseException(
                    ErrorCode.INTERNAL, "not all segment ids provided could be compacted: service internal error");
        }
        List<CompactionPlan> plans = new ArrayList<>();
        if (found == 0) {
            return plans;
        }
        long targetBytesMax = collection.context().resources().settings().segmentBytesMax();
        for (int shard = 0; shard < candidates.size(); shard++) {
            plans.addAll(
                    switch (kind) {
                        case Mix mix -> CompactionPolicy.pickForced(shard, candidates.get(shard), targetBytesMax);
                        case LevelZero levelZero -> throw unsupported("L0 compaction");
                        case Clustering clustering -> throw unsupported("clustering compaction");
                        case ForceMerge merge -> throw unsupported("force merge");
                    });
        }
        return plans;
    }

    private static DatabaseException unsupported(String what) {
        return new DatabaseException(ErrorCode.UNSUPPORTED, what + " is not supported yet: unsupported operation");
    }

    private static List<Candidate> candidates(
            Collection collection, int shard, Optional<Long> partitionId, List<Long> segmentIds) {
        List<Candidate> candidates = new ArrayList<>();
        for (SegmentStatus segment : collection.segments()) {
            boolean wanted = segment.shard() == shard
                    && segment.atRest()
                    && segment.level() == Level.L1
                    && segment.damage().isEmpty()
                    && !collection.claims().contains(segment.id())
                    && (partitionId.isEmpty() || partitionId.get() == segment.partitionId())
                    && (segmentIds.isEmpty() || segmentIds.contains(segment.id()));
            if (wanted) {
                candidates.add(new Candidate(segment.meta().orElseThrow(), segment.deadCount()));
            }
        }
        return candidates;
    }

    /** The plans whose segments nobody else has claimed meanwhile; theirs are claimed now. */
    private static List<CompactionPlan> claim(Collection collection, List<CompactionPlan> plans) {
        return plans.stream()
                .filter(plan -> collection.claims().claim(plan.sources()))
                .toList();
    }

    private PlanRecord record(Collection collection, CompactionPlan plan) {
        Manifest manifest = collection.shards().get(plan.shard()).manifest();
        long rowsIn = plan.sources().stream()
                .map(manifest::segment)
                .flatMap(Optional::stream)
                .mapToLong(SegmentMeta::rowCount)
                .sum();
        return new PlanRecord(
                plan.shard(),
                plan.sources(),
                resources.clock().next(),
                PlanState.EXECUTING,
                rowsIn,
                0,
                plan.estimate().bytesRead(),
                0,
                Optional.empty());
    }

    private void submit(Collection collection, long jobId, int index, CompactionPlan plan, PlanRecord record) {
        try {
            resources.background().execute(() -> run(collection, jobId, index, plan, record));
        } catch (RejectedExecutionException e) {
            collection.claims().giveBack(plan.sources());
            ended(jobId); // The database is closing: the next start finds the plan open.
        }
    }

    private void run(Collection collection, long jobId, int index, CompactionPlan plan, PlanRecord record) {
        boolean entered = collection.jobs().enter();
        try {
            PlanRecord result = record.failed(CLOSED);
            try {
                result = entered ? attempt(collection, jobId, plan, record) : result;
            } finally {
                collection.claims().giveBack(plan.sources()); // Before anybody can see that the plan has ended.
            }
            history.update(jobId, index, result);
        } catch (RuntimeException e) {
            // Whoever asks for the job finds out by the manifest.
            LOG.log(System.Logger.Level.ERROR, "end of a compaction cannot be noted: job=" + jobId, e);
        } finally {
            ended(jobId);
            if (entered) {
                // The sources may have missed an index while they were claimed, and the target one that came meanwhile.
                collection.indexBuilder().buildMissing();
                collection.jobs().leave();
            }
        }
    }

    private void ended(long jobId) {
        running.computeIfPresent(jobId, (id, plans) -> plans == 1 ? null : plans - 1);
    }

    private static PlanRecord attempt(Collection collection, long jobId, CompactionPlan plan, PlanRecord record) {
        try {
            return rewrite(collection, plan, record);
        } catch (CancellationException e) {
            return record.failed(CLOSED);
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.log(System.Logger.Level.ERROR, "compaction failed: job=" + jobId + ", sources=" + plan.sources(), e);
            return record.failed(String.valueOf(e.getMessage()));
        }
    }

    private static PlanRecord rewrite(Collection collection, CompactionPlan plan, PlanRecord record) {
        Shard shard = collection.shards().get(plan.shard());
        ShardState.Sources sources = shard.state().sources(plan.sources());
        try {
            if (sources.segments().size() < plan.sources().size()) {
                return record.failed("segments are gone: sources=" + plan.sources());
            }
            CompactionJob.Result result = new CompactionJob(
                            collection.context(), shard.number(), collection.jobs()::isClosed)
                    .run(sources, record.targetId());
            if (!shard.apply(result.edit())) {
                return record.failed("segments went away meanwhile: sources=" + plan.sources());
            }
            long rowsOut = result.target().map(SegmentMeta::rowCount).orElse(0);
            return record.completed(
                    record.rowsIn() - rowsOut,
                    result.target().map(SegmentMeta::byteSize).orElse(0L));
        } finally {
            sources.segments().forEach(SealedSegment::letGo);
        }
    }

    /** How far a job has come; one that was never issued is completed and has no plans. */
    public CompactionStatus status(long jobId) {
        Optional<CompactionRecord> job = history.find(jobId);
        if (job.isEmpty()) {
            return new CompactionStatus(jobId, List.of());
        }
        if (!job.get().status().completed() && !running.containsKey(jobId)) {
            resolveInterrupted(job.get());
        }
        return history.find(jobId).orElse(job.get()).status();
    }

    /** Nobody runs these plans any more, and how they ended was not noted: either the edit of a plan is in the manifest, or nothing of it is. */
    private void resolveInterrupted(CompactionRecord job) {
        Optional<Collection> collection = collections.apply(job.collectionId());
        for (int i = 0; i < job.plans().size(); i++) {
            PlanRecord plan = job.plans().get(i);
            if (plan.state() == PlanState.EXECUTING) {
                history.update(job.jobId(), i, resolved(plan, collection));
            }
        }
    }

    private static PlanRecord resolved(PlanRecord plan, Optional<Collection> collection) {
        if (collection.isEmpty()) {
            return plan.failed("collection is gone");
        }
        Manifest manifest = collection.get().shards().get(plan.shard()).manifest();
        Optional<SegmentMeta> target = manifest.segment(plan.targetId());
        boolean sourcesLeft =
                plan.sources().stream().anyMatch(id -> manifest.segment(id).isPresent());
        if (target.isPresent() || !sourcesLeft) {
            long rowsOut = target.map(SegmentMeta::rowCount).orElse(0);
            return plan.completed(
                    plan.rowsIn() - rowsOut, target.map(SegmentMeta::byteSize).orElse(0L));
        }
        return plan.failed("interrupted by a restart; the segments are as they were");
    }
}
