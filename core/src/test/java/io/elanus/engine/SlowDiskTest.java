package io.elanus.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.engine.Scenario.Job;
import io.elanus.engine.TestRows.Row;
import io.elanus.model.CompactionStatus;
import io.elanus.model.CompactionStatus.PlanState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One call of a job waits for a slow disk, each in turn: reads and writes go on meanwhile, and what they do stays done. */
@ExtendWith(QuietLog.class)
class SlowDiskTest {
    private static final long FIRST = Scenario.KEPT * 1_000;

    /** Rows that the scenario has at rest, and one that still grows. */
    private static final List<Long> DELETED = List.of(FIRST + 7, FIRST + 25, FIRST + 41);

    private static final List<Long> UPSERTED = List.of(FIRST + 8, FIRST + 26, FIRST + 42);
    private static final int NUMBER = 9;

    @ParameterizedTest
    @MethodSource("io.elanus.engine.Scenario#jobs")
    void othersGoOnWhileACallWaits(Job job) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            int calls = callsOf(job);
            int waited = 0;
            for (int call = 1; call <= calls; call++) {
                waited += waitsAt(job, call, threads) ? 1 : 0;
            }
            assertThat(waited).as("of %d calls of %s waited", calls, job).isGreaterThan(1);
        }
    }

    private static int callsOf(Job job) throws InterruptedException {
        Scenario scenario = new Scenario(job);
        TestStores stores = scenario.stores();
        try (TestProcess process = stores.open()) {
            scenario.prepare(process);
            stores.faults.hold(Integer.MAX_VALUE);
            job.run().accept(process);
            return stores.faults.calls();
        }
    }

    /** @return false if the call is one that does not wait */
    private static boolean waitsAt(Job job, int call, ExecutorService threads)
            throws InterruptedException, ExecutionException {
        Scenario scenario = new Scenario(job);
        TestStores stores = scenario.stores();
        String where = job + " waits at call " + call;
        boolean waited;
        List<Row> expected;
        try (TestProcess process = stores.open()) {
            scenario.prepare(process);
            stores.faults.hold(call);
            CountDownLatch reached = stores.faults.held();
            Future<?> running = threads.submit(() -> {
                try {
                    job.run().accept(process);
                } finally {
                    reached.countDown(); // So that nobody waits for a call that does not come.
                }
            });
            reached.await();
            waited = stores.faults.isHolding();

            assertThat(Scenario.kept(process.rows())).as(where).isEqualTo(Scenario.kept(scenario.rowsAfter()));
            DELETED.forEach(process::delete);
            UPSERTED.forEach(key -> process.upsert(TestRows.range(Scenario.KEPT, key, key + 1, NUMBER)));
            expected = changed(scenario.rowsAfter());
            assertThat(Scenario.kept(process.rows()))
                    .as("changed while " + where)
                    .isEqualTo(Scenario.kept(expected));

            stores.faults.letGo();
            running.get();
            assertThat(process.rows()).as("ended, " + where).isEqualTo(expected);
            process.collection.flush();
            CompactionStatus compacted = process.compact();
            assertThat(process.status(compacted).count(PlanState.FAILED))
                    .as(where)
                    .isZero();
            assertThat(process.rows()).as("compacted, " + where).isEqualTo(expected);
        }
        assertThat(stores.orphans()).as("orphans, " + where).isEmpty();
        scenario.after(stores);
        try (TestProcess process = stores.open()) {
            assertThat(process.rows()).as("opened again, " + where).isEqualTo(expected);
        }
        return waited;
    }

    private static List<Row> changed(List<Row> rows) {
        List<Row> changed = new ArrayList<>(rows);
        changed.removeIf(row -> DELETED.contains(row.key()) || UPSERTED.contains(row.key()));
        UPSERTED.forEach(key -> changed.add(new Row(Scenario.KEPT, key, NUMBER)));
        changed.sort(Comparator.comparingLong(Row::partitionId).thenComparingLong(Row::key));
        return changed;
    }
}
