package io.elanus.engine;

import io.elanus.engine.CompactionRecord.PlanRecord;
import io.elanus.model.CompactionPlan;
import io.elanus.model.CompactionPlan.Estimate;
import io.elanus.model.CompactionPreview;
import io.elanus.model.CompactionRequest;
import io.elanus.model.CompactionRequest.LevelZero;
import io.elanus.model.CompactionStatus;
import io.elanus.model.CompactionStatus.Figures;
import io.elanus.model.CompactionStatus.PlanStatus;
import io.elanus.segment.SegmentMeta;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;

/**
 * Plans compactions at once, runs them behind, and remembers how they ended. Thread-safe.
 *
 * <p>A job's plans are durable before the first of them runs. A plan that a crash or a close interrupted is taken up again:
 * the manifest tells whether its edit was applied before.
 */
public final class Compactor {
    private static final System.Logger LOG = System.getLogger(Compactor.class.getName());

    private final EngineResources resources;
    private final CompactionHistory history;
    private final LongFunction<Optional<Collection>> collections;

    /** From looking at what is at rest until it is claimed. */
    private final ReentrantLock planning = new ReentrantLock();

    /** The plans of this process that have not ended yet, by job and by place in the job. */
    private final Map<Long, Map<Integer, PlanRun>> running = new ConcurrentHashMap<>();

    /** @param collections finds an open collection by its id, for jobs that were interrupted */
    public Compactor(EngineResources resources, LongFunction<Optional<Collection>> collections) {
        this.resources = resources;
        this.history =
                new CompactionHistory(resources.metas(), resources.settings().finishedJobsMax());
        this.collections = collections;
    }

    /** What a request would come to, were it made now. */
    public CompactionPreview preview(Collection collection, CompactionRequest request) {
        return CompactionPlanner.preview(collection, request);
    }

    /**
     * Plans a compaction and begins it. Automatic ones on the collection give way: they end, and what they were about to do
     * is part of what was asked for.
     *
     * @return the job with its plans, or {@link CompactionStatus#nothing}; for a clustering the job that a user has running
     *     on the collection, if there is one
     */
    public CompactionStatus start(Collection collection, CompactionRequest request) {
        CompactionRecord job;
        planning.lock();
        try {
            if (!(request.kind() instanceof CompactionRequest.LevelZero)) {
                endAutomatic(collection);
            }
            if (request.kind() instanceof CompactionRequest.Clustering && CompactionPlanner.canCluster(collection)) {
                // It would have to leave out what another job holds, and then not all rows would be in order.
                Optional<CompactionStatus> other = executing(collection.id());
                if (other.isPresent()) {
                    return other.get();
                }
            }
            CompactionPreview preview = preview(collection, request);
            List<CompactionPlan> plans = claimed(collection, preview.plans());
            if (plans.isEmpty()) {
                String because = preview.nothingBecause().orElse("another job has just begun on every segment");
                return CompactionStatus.nothing(collection.id(), because);
            }
            job = remember(collection, plans);
        } finally {
            planning.unlock();
        }
        return begin(job);
    }

    private void endAutomatic(Collection collection) {
        List<PlanRun> giveWay = running.values().stream()
                .flatMap(runs -> runs.values().stream())
                .filter(run -> run.isAutomatic() && run.isOn(collection))
                .toList();
        giveWay.forEach(run -> run.cancel("gave way to a compaction that a user asked for"));
        giveWay.forEach(PlanRun::awaitEnd);
    }

    /**
     * Begins what is worth doing without being asked.
     *
     * @param kind {@link CompactionRequest.ForceMerge} never is
     */
    public void startAutomatically(Collection collection, CompactionRequest.Kind kind) {
        CompactionRecord job;
        planning.lock();
        try {
            List<CompactionPlan> plans = claimed(collection, CompactionPlanner.automatic(collection, kind));
            if (plans.isEmpty()) {
                return;
            }
            job = remember(collection, plans);
        } finally {
            planning.unlock();
        }
        begin(job);
    }

    /** The plans whose sources nobody has claimed or replaced since they were made; they are claimed now. */
    private static List<CompactionPlan> claimed(Collection collection, List<CompactionPlan> plans) {
        List<CompactionPlan> claimed = new ArrayList<>();
        for (CompactionPlan plan : plans) {
            if (collection.claims().claim(plan.sources())) {
                if (isUntouched(plan, collection)) {
                    claimed.add(plan);
                } else {
                    collection.claims().giveBack(plan.sources());
                }
            }
        }
        return claimed;
    }

    /** The newest job of a collection that has not ended. */
    private Optional<CompactionStatus> executing(long collectionId) {
        return history.ofCollection(collectionId).stream()
                .filter(job -> !job.ended())
                .map(job -> status(job.jobId()))
                .filter(job -> !job.completed())
                .findFirst();
    }

    /** @param plans their sources are claimed */
    private CompactionRecord remember(Collection collection, List<CompactionPlan> plans) {
        List<PlanRecord> records =
                plans.stream().map(plan -> PlanRecord.queued(plan, now())).toList();
        CompactionRecord job = new CompactionRecord(resources.clock().next(), collection.id(), records);
        Map<Integer, PlanRecord> all = new TreeMap<>();
        for (int i = 0; i < records.size(); i++) {
            all.put(i, records.get(i));
        }
        // First, so that nobody takes the job for one that was interrupted.
        register(collection, job.jobId(), all);
        try {
            history.add(job);
            return job;
        } catch (RuntimeException e) {
            running.remove(job.jobId());
            plans.forEach(plan -> collection.claims().giveBack(plan.sources()));
            throw e;
        }
    }

    private CompactionStatus begin(CompactionRecord job) {
        execute(job.jobId());
        return status(history.find(job.jobId()).orElse(job));
    }

    /** @param records by their places in the job; their sources are claimed */
    private void register(Collection collection, long jobId, Map<Integer, PlanRecord> records) {
        Map<Integer, PlanRun> runs = new ConcurrentHashMap<>();
        records.forEach((index, record) -> runs.put(
                index,
                new PlanRun(
                        collection,
                        record,
                        changed -> history.update(jobId, index, changed),
                        () -> over(jobId, index))));
        running.put(jobId, runs);
    }

    private void execute(long jobId) {
        for (PlanRun run : List.copyOf(running.getOrDefault(jobId, Map.of()).values())) {
            try {
                resources.background().execute(run.priority(), run);
            } catch (RejectedExecutionException e) {
                run.refused();
            }
        }
    }

    private void over(long jobId, int index) {
        running.computeIfPresent(jobId, (id, runs) -> {
            runs.remove(index);
            return runs.isEmpty() ? null : runs;
        });
    }

    /** Ends what of a job has not ended; what was done stays. */
    public void cancel(long jobId) {
        running.getOrDefault(jobId, Map.of()).values().forEach(run -> run.cancel("cancelled by a user"));
    }

    /** How far a job has come; one that was never issued, or is forgotten, is completed and has no plans. */
    public CompactionStatus status(long jobId) {
        Optional<CompactionRecord> job = history.find(jobId);
        if (job.isEmpty()) {
            return CompactionStatus.unknown(jobId);
        }
        if (!job.get().ended() && !running.containsKey(jobId)) {
            takeUp(jobId);
        }
        return status(history.find(jobId).orElse(job.get()));
    }

    /** The jobs of a collection that are remembered, newest first. */
    public List<CompactionStatus> jobs(long collectionId) {
        return history.ofCollection(collectionId).stream().map(this::status).toList();
    }

    private CompactionStatus status(CompactionRecord job) {
        Map<Integer, PlanRun> runs = running.getOrDefault(job.jobId(), Map.of());
        List<PlanStatus> plans = new ArrayList<>();
        for (int i = 0; i < job.plans().size(); i++) {
            Optional<PlanRun> run = Optional.ofNullable(runs.get(i));
            plans.add(job.plans().get(i).status(run.flatMap(PlanRun::progress)));
        }
        return new CompactionStatus(job.jobId(), job.collectionId(), plans, Optional.empty());
    }

    /** Goes on with every job that a crash or a close interrupted. */
    public void takeUpInterrupted() {
        for (long jobId : history.unended()) {
            try {
                takeUp(jobId);
            } catch (RuntimeException e) {
                // Its collection does not open; the others' jobs go on, and this one when somebody asks for it.
                LOG.log(System.Logger.Level.WARNING, "compaction cannot be taken up: job=" + jobId, e);
            }
        }
    }

    private synchronized void takeUp(long jobId) {
        Optional<CompactionRecord> found = history.find(jobId);
        if (found.isEmpty() || found.get().ended() || running.containsKey(jobId)) {
            return; // It ended meanwhile.
        }
        CompactionRecord job = found.get();
        Optional<Collection> collection = collections.apply(job.collectionId());
        Map<Integer, PlanRecord> again = new TreeMap<>();
        for (int i = 0; i < job.plans().size(); i++) {
            PlanRecord record = job.plans().get(i);
            if (record.state().ended()) {
                continue;
            }
            if (collection.isEmpty()) {
                history.update(jobId, i, record.cancelled("collection was dropped", now()));
            } else if (isUntouched(record.plan(), collection.get())
                    && collection.get().claims().claim(record.plan().sources())) {
                again.put(i, record);
            } else {
                history.update(jobId, i, resolved(record, collection.get()));
            }
        }
        if (!again.isEmpty()) {
            register(collection.orElseThrow(), jobId, again);
            execute(jobId);
        }
    }

    private Instant now() {
        return resources.clock().instant();
    }

    /** Whether the plan can be run from its beginning. Deletes that are not all attached can be attached once more. */
    private static boolean isUntouched(CompactionPlan plan, Collection collection) {
        Manifest manifest = collection.shards().get(plan.shard()).manifest();
        if (plan.kind() instanceof LevelZero) {
            return manifest.deletes().stream().anyMatch(file -> plan.sources().contains(file.id()));
        }
        return plan.sources().stream().allMatch(id -> manifest.segment(id).isPresent());
    }

    /** Either the edit of a plan is in the manifest, or nothing of it is. */
    private PlanRecord resolved(PlanRecord record, Collection collection) {
        CompactionPlan plan = record.plan();
        if (plan.kind() instanceof LevelZero) {
            Estimate estimate = plan.estimate();
            Figures figures = new Figures(
                    estimate.rowsIn(), 0, estimate.bytesRead(), estimate.bytesWritten(), estimate.bytesFreed());
            return record.completed(List.of(), figures, now());
        }
        List<SegmentMeta> targets = collection.shards().get(plan.shard()).manifest().segments().stream()
                .filter(segment -> segment.compactedFrom().containsAll(plan.sources()))
                .toList();
        boolean sourcesLeft = collection.shards().get(plan.shard()).manifest().segments().stream()
                .anyMatch(segment -> plan.sources().contains(segment.id()));
        if (sourcesLeft) {
            return record.failed("segments are gone: sources=" + plan.sources(), now());
        }
        long rowsOut = targets.stream().mapToLong(SegmentMeta::rowCount).sum();
        long bytesOut = targets.stream().mapToLong(SegmentMeta::byteSize).sum();
        long rowsIn = plan.estimate().rowsIn();
        long bytesPresent = plan.estimate().bytesFreed() + plan.estimate().bytesWritten();
        Figures figures =
                new Figures(rowsIn, rowsIn - rowsOut, plan.estimate().bytesRead(), bytesOut, bytesPresent - bytesOut);
        return record.completed(targets.stream().map(SegmentMeta::id).toList(), figures, now());
    }
}
