package io.elanus.model;

import java.util.List;
import java.util.Optional;

/**
 * How far a compaction job has come. A job that was never issued, or that had nothing to do, is completed and has no plans.
 *
 * @param jobId what {@code compact} answered
 */
public record CompactionStatus(long jobId, List<PlanStatus> plans) {
    /** The job id of a compaction that has nothing to do. */
    public static final long NOTHING_TO_DO = -1;

    public CompactionStatus {
        plans = List.copyOf(plans);
    }

    /** Every plan has ended, well or not. */
    public boolean completed() {
        return count(PlanState.EXECUTING) == 0;
    }

    public int count(PlanState state) {
        return (int) plans.stream().filter(plan -> plan.state() == state).count();
    }

    public enum PlanState {
        EXECUTING,
        COMPLETED,
        FAILED
    }

    /**
     * One rewrite.
     *
     * @param targetId empty while it runs and when it failed
     * @param rowsIn rows of the sources
     * @param rowsDropped dead rows left behind; 0 until it ended
     * @param bytesIn files of the sources, indexes included
     * @param bytesOut files of the target, indexes included; 0 until it ended
     * @param failure why it failed
     */
    public record PlanStatus(
            PlanState state,
            List<Long> sourceIds,
            Optional<Long> targetId,
            long rowsIn,
            long rowsDropped,
            long bytesIn,
            long bytesOut,
            Optional<String> failure) {
        public PlanStatus {
            sourceIds = List.copyOf(sourceIds);
        }
    }
}
