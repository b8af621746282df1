package io.elanus.engine;

import io.elanus.model.CompactionPlan;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import java.util.Comparator;
import java.util.List;

/** Whether the disk holds what compactions write before their sources go. */
final class SpaceCheck {
    private SpaceCheck() {}

    /** @throws DatabaseException if the largest plans, as many as may run at once, write more than there is space for */
    static void require(List<CompactionPlan> plans, EngineResources resources) {
        long neededBytes = plans.stream()
                .map(plan -> plan.estimate().bytesWritten())
                .sorted(Comparator.reverseOrder())
                .limit(resources.threads()) // Background work never has more of them.
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
