package io.elanus.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.model.CompactionPlan;
import io.elanus.model.CompactionPlan.Reason;
import io.elanus.model.CompactionRequest.LevelZero;
import io.elanus.model.CompactionRequest.Mix;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a collection would do without being asked. */
class AutomaticPlansTest {
    /** Many enough that nobody waits for more. */
    private static final int FLUSHES = 10;

    private static void fill(TestProcess process) {
        for (int flush = 0; flush < FLUSHES; flush++) {
            process.insert(TestRows.range(1, flush * 10L, flush * 10L + 10, 1));
            process.collection.flush();
        }
    }

    @Test
    void smallSegmentsAreMergedOnceTheyHaveTheirIndexes() throws InterruptedException {
        try (TestProcess process =
                new TestStores().withIndexes(List.of(Scenario.INDEX)).open()) {
            fill(process);
            List<CompactionPlan> plans = CompactionPlanner.automatic(process.collection, new Mix());
            assertThat(plans).singleElement().satisfies(plan -> {
                assertThat(plan.reason()).isEqualTo(Reason.SMALL_SEGMENTS);
                assertThat(plan.sources()).hasSize(FLUSHES);
            });
            assertThat(process.collection.claims().claim(plans.getFirst().sources()))
                    .isTrue();
            assertThat(CompactionPlanner.automatic(process.collection, new Mix()))
                    .isEmpty();
        }
    }

    @Test
    void segmentsThatLackTheirIndexAreLeftAlone() throws InterruptedException {
        try (TestProcess process =
                new TestStores().withIndexes(List.of(Scenario.INDEX)).open(new NeverExecutor())) {
            fill(process);
            assertThat(CompactionPlanner.automatic(process.collection, new Mix()))
                    .isEmpty();
        }
    }

    @Test
    void aCollectionWhoseVectorsHaveNoIndexIsLeftAlone() throws InterruptedException {
        try (TestProcess process = new TestStores().open()) {
            fill(process);
            assertThat(CompactionPlanner.automatic(process.collection, new Mix()))
                    .isEmpty();
        }
    }

    @Test
    void deletesAreAttachedOnceTheirFilesAreMany() throws InterruptedException {
        try (TestProcess process = new TestStores().open()) {
            process.insert(TestRows.range(1, 0, 20, 1));
            process.collection.flush();
            for (int key = 0; key < 10; key++) {
                assertThat(CompactionPlanner.automatic(process.collection, new LevelZero()))
                        .isEmpty();
                process.delete(key);
                process.collection.flush();
            }
            assertThat(CompactionPlanner.automatic(process.collection, new LevelZero()))
                    .singleElement()
                    .satisfies(plan -> {
                        assertThat(plan.reason()).isEqualTo(Reason.PENDING_DELETES);
                        assertThat(plan.sources()).hasSize(10);
                    });
        }
    }
}
