package io.elanus.engine;

import io.elanus.model.CompactionPlan;
import io.elanus.model.CompactionStatus.Figures;
import io.elanus.model.CompactionStatus.PlanState;
import io.elanus.model.CompactionStatus.PlanStatus;
import io.elanus.model.CompactionStatus.Progress;
import io.elanus.model.CompactionStatus.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A compaction job as it is remembered, across restarts too. Immutable; its bytes: {@link CompactionRecordFormat}. */
record CompactionRecord(long jobId, long collectionId, List<PlanRecord> plans) {
    CompactionRecord {
        plans = List.copyOf(plans);
    }

    /**
     * One plan.
     *
     * @param targetIds of a plan that was completed
     */
    record PlanRecord(
            CompactionPlan plan,
            PlanState state,
            List<Long> targetIds,
            Figures figures,
            Times times,
            Optional<String> failure) {
        PlanRecord {
            targetIds = List.copyOf(targetIds);
        }

        static PlanRecord queued(CompactionPlan plan, Instant now) {
            return new PlanRecord(
                    plan,
                    PlanState.QUEUED,
                    List.of(),
                    Figures.NONE,
                    new Times(now, Optional.empty(), Optional.empty()),
                    Optional.empty());
        }

        PlanRecord running(Instant now) {
            return new PlanRecord(
                    plan,
                    PlanState.RUNNING,
                    List.of(),
                    Figures.NONE,
                    new Times(times.planned(), Optional.of(now), Optional.empty()),
                    Optional.empty());
        }

        PlanRecord completed(List<Long> targets, Figures measured, Instant now) {
            return new PlanRecord(plan, PlanState.COMPLETED, targets, measured, ended(now), Optional.empty());
        }

        PlanRecord failed(String why, Instant now) {
            return new PlanRecord(plan, PlanState.FAILED, List.of(), Figures.NONE, ended(now), Optional.of(why));
        }

        PlanRecord cancelled(String why, Instant now) {
            return new PlanRecord(plan, PlanState.CANCELLED, List.of(), Figures.NONE, ended(now), Optional.of(why));
        }

        private Times ended(Instant now) {
            return new Times(times.planned(), times.begun(), Optional.of(now));
        }

        PlanStatus status(Optional<Progress> progress) {
            return new PlanStatus(plan, state, targetIds, progress, figures, times, failure);
        }
    }

    boolean ended() {
        return plans.stream().allMatch(plan -> plan.state().ended());
    }

    CompactionRecord with(int index, PlanRecord plan) {
        List<PlanRecord> changed = new ArrayList<>(plans);
        changed.set(index, plan);
        return new CompactionRecord(jobId, collectionId, changed);
    }
}
