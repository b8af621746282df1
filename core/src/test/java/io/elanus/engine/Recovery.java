package io.elanus.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.model.CompactionStatus;
import io.elanus.model.CompactionStatus.PlanState;
import io.elanus.model.CompactionStatus.PlanStatus;
import java.util.List;

/** What has to be true of stores in which a process died in the middle of a job. */
final class Recovery {
    private Recovery() {}

    /**
     * Nothing acknowledged is lost and nothing doubled, every job that was begun has an end, its segments can be compacted,
     * and nothing is left over.
     */
    static void check(TestStores stores, Scenario scenario, String where) throws InterruptedException {
        scenario.after(stores);
        try (TestProcess next = stores.open()) {
            assertThat(next.rows()).as(where).isEqualTo(scenario.rowsAfter());
            for (long job : stores.compactionJobs()) {
                assertThat(next.compactor.status(job).completed())
                        .as("job %d has ended, after %s", job, where)
                        .isTrue();
            }
            next.collection.flush();
            assertThat(next.rows()).as("flushed after " + where).isEqualTo(scenario.rowsAfter());
            List<Long> atRest =
                    next.collection.segments().stream().map(SegmentStatus::id).toList();
            CompactionStatus compacted = next.rewriteEverything();
            assertThat(next.status(compacted).count(PlanState.COMPLETED))
                    .as("plans after " + where)
                    .isEqualTo(compacted.plans().size())
                    .isPositive();
            assertThat(compacted.plans())
                    .as("every segment can be compacted after " + where)
                    .flatExtracting(PlanStatus::sourceIds)
                    .containsExactlyInAnyOrderElementsOf(atRest);
            assertThat(next.rows()).as("compacted after " + where).isEqualTo(scenario.rowsAfter());
        }
        // Opening may have begun a flush, and that an index build, behind: closing has waited for them.
        assertThat(stores.orphans()).as("orphans after " + where).isEmpty();
        try (TestProcess last = stores.open()) {
            assertThat(last.rows()).as("opened once more after " + where).isEqualTo(scenario.rowsAfter());
        }
    }
}
