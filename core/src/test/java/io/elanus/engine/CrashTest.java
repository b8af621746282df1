package io.elanus.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.engine.Scenario.Job;
import io.elanus.testkit.Faults;
import io.elanus.testkit.Faults.Extent;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The process dies at every call that changes a store, in every job; what is left is opened again. */
@ExtendWith(QuietLog.class)
class CrashTest {
    @ParameterizedTest
    @DisplayName(
            "invariants 8 and 9; milvus#34681, #34603, #25199: killed at any call, every row is there once, jobs end")
    @MethodSource("io.elanus.engine.Scenario#jobs")
    void aJobThatDiesLeavesEveryRowOnceAndNoOrphans(Job job) throws InterruptedException {
        for (Faults.Kind kind : Faults.Kind.values()) {
            int call = 1;
            while (diesAt(job, call, kind)) {
                call++;
            }
            assertThat(call).as("calls in which %s died", job).isGreaterThan(2);
        }
    }

    /** @return false if the job makes fewer calls */
    private static boolean diesAt(Job job, int call, Faults.Kind kind) throws InterruptedException {
        Scenario scenario = new Scenario(job);
        TestStores stores = scenario.stores();
        TestProcess dying = stores.open();
        scenario.prepare(dying);

        stores.faults.arm(call, kind, Extent.FROM_THEN_ON);
        boolean failed = die(job, dying);
        boolean struck = stores.faults.struck();
        stores.faults.disarm();
        stores.closeLogs();

        Recovery.check(stores, scenario, job + " died at call " + call + ", " + kind + ", threw=" + failed);
        return struck;
    }

    /** @return whether the caller of the job got to know */
    static boolean die(Job job, TestProcess process) {
        boolean failed = false;
        try {
            job.run().accept(process);
        } catch (RuntimeException e) {
            failed = true;
        }
        try {
            process.close();
        } catch (RuntimeException e) {
            failed = true;
        }
        return failed;
    }

    @Test
    void anOpeningThatDiesChangesNothing() throws InterruptedException {
        for (Faults.Kind kind : Faults.Kind.values()) {
            boolean struck = true;
            for (int call = 1; struck; call++) {
                Scenario scenario = new Scenario(Job.FLUSH);
                TestStores stores = scenario.stores();
                try (TestProcess first = stores.open()) {
                    scenario.prepare(first);
                }
                stores.faults.arm(call, kind, Extent.ONCE);
                try (TestProcess opened = stores.open()) {
                    assertThat(opened.rows()).isEqualTo(scenario.rowsAfter());
                } catch (RuntimeException e) {
                    assertThat(stores.faults.struck()).as("%s", e).isTrue();
                }
                struck = stores.faults.struck();
                stores.faults.disarm();
                // Nobody closed anything here: whoever failed to open has let go by itself.
                try (TestProcess opened = stores.open()) {
                    assertThat(opened.rows()).as("call " + call + ", " + kind).isEqualTo(scenario.rowsAfter());
                }
            }
        }
    }

    @Test
    void whatADeadDropLeavesCanBeFoundAndDeleted() throws InterruptedException {
        for (Faults.Kind kind : Faults.Kind.values()) {
            boolean struck = true;
            for (int call = 1; struck; call++) {
                Scenario scenario = new Scenario(Job.FLUSH);
                TestStores stores = scenario.stores();
                try (TestProcess process = stores.open()) {
                    scenario.prepare(process);
                }
                EngineResources resources = stores.resources(new DirectExecutor());
                stores.faults.arm(call, kind, Extent.FROM_THEN_ON);
                try {
                    Collection.delete(TestStores.COLLECTION, resources);
                } catch (RuntimeException e) {
                    assertThat(stores.faults.struck()).as("%s", e).isTrue();
                }
                struck = stores.faults.struck();
                stores.faults.disarm();

                Collection.idsInStores(resources).forEach(id -> Collection.delete(id, resources));

                assertThat(stores.leftovers()).as("call " + call + ", " + kind).isEqualTo(List.of());
            }
        }
    }

    @Test
    void theEndOfALogThatWasNotSyncedMayBeMissing() throws InterruptedException {
        Scenario scenario = new Scenario(Job.FLUSH);
        TestStores stores = scenario.stores();
        try (TestProcess process = stores.open()) {
            scenario.prepare(process);
            process.collection.flush();
        }
        stores.loseLogs();
        try (TestProcess process = stores.open()) {
            assertThat(process.rows()).isEqualTo(scenario.rowsAfter());
            process.upsert(TestRows.range(Scenario.KEPT, 0, 1, 9));
        }
        try (TestProcess process = stores.open()) {
            assertThat(process.rows()).hasSize(scenario.rowsAfter().size() + 1);
        }
    }
}
