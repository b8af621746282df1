package io.elanus.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.engine.TestRows.Row;
import io.elanus.model.CompactionStatus;
import io.elanus.model.CompactionStatus.PlanState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What readers see at every moment while writers write, flushes flush and compactions compact. */
class CollectionConcurrencyTest {
    private static final long SEED = 20_250_801;
    private static final int WRITERS = 2;
    private static final int KEYS_EACH = 100;
    private static final int KEYS = WRITERS * KEYS_EACH;
    private static final int WRITES_EACH = 120;

    /** The number that was last acknowledged for each key. */
    private final AtomicIntegerArray acknowledged = new AtomicIntegerArray(KEYS);

    @Test
    @DisplayName(
            "invariant 6; milvus#33462: every upserted key is there once with its last value while compactions run")
    void everyUpsertedKeyIsThereOnceWithItsLastValueWhileCompactionsRun() throws Exception {
        TestStores stores = new TestStores()
                .withShards(2)
                .withIndexes(List.of(Scenario.INDEX))
                .withSettings(new EngineSettings(20_000, Duration.ofHours(1), 200_000, 1L << 30, 16, 1_000));
        try (ExecutorService jobs = Executors.newFixedThreadPool(2);
                ExecutorService threads = Executors.newCachedThreadPool()) {
            TestProcess process = stores.open(jobs);
            process.upsert(TestRows.range(1, 0, KEYS, 0));
            List<Future<?>> writers = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                int number = writer;
                writers.add(threads.submit(() -> write(process, number)));
            }
            Future<Integer> compacting = threads.submit(() -> compactUntilDone(process, writers));
            while (!compacting.isDone()) {
                int[] before = acknowledgedNow();
                assertEveryKeyOnce(process.rows(), before);
            }

            for (Future<?> writer : writers) {
                writer.get();
            }
            assertThat(compacting.get()).as("compactions").isPositive();
            assertEveryKeyOnce(process.rows(), acknowledgedNow());
            process.close();
            TestProcess next = stores.open();
            try (next) {
                assertEveryKeyOnce(next.rows(), acknowledgedNow());
                next.collection.flush();
                assertThat(next.resources.growing().used()).isZero();
                next.compact();
                assertThat(next.collection.segments()).allMatch(segment -> segment.deadCount() == 0);
            }
            assertThat(stores.orphans()).isEmpty();
        }
    }

    private void write(TestProcess process, int writer) {
        Random random = new Random(SEED + writer);
        for (int number = 1; number <= WRITES_EACH; number++) {
            Map<Long, Integer> rows = new TreeMap<>();
            for (int i = 0; i < 20; i++) {
                rows.put((long) writer * KEYS_EACH + random.nextInt(KEYS_EACH), number);
            }
            process.upsert(TestRows.of(1, rows));
            rows.forEach((key, value) -> acknowledged.set(Math.toIntExact(key), value));
        }
    }

    private int compactUntilDone(TestProcess process, List<Future<?>> writers) {
        int compactions = 0;
        while (compactions == 0 || !writers.stream().allMatch(Future::isDone)) {
            process.collection.flush();
            CompactionStatus started = process.compact();
            while (!process.status(started).completed()) {
                Thread.onSpinWait();
            }
            assertThat(process.status(started).count(PlanState.FAILED))
                    .as("seed=%d, %s", SEED, process.status(started))
                    .isZero();
            compactions++;
        }
        return compactions;
    }

    private int[] acknowledgedNow() {
        int[] numbers = new int[KEYS];
        for (int key = 0; key < KEYS; key++) {
            numbers[key] = acknowledged.get(key);
        }
        return numbers;
    }

    private static void assertEveryKeyOnce(List<Row> rows, int[] atLeast) {
        assertThat(rows).as("seed=%d", SEED).hasSize(KEYS);
        for (int key = 0; key < KEYS; key++) {
            Row row = rows.get(key);
            assertThat(row.key()).as("seed=%d", SEED).isEqualTo(key);
            assertThat(row.number()).as("seed=%d, key=%d", SEED, key).isGreaterThanOrEqualTo(atLeast[key]);
        }
    }

    @Test
    void aDeletedKeyStaysAwayWhileCompactionsRun() throws Exception {
        TestStores stores = new TestStores().withShards(2);
        try (ExecutorService jobs = Executors.newFixedThreadPool(2);
                ExecutorService threads = Executors.newCachedThreadPool();
                TestProcess process = stores.open(jobs)) {
            process.insert(TestRows.range(1, 0, KEYS, 1));
            Future<?> deleting = threads.submit(() -> {
                for (int key = 0; key < KEYS; key++) {
                    process.delete(key);
                    acknowledged.set(key, 1);
                }
            });
            Future<Integer> compacting = threads.submit(() -> compactUntilDone(process, List.of(deleting)));
            while (!compacting.isDone()) {
                int[] deleted = acknowledgedNow();
                Set<Long> seen = new HashSet<>();
                process.rows().forEach(row -> assertThat(seen.add(row.key())).isTrue());
                for (int key = 0; key < KEYS; key++) {
                    assertThat(deleted[key] == 1 && seen.contains((long) key))
                            .as("key %d is back", key)
                            .isFalse();
                }
            }
            compacting.get();
            deleting.get();
            assertThat(process.rows()).isEmpty();
        }
    }

    @Test
    void everySnapshotSeesWholeWritesOnly() throws Exception {
        TestStores stores = new TestStores()
                .withShards(3)
                .withSettings(new EngineSettings(20_000, Duration.ofHours(1), 200_000, 1L << 30, 1_000, 1_000));
        try (ExecutorService jobs = Executors.newFixedThreadPool(2);
                ExecutorService threads = Executors.newCachedThreadPool();
                TestProcess process = stores.open(jobs)) {
            process.upsert(TestRows.range(1, 0, 30, 0));
            Future<?> writing = threads.submit(() -> {
                for (int number = 1; number <= WRITES_EACH; number++) {
                    process.upsert(TestRows.range(1, 0, 30, number));
                }
            });
            Future<Integer> compacting = threads.submit(() -> compactUntilDone(process, List.of(writing)));
            int newest = 0;
            while (!compacting.isDone()) {
                List<Row> rows = process.rows();
                int number = rows.get(0).number();
                assertThat(rows).hasSize(30).allMatch(row -> row.number() == number);
                assertThat(number).isGreaterThanOrEqualTo(newest);
                newest = number;
            }
            writing.get();
            compacting.get();
        }
    }
}
