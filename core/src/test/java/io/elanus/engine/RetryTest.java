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
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A store fails once, as on a full disk, and the process goes on: nothing is lost, and the next try works. */
@ExtendWith(QuietLog.class)
class RetryTest {
    private static final int DISK_SIZES = 25;

    @ParameterizedTest
    @DisplayName("invariant 10: a job that fails leaves its sources as they were, and the next one succeeds")
    @MethodSource("io.elanus.engine.Scenario#jobs")
    void aJobThatFailedCanBeTriedAgain(Job job) throws InterruptedException {
        for (Faults.Kind kind : Faults.Kind.values()) {
            boolean struck = true;
            for (int call = 1; struck; call++) {
                int failing = call;
                struck = tryTwice(
                        job,
                        faults -> faults.arm(failing, kind, Extent.ONCE),
                        job + " failed at call " + call + ", " + kind);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.elanus.engine.Scenario#jobs")
    void aJobThatFoundTheDiskFullCanBeTriedAgain(Job job) throws InterruptedException {
        long needed = bytesNeeded(job);
        for (int size = 0; size < DISK_SIZES; size++) {
            long bytes = needed * size / DISK_SIZES;
            boolean struck =
                    tryTwice(job, faults -> faults.fill(bytes), job + " had " + bytes + " of " + needed + " bytes");
            assertThat(struck).as("%s had %d of %d bytes", job, bytes, needed).isTrue();
        }
    }

    private static long bytesNeeded(Job job) throws InterruptedException {
        Scenario scenario = new Scenario(job);
        TestStores stores = scenario.stores();
        try (TestProcess process = stores.open()) {
            scenario.prepare(process);
            stores.faults.fill(Long.MAX_VALUE);
            job.run().accept(process);
            return stores.faults.bytesWritten();
        }
    }

    /** @return false if the job met no trouble */
    private static boolean tryTwice(Job job, Consumer<Faults> trouble, String where) throws InterruptedException {
        Scenario scenario = new Scenario(job);
        TestStores stores = scenario.stores();
        boolean struck;
        try (TestProcess process = stores.open()) {
            scenario.prepare(process);

            trouble.accept(stores.faults);
            try {
                job.run().accept(process);
            } catch (RuntimeException e) {
                assertThat(stores.faults.struck()).as("%s", e).isTrue();
            }
            struck = stores.faults.struck();
            stores.faults.disarm();
            assertThat(Scenario.kept(process.rows())).as(where).isEqualTo(Scenario.kept(scenario.rowsAfter()));

            job.run().accept(process);
            assertThat(process.rows()).as("second try after " + where).isEqualTo(scenario.rowsAfter());
            process.collection.flush();
            CompactionStatus compacted = process.compact();

            assertThat(process.status(compacted).count(PlanState.FAILED))
                    .as(where + ": %s", process.status(compacted))
                    .isZero();
            assertThat(process.rows()).as("compacted after " + where).isEqualTo(scenario.rowsAfter());
            assertThat(stores.orphans()).as("orphans after " + where).isEmpty();
            assertThat(process.resources.growing().used())
                    .as("budget after " + where)
                    .isZero();
        }
        scenario.after(stores);
        try (TestProcess process = stores.open()) {
            assertThat(process.rows()).as("opened after " + where).isEqualTo(scenario.rowsAfter());
            assertThat(stores.orphans()).as("orphans after " + where).isEmpty();
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
