package io.elanus.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How far a compaction job has come. A job that was never issued, or that had nothing to do, is completed and has no plans.
 *
 * @param jobId what {@code compact} answered
 * @param collectionId 0 if the job is not known
 * @param nothingBecause why there is no plan, if there is none
 */
public record CompactionStatus(long jobId, long collectionId, List<PlanStatus> plans, Optional<String> nothingBecause) {
    /** The job id of a compaction that has nothing to do. */
    public static final long NOTHING_TO_DO = -1;

    public CompactionStatus {
        plans = List.copyOf(plans);
    }

    public static CompactionStatus nothing(long collectionId, String because) {
        return new CompactionStatus(NOTHING_TO_DO, collectionId, List.of(), Optional.of(because));
    }

    public static CompactionStatus unknown(long jobId) {
        return new CompactionStatus(jobId, 0, List.of(), Optional.of("no such job is remembered"));
    }

    /** Every plan has ended, well or not. */
    public boolean completed() {
        return plans.stream().allMatch(plan -> plan.state().ended());
    }

    public int count(PlanState state) {
        return (int) plans.stream().filter(plan -> plan.state() == state).count();
    }

    public enum PlanState {
        QUEUED,
        RUNNING,
        COMPLETED,
        FAILED,
        /** A user ended it, or its collection was dropped; what it was to rewrite is as it was. */
        CANCELLED;

        public boolean ended() {
            return this == COMPLETED || this == FAILED || this == CANCELLED;
        }
    }

    /** What a running plan is at. */
    public enum Stage {
        /** Rows go from the sources into the targets. */
        REWRITING,
        /** The targets get their indexes. */
        INDEXING,
        /** The targets take the place of the sources. */
        SWAPPING
    }

    /**
     * How far a running plan has come.
     *
     * @param share of its stage that is done, from 0 to 1
     * @param bytesPerSecond read, in the stage of rewriting
     * @param timeLeft of the stage, once that can be told
     */
    public record Progress(Stage stage, double share, long bytesPerSecond, Optional<Duration> timeLeft) {}

    /**
     * What a plan really cost and brought; zeros until it ended.
     *
     * @param bytesFreed how much smaller the files are that readers see; negative if they grew
     */
    public record Figures(long rowsIn, long rowsDropped, long bytesRead, long bytesWritten, long bytesFreed) {
        public static final Figures NONE = new Figures(0, 0, 0, 0, 0);
    }

    /** When a plan was made, begun and over. */
    public record Times(Instant planned, Optional<Instant> begun, Optional<Instant> ended) {}

    /**
     * One plan and what has become of it.
     *
     * @param targetIds what the sources became: none while it runs, when it failed, when every row was dead, and when they stay
     *     (deletes were attached to segments, or a segment was as wanted)
     * @param progress of a running plan of this process
     * @param failure why it failed or was cancelled
     */
    public record PlanStatus(
            CompactionPlan plan,
            PlanState state,
            List<Long> targetIds,
            Optional<Progress> progress,
            Figures figures,
            Times times,
            Optional<String> failure) {
        public PlanStatus {
            targetIds = List.copyOf(targetIds);
        }

        public List<Long> sourceIds() {
            return plan.sources();
        }
    }
}
