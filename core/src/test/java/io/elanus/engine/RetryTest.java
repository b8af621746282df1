package io.elanus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.engine.Scenario.Job;
import io.elanus.engine.TestRows.Row;
import io.elanus.model.CompactionStatus;
import io.elanus.model.CompactionStatus.PlanState;
import io.elanus.testkit.Faults;
import io.elanus.testkit.Faults.Extent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A store fails once, as on a full disk, and the process goes on: nothing is lost, and the next try works. */
@ExtendWith(QuietLog.class)
class RetryTest {
    @ParameterizedTest
    @EnumSource
    void aJobThatFailedCanBeTriedAgain(Job job) throws InterruptedException {
        for (Faults.Kind kind : Faults.Kind.values()) {
            int call = 1;
            while (failsAt(job, call, kind)) {
                call++;
            }
        }
    }

    /** @return false if the job makes fewer calls */
    private static boolean failsAt(Job job, int call, Faults.Kind kind) throws InterruptedException {
        Scenario scenario = new Scenario(job);
        TestStores stores = scenario.stores();
        String where = job + " failed at call " + call + ", " + kind;
        boolean struck;
        try (TestProcess process = stores.open()) {
            scenario.prepare(process);

            stores.faults.arm(call, kind, Extent.ONCE);
            try {
                job.run(process);
            } catch (RuntimeException e) {
                assertThat(stores.faults.struck()).as("%s", e).isTrue();
            }
            struck = stores.faults.struck();
            stores.faults.disarm();
            if (job != Job.DROP_PARTITION) {
                assertThat(process.rows()).as(where).isEqualTo(scenario.rowsAfter());
            }

            job.run(process);
            assertThat(process.rows()).as("second try after " + where).isEqualTo(scenario.rowsAfter());
            process.collection.flush();
            CompactionStatus compacted = process.compact();

            assertThat(process.status(compacted).count(PlanState.FAILED))
                    .as(where + ": %s", process.status(compacted))
                    .isZero();
            assertThat(process.rows()).as("compacted after " + where).isEqualTo(scenario.rowsAfter());
            assertThat(stores.orphans(process.collection))
                    .as("orphans after " + where)
                    .isEmpty();
            assertThat(process.resources.growing().used())
                    .as("budget after " + where)
                    .isZero();
        }
        stores.withPartitions(job.partitionsAfter()).withIndexes(job.indexesAfter());
        try (TestProcess process = stores.open()) {
            assertThat(process.rows()).as("opened after " + where).isEqualTo(scenario.rowsAfter());
            assertThat(stores.orphans(process.collection))
                    .as("orphans after " + where)
                    .isEmpty();
        }
        return struck;
    }

    @Test
    void aWriteThatFailedIsNotThereAndTheNextIs() throws InterruptedException {
        TestStores stores = new TestStores();
        List<Row> written = new ArrayList<>();
        try (TestProcess process = stores.open()) {
            for (int key = 0; key < 10; key++) {
                if (key % 3 == 1) {
                    stores.faults.arm(1, Faults.Kind.NOT_DONE, Extent.ONCE);
                    int failing = key;
                    assertThatThrownBy(() -> process.insert(TestRows.range(1, failing, failing + 1, 1)))
                            .hasMessageContaining("injected");
                } else {
                    process.insert(TestRows.range(1, key, key + 1, 1));
                    written.add(new Row(1, key, 1));
                }
                assertThat(process.rows()).isEqualTo(written);
            }
            process.collection.flush();
            assertThat(process.resources.growing().used()).isZero();
        }
        try (TestProcess process = stores.open()) {
            assertThat(process.rows()).isEqualTo(written);
        }
    }

    @Test
    void aCompactionWhoseEndCannotBeNotedIsFoundByTheManifest() throws InterruptedException {
        TestStores stores = new TestStores();
        try (TestProcess process = stores.open()) {
            process.insert(TestRows.range(1, 0, 10, 1));
            process.collection.flush();
            boolean struck = true;
            for (int call = 1; struck; call++) {
                stores.faults.arm(call, Faults.Kind.NOT_DONE, Extent.ONCE);
                try {
                    CompactionStatus started = process.compact();
                    struck = stores.faults.struck();
                    stores.faults.disarm();
                    assertThat(process.status(started).completed())
                            .as("call " + call)
                            .isTrue();
                } catch (RuntimeException e) {
                    // Planning failed and nothing was begun.
                    stores.faults.disarm();
                }
                assertThat(process.rows()).hasSize(10);
            }
        }
    }
}
