package io.elanus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.durable.LogPosition;
import io.elanus.engine.Scenario.Job;
import io.elanus.engine.TestRows.Row;
import io.elanus.index.BuildMonitor;
import io.elanus.model.CompactionStatus;
import io.elanus.model.CompactionStatus.PlanState;
import io.elanus.segment.SegmentMeta;
import io.elanus.testkit.Faults;
import io.elanus.testkit.Faults.Extent;
import io.elanus.testkit.HeldLogStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** All rows of a collection go at once: for readers, for the next start, and in the middle of whatever else is going on. */
@ExtendWith(QuietLog.class)
class TruncationTest {
    private final Scenario scenario = new Scenario(Job.DROP_PARTITION);
    private final TestStores stores = scenario.stores();

    private static void truncate(TestStores stores, TestProcess process) {
        process.collection.truncate(stores::decideTruncation);
    }

    private static List<Long> ids(Shard shard) {
        return shard.manifest().segments().stream().map(SegmentMeta::id).toList();
    }

    private static void assertNothingLeft(TestStores stores, TestProcess process) {
        assertThat(process.rows()).isEmpty();
        assertThat(process.collection.segments()).isEmpty();
        assertThat(process.resources.growing().used()).isZero();
        assertThat(stores.orphans()).isEmpty();
        assertThat(process.collection.shards()).allMatch(shard -> ids(shard).isEmpty());
    }

    @Test
    void rowsInFilesAndInMemoryAndTheirDeletesAreGoneAndNewOnesStay() throws InterruptedException {
        try (TestProcess process = stores.open()) {
            scenario.prepare(process);
            Snapshot before = process.snapshot();

            truncate(stores, process);

            assertThat(process.rows()).isEmpty();
            assertThat(TestRows.read(before)).isEqualTo(scenario.rowsBefore());
            before.close();
            assertNothingLeft(stores, process);
            process.insert(TestRows.range(Scenario.KEPT, 1_000, 1_005, 8));
            assertThat(process.rows()).hasSize(5);
        }
        try (TestProcess process = stores.open()) {
            assertThat(process.rows()).as("deletes from before have no effect").hasSize(5);
            process.collection.flush();
            assertThat(process.rows()).hasSize(5);
        }
        try (TestProcess process = stores.open()) {
            assertThat(process.rows()).hasSize(5);
            truncate(stores, process);
            truncate(stores, process);
            assertNothingLeft(stores, process);
        }
        try (TestProcess process = stores.open()) {
            assertNothingLeft(stores, process);
        }
    }

    @Test
    void theLogBeforeIsNotReadAgain() throws InterruptedException {
        try (TestProcess process = stores.open()) {
            process.insert(TestRows.range(Scenario.KEPT, 0, 100, 1));
            Shard shard = process.collection.shards().get(0);
            LogPosition before = shard.manifest().checkpoint();
            truncate(stores, process);
            assertThat(before.isBefore(shard.manifest().checkpoint())).isTrue();
        }
    }

    @Test
    void aReadOfAnEarlierMomentSeesNoRowOfAnyShard() throws InterruptedException {
        try (TestProcess process = stores.open()) {
            scenario.prepare(process);
            long moment = process.resources.clock().now();
            truncate(stores, process);
            try (Snapshot snapshot = process.snapshot(moment, true)) {
                assertThat(TestRows.read(snapshot)).isEmpty();
            }
        }
    }

    @Test
    void aCompactionUnderWayBringsNothingBack() throws InterruptedException {
        try (TestProcess process = stores.open()) {
            scenario.prepare(process);
            Shard shard = process.collection.shards().get(0);
            ShardState.Sources sources = shard.state().sources(ids(shard));
            CompactionJob.Result result = process.rewritten(shard, sources);

            truncate(stores, process);

            assertThat(shard.apply(result.edit())).isFalse();
            sources.segments().forEach(segment -> segment.letGo());
            assertNothingLeft(stores, process);
        }
        try (TestProcess process = stores.open()) {
            assertNothingLeft(stores, process);
        }
    }

    @Test
    void anIndexBuildUnderWayBringsNothingBack() throws InterruptedException {
        try (TestProcess process = stores.open()) {
            scenario.prepare(process);
            Shard shard = process.collection.shards().get(0);
            ShardState.Sources sources =
                    shard.state().sources(List.of(ids(shard).get(0)));
            SegmentMeta.IndexFile index = IndexBuilds.build(
                    sources.segments().get(0),
                    Scenario.INDEX,
                    List.of(),
                    0,
                    process.collection.context(),
                    new NeverCancelled());

            truncate(stores, process);

            assertThat(shard.apply(
                            ManifestEdit.indexed(sources.segments().get(0).id(), index)))
                    .isFalse();
            sources.segments().forEach(segment -> segment.letGo());
            assertNothingLeft(stores, process);
        }
    }

    private static final class NeverCancelled implements BuildMonitor {
        @Override
        public void rowBuilt() {}

        @Override
        public boolean isCancelled() {
            return false;
        }
    }

    @Test
    void writesOnTheirWayThroughTheLogAreGoneAndLaterOnesStay() throws Exception {
        AtomicReference<HeldLogStore> logs = new AtomicReference<>();
        stores.withLogs(inner -> {
            logs.set(new HeldLogStore(inner));
            return logs.get();
        });
        try (TestProcess process = stores.open();
                ExecutorService threads = Executors.newCachedThreadPool()) {
            process.insert(TestRows.range(Scenario.KEPT, 0, 10, 1));
            HeldLogStore slow = logs.get();
            slow.hold(ShardContext.logName(TestStores.COLLECTION, 1));
            Future<Long> written = threads.submit(() -> process.insert(TestRows.range(Scenario.KEPT, 10, 30, 1)));
            awaitUntil(() -> slow.heldCount() == 1);
            Future<?> truncating = threads.submit(() -> truncate(stores, process));
            // Nobody is answered before the slow log is; whoever reads now waits or sees the rows that were there.
            assertThat(truncating.isDone()).isFalse();

            slow.letGo();
            written.get();
            truncating.get();

            assertNothingLeft(stores, process);
            process.insert(TestRows.range(Scenario.KEPT, 10, 12, 2));
            assertThat(process.rows()).hasSize(2);
        }
        try (TestProcess process = stores.open()) {
            assertThat(process.rows()).hasSize(2);
        }
    }

    private static void awaitUntil(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    /** Every write has a row in both shards, so a reader that sees half of it sees half of a truncation. */
    @Test
    void readersSeeWholeWritesOrNoneWhileTruncationsAndCompactionsRun() throws Exception {
        AtomicLong lastTruncation = new AtomicLong();
        Map<Long, Long> written = new TreeMap<>();
        AtomicBoolean stopped = new AtomicBoolean();
        stores.withSettings(new EngineSettings(4_000, Duration.ofHours(1), 200_000, 1L << 30, 16, 1_000));
        try (ExecutorService jobs = Executors.newFixedThreadPool(2);
                ExecutorService threads = Executors.newCachedThreadPool();
                TestProcess process = stores.open(jobs)) {
            Future<?> writer = threads.submit(() -> {
                for (long first = 0; first < 4_000; first += 10) {
                    written.put(first, process.insert(TestRows.range(Scenario.KEPT, first, first + 10, 1)));
                }
            });
            Future<?> truncating = threads.submit(() -> {
                while (!writer.isDone()) {
                    process.collection.truncate(timestamp -> {
                        stores.decideTruncation(timestamp);
                        lastTruncation.set(timestamp);
                    });
                }
            });
            Future<?> compacting = threads.submit(() -> {
                while (!stopped.get()) {
                    CompactionStatus started = process.compact();
                    awaitUntil(() -> process.status(started).completed());
                }
            });
            while (!truncating.isDone()) {
                assertThat(process.rows().size() % 10).isZero();
            }
            writer.get();
            truncating.get();
            stopped.set(true);
            compacting.get();
            List<Row> kept = new ArrayList<>();
            written.forEach((first, timestamp) -> {
                for (long key = first; timestamp > lastTruncation.get() && key < first + 10; key++) {
                    kept.add(new Row(Scenario.KEPT, key, 1));
                }
            });
            assertThat(process.rows()).isEqualTo(kept);
        }
    }

    @Test
    void aTruncationThatDiesHasHappenedWhollyOrNotAtAll() throws InterruptedException {
        for (Faults.Kind kind : Faults.Kind.values()) {
            int call = 1;
            while (diesAt(call, kind)) {
                call++;
            }
            assertThat(call).as("calls in which it died").isGreaterThan(2);
        }
    }

    private static boolean diesAt(int call, Faults.Kind kind) throws InterruptedException {
        Scenario scenario = new Scenario(Job.DROP_PARTITION);
        TestStores stores = scenario.stores();
        TestProcess dying = stores.open();
        scenario.prepare(dying);
        stores.faults.arm(call, kind, Extent.FROM_THEN_ON);
        boolean answered = true;
        try {
            truncate(stores, dying);
        } catch (RuntimeException e) {
            answered = false;
        }
        try {
            dying.close();
        } catch (RuntimeException e) {
            assertThat(stores.faults.struck()).as("%s", e).isTrue();
        }
        boolean struck = stores.faults.struck();
        stores.faults.disarm();
        stores.closeLogs();

        String where = "died at call " + call + ", " + kind + ", answered=" + answered;
        boolean decided = call > 1 || kind == Faults.Kind.DONE;
        assertThat(answered).as(where).isEqualTo(call > 1);
        TestProcess next = stores.open();
        try (next) {
            assertThat(next.rows()).as(where).isEqualTo(decided ? List.of() : scenario.rowsBefore());
            next.insert(TestRows.range(Scenario.KEPT, 5_000, 5_003, 1));
            next.collection.flush();
            CompactionStatus compacted = next.compact();
            assertThat(next.status(compacted).count(PlanState.FAILED)).as(where).isZero();
            assertThat(next.rows())
                    .as(where)
                    .hasSize(3 + (decided ? 0 : scenario.rowsBefore().size()));
        }
        assertThat(stores.orphans()).as(where).isEmpty();
        return struck;
    }

    @Test
    void filesThatCannotBeDeletedAtOnceGoLaterAndTheRowsDoNotComeBack() throws InterruptedException {
        boolean struck = true;
        for (int call = 2; struck; call++) {
            Scenario other = new Scenario(Job.DROP_PARTITION);
            TestStores failing = other.stores();
            try (TestProcess process = failing.open()) {
                other.prepare(process);
                failing.faults.arm(call, Faults.Kind.NOT_DONE, Extent.ONCE);
                truncate(failing, process);
                struck = failing.faults.struck();
                failing.faults.disarm();
                assertThat(process.rows()).as("call " + call).isEmpty();

                process.compact();
                process.collection.indexesChanged(List.of());
                process.insert(TestRows.range(Scenario.KEPT, 0, 20, 1));
                process.insert(TestRows.range(Scenario.DROPPED, 20, 40, 1));
                process.collection.flush();
                process.collection.flush();
                assertThat(process.rows()).as("call " + call).hasSize(40);
                assertThat(failing.orphans()).as("call " + call).isEmpty();
            }
            try (TestProcess process = failing.open()) {
                assertThat(process.rows()).as("call " + call).hasSize(40);
            }
        }
    }

    @Test
    void aDecisionThatFailsChangesNothing() throws InterruptedException {
        try (TestProcess process = stores.open()) {
            scenario.prepare(process);
            stores.faults.arm(1, Faults.Kind.NOT_DONE, Extent.ONCE);
            assertThatThrownBy(() -> truncate(stores, process)).hasMessageContaining("injected");
            assertThat(process.rows()).isEqualTo(scenario.rowsBefore());
            process.insert(TestRows.range(Scenario.KEPT, 5_000, 5_001, 1));
            process.collection.flush();
            process.compact();
            assertThat(process.rows()).hasSize(scenario.rowsBefore().size() + 1);
        }
    }
}
