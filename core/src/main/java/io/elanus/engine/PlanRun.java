package io.elanus.engine;

import io.elanus.engine.BackgroundJobs.Priority;
import io.elanus.engine.CompactionRecord.PlanRecord;
import io.elanus.engine.Manifest.DeleteFile;
import io.elanus.model.CompactionPlan;
import io.elanus.model.CompactionRequest.Clustering;
import io.elanus.model.CompactionRequest.ForceMerge;
import io.elanus.model.CompactionRequest.LevelZero;
import io.elanus.model.CompactionRequest.Mix;
import io.elanus.model.CompactionStatus.Figures;
import io.elanus.model.CompactionStatus.Progress;
import io.elanus.model.CompactionStatus.Stage;
import io.elanus.segment.SealedSegment;
import io.elanus.segment.SegmentMeta;
import io.elanus.segment.SegmentMeta.DeathsFile;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One plan on its way from the queue to its end. Every step is noted through the recorder, and the claims on the sources are
 * given back before anybody can see that the plan has ended. Thread-safe.
 */
final class PlanRun implements Runnable {
    private static final System.Logger LOG = System.getLogger(PlanRun.class.getName());

    private final Collection collection;
    private final CompactionPlan plan;
    private final JobMonitor monitor;
    private final Consumer<PlanRecord> recorder;
    private final Runnable over;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    /** Only the thread that moves it on from QUEUED or RUNNING writes it. */
    private PlanRecord record;

    private Phase phase = Phase.QUEUED;

    private enum Phase {
        QUEUED,
        RUNNING,
        OVER
    }

    /**
     * @param recorder makes each step durable
     * @param over told when nothing more will happen
     */
    PlanRun(Collection collection, PlanRecord record, Consumer<PlanRecord> recorder, Runnable over) {
        this.collection = collection;
        this.plan = record.plan();
        this.record = record;
        this.recorder = recorder;
        this.over = over;
        this.monitor = new JobMonitor(collection.context().resources().throttle(), collection.jobs()::isClosed);
    }

    Priority priority() {
        return switch (plan.kind()) {
            case LevelZero levelZero -> Priority.DELETES;
            case Mix mix -> Priority.REWRITE;
            case Clustering clustering -> Priority.RESHAPE;
            case ForceMerge merge -> Priority.RESHAPE;
        };
    }

    @Override
    public void run() {
        if (!moveTo(Phase.QUEUED, Phase.RUNNING)) {
            return; // Cancelled while it waited.
        }
        if (!collection.jobs().enter()) {
            refused();
            return;
        }
        try {
            note(record.running(now()));
            EngineEvents.Compaction event = new EngineEvents.Compaction();
            event.begin();
            PlanRecord result;
            try {
                result = attempt();
            } finally {
                giveUp();
            }
            report(event, result);
            if (!result.equals(record)) {
                note(result);
            }
        } finally {
            moveTo(Phase.RUNNING, Phase.OVER);
            end();
            // The sources may have missed an index while they were claimed, and the target one that came meanwhile.
            collection.indexBuilder().buildMissing();
            collection.jobs().leave();
        }
    }

    private Instant now() {
        return collection.context().clock().instant();
    }

    private void report(EngineEvents.Compaction event, PlanRecord result) {
        event.end();
        if (event.shouldCommit()) {
            event.collectionId = collection.id();
            event.shard = plan.shard();
            event.kind = plan.kind().getClass().getSimpleName();
            event.reason = plan.reason().name();
            event.state = result.state().name();
            event.failure = result.failure().orElse("");
            event.sourceCount = plan.sources().size();
            event.targetCount = result.targetIds().size();
            event.rowsDropped = result.figures().rowsDropped();
            event.bytesRead = result.figures().bytesRead();
            event.bytesWritten = result.figures().bytesWritten();
            event.bytesFreed = result.figures().bytesFreed();
            event.commit();
        }
    }

    private synchronized boolean moveTo(Phase expected, Phase next) {
        if (phase != expected) {
            return false;
        }
        phase = next;
        return true;
    }

    /** The segments may be compacted by others from here on. */
    private void giveUp() {
        collection.claims().giveBack(plan.sources());
    }

    private void note(PlanRecord next) {
        record = next;
        try {
            recorder.accept(next);
        } catch (RuntimeException e) {
            // Whoever asks for the job finds out by the manifest.
            LOG.log(System.Logger.Level.ERROR, "step of a compaction cannot be noted: sources=" + plan.sources(), e);
        }
    }

    /** How it ended; as it was if the collection is being closed: then it is taken up again when that is opened. */
    private PlanRecord attempt() {
        try {
            SpaceCheck.require(List.of(plan), collection.context().resources());
            return switch (plan.kind()) {
                case LevelZero levelZero -> attachDeletes();
                case Mix mix -> rewrite();
                case Clustering clustering -> rewrite();
                case ForceMerge merge -> plan.hasWork() ? rewrite() : nothingToDo();
            };
        } catch (CancellationException e) {
            return monitor.cancelledBecause()
                    .map(why -> record.cancelled(why, now()))
                    .orElse(record);
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.log(System.Logger.Level.ERROR, "compaction failed: sources=" + plan.sources(), e);
            return record.failed(String.valueOf(e.getMessage()), now());
        }
    }

    private PlanRecord nothingToDo() {
        Figures figures = new Figures(plan.estimate().rowsIn(), 0, 0, 0, 0);
        return record.completed(List.of(), figures, now());
    }

    private PlanRecord attachDeletes() {
        Shard shard = collection.shards().get(plan.shard());
        List<DeleteFile> files = shard.manifest().deletes().stream()
                .filter(file -> plan.sources().contains(file.id()))
                .toList();
        // Empty if others have attached them meanwhile, or the segments that needed them are gone.
        long through = files.stream().mapToLong(DeleteFile::timestampMax).max().orElse(0);
        // A segment that is being rewritten is passed over: its target, seen from an earlier time, would lack the
        // deletes.
        // One that is claimed from now on is read at a time when they have been applied.
        List<Long> concerned = shard.manifest().segments().stream()
                .filter(segment -> files.stream().anyMatch(file -> file.concerns(segment)))
                .map(SegmentMeta::id)
                .filter(id -> !collection.claims().contains(id))
                .toList();
        ShardState.Sources segments = shard.state().sources(concerned);
        try {
            LevelZeroJob.Result result =
                    new LevelZeroJob(collection.context(), shard.number(), monitor).run(through, segments.segments());
            monitor.begin(Stage.SWAPPING, 1);
            long bytesBefore = bytesOfDeletes(shard.manifest());
            shard.apply(result.edit());
            long bytesFreed = bytesBefore - bytesOfDeletes(shard.manifest());
            return record.completed(
                    List.of(),
                    new Figures(
                            files.stream().mapToLong(DeleteFile::deleteCount).sum(),
                            0,
                            files.stream().mapToLong(DeleteFile::byteSize).sum(),
                            result.bytesWritten(),
                            bytesFreed),
                    now());
        } finally {
            segments.segments().forEach(SealedSegment::letGo);
        }
    }

    private static long bytesOfDeletes(Manifest manifest) {
        long waiting =
                manifest.deletes().stream().mapToLong(DeleteFile::byteSize).sum();
        long attached = manifest.segments().stream()
                .flatMap(segment -> segment.deaths().stream())
                .mapToLong(DeathsFile::byteSize)
                .sum();
        return waiting + attached;
    }

    private PlanRecord rewrite() {
        Shard shard = collection.shards().get(plan.shard());
        ShardState.Sources sources = shard.state().sources(plan.sources());
        try {
            if (sources.segments().size() < plan.sources().size()) {
                return record.failed("segments are gone: sources=" + plan.sources(), now());
            }
            CompactionJob.Result result =
                    new CompactionJob(collection.context(), shard.number(), monitor).run(plan, sources);
            monitor.begin(Stage.SWAPPING, 1);
            if (!shard.apply(result.edit())) {
                return record.failed("segments went away meanwhile: sources=" + plan.sources(), now());
            }
            return record.completed(
                    result.targets().stream().map(SegmentMeta::id).toList(), figures(sources, result), now());
        } finally {
            sources.segments().forEach(SealedSegment::letGo);
        }
    }

    private static Figures figures(ShardState.Sources sources, CompactionJob.Result result) {
        long rowsIn = 0;
        long bytesRead = 0;
        long bytesGone = 0;
        for (SealedSegment source : sources.segments()) {
            rowsIn += source.rowCount();
            bytesRead += source.meta().columnByteSize();
            bytesGone += source.meta().byteSize();
        }
        long rowsOut = 0;
        long bytesWritten = 0;
        for (SegmentMeta target : result.targets()) {
            rowsOut += target.rowCount();
            bytesWritten += target.byteSize();
        }
        return new Figures(rowsIn, rowsIn - rowsOut, bytesRead, bytesWritten, bytesGone - bytesWritten);
    }

    /** Ends it soon; at once if it still waits. */
    void cancel(String because) {
        monitor.cancel(because);
        if (moveTo(Phase.QUEUED, Phase.OVER)) {
            giveUp();
            note(record.cancelled(because, now()));
            end();
        }
    }

    private void end() {
        over.run();
        ended.complete(null);
    }

    /** Waits until nothing more will happen. */
    void awaitEnd() {
        ended.join();
    }

    boolean isOn(Collection other) {
        return collection == other;
    }

    /** Whether nobody asked for it. */
    boolean isAutomatic() {
        return plan.reason() != CompactionPlan.Reason.MANUAL;
    }

    /** The database is closing, and the next start takes the plan up. */
    void refused() {
        giveUp();
        end();
    }

    /** How far it has come, if it runs. */
    synchronized Optional<Progress> progress() {
        return phase == Phase.RUNNING ? Optional.of(monitor.progress()) : Optional.empty();
    }
}
