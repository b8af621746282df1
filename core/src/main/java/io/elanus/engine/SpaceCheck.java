package io.elanus.engine;

import io.elanus.model.CompactionPlan;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import java.util.Comparator;
import java.util.List;

/** Whether the disk holds what compactions write before their sources go. */
final class SpaceCheck {
    private SpaceCheck() {}

    /** @throws DatabaseException if the plans that may run at once, of these the largest, write more than there is space for */
    static void require(List<CompactionPlan> plans, EngineResources resources) {
        long neededBytes = plans.stream()
                .map(plan -> plan.estimate().bytesWritten())
                .sorted(Comparator.reverseOrder())
                .limit(resources.threads()) // Background work has not more.
                .mapToLong(Long::longValue)
                .sum();
        long usableBytes = resources.objects().usableBytes();
        if (neededBytes > usableBytes) {
            throw new DatabaseException(
                    ErrorCode.DISK_LIMIT,
                    "compaction does not fit on the disk: neededBytes=" + neededBytes + ", usableBytes=" + usableBytes
                            + ", plans=" + plans.size() + "; free space, or compact less at once: disk limit exceeded");
        }
    }
}
