package io.elanus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.durable.LogStore;
import io.elanus.engine.Collection.Change;
import io.elanus.engine.TestRows.Row;
import io.elanus.model.CollectionName;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.CompactionRequest;
import io.elanus.model.DatabaseException;
import io.elanus.segment.ExpiryCutoff;
import io.elanus.segment.SegmentMeta;
import io.elanus.segment.SegmentMeta.IndexFile;
import io.elanus.testkit.HeldLogStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class CollectionTest {
    @Test
    void aSnapshotReadsItsRowsThroughUpsertsCompactionAndDrop() throws InterruptedException {
        TestStores stores = new TestStores().withShards(2);
        TestProcess process = stores.open();
        process.insert(TestRows.range(1, 0, 20, 1));
        process.collection.flush();
        process.insert(TestRows.range(1, 20, 30, 1));
        Snapshot snapshot = process.snapshot();
        List<Row> rows = TestRows.read(snapshot);

        process.upsert(TestRows.range(1, 0, 30, 2));
        process.collection.flush();
        process.compact();
        assertThat(TestRows.read(snapshot)).isEqualTo(rows).hasSize(30);

        process.close();
        Collection.delete(TestStores.COLLECTION, process.resources);
        assertThat(stores.leftovers()).isEmpty();
        assertThat(TestRows.read(snapshot)).isEqualTo(rows);

        snapshot.close();
        assertThatThrownBy(snapshot::segments)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("snapshot is closed");
        snapshot.close();
    }

    @Test
    void rowsThatHaveGrownOldGoToFiles() throws InterruptedException {
        EngineSettings noPatience = new EngineSettings(1L << 30, Duration.ZERO, 1L << 30, 1L << 30, 4, 100);
        TestProcess process = new TestStores().withSettings(noPatience).open();
        process.insert(TestRows.range(1, 0, 3, 1));
        process.resources.clock().next(); // Now the rows are older than no time at all.

        process.collection.tidy();

        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!process.collection.segments().stream().allMatch(SegmentStatus::atRest)) {
            assertThat(System.nanoTime()).as("the flush runs behind").isLessThan(deadline);
            Thread.onSpinWait();
        }
        assertThat(process.rows()).hasSize(3);
        process.close();
    }

    @Test
    void aClosedCollectionAnswersNothingRatherThanNoRows() throws InterruptedException {
        TestStores stores = new TestStores();
        TestProcess process = stores.open();
        process.insert(TestRows.range(1, 0, 3, 1));
        process.close();
        process.close();

        assertThatThrownBy(process::rows).isInstanceOf(DatabaseException.class).hasMessageContaining("closed");
        assertThatThrownBy(() -> process.insert(TestRows.range(1, 0, 3, 1)))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> process.collection.flush())
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("closed");
        assertThat(process.resources.growing().used()).isZero();
    }

    @Test
    void deletesAndUpsertsBetweenTheBeginningOfACompactionAndItsEndHold() throws InterruptedException {
        TestStores stores = new TestStores();
        try (TestProcess process = stores.open()) {
            process.insert(TestRows.range(1, 0, 10, 1));
            process.collection.flush();
            process.insert(TestRows.range(1, 5, 15, 2));
            process.delete(0);
            process.collection.flush();
            Shard shard = process.collection.shards().get(0);
            ShardState.Sources sources = shard.state().sources(ids(shard));
            CompactionJob.Result result = process.rewritten(shard, sources);

            process.delete(1, 6);
            process.upsert(TestRows.range(1, 2, 3, 3));
            process.collection.flush();
            process.upsert(TestRows.range(1, 7, 8, 4));
            List<Row> before = process.rows();

            assertThat(shard.apply(result.edit())).isTrue();
            sources.segments().forEach(segment -> segment.letGo());
            assertThat(process.rows()).isEqualTo(before);
            assertThat(before).hasSize(20 - 1 - 1 - 2 - 1 + 1 - 2 + 1);
        }
        try (TestProcess process = stores.open()) {
            assertThat(process.rows()).hasSize(15).contains(new Row(1, 2, 3), new Row(1, 7, 4));
        }
    }

    @Test
    void laterPagesOfAnIteratorSeeWhatTheFirstSawWhateverWasCompactedMeanwhile() throws InterruptedException {
        TestStores stores = new TestStores();
        try (TestProcess process = stores.open()) {
            process.insert(TestRows.range(1, 0, 10, 1));
            process.collection.flush();
            long timestamp;
            List<Row> before;
            try (Snapshot firstPage = process.snapshot()) {
                process.collection.pin(firstPage);
                timestamp = firstPage.timestamp();
                before = TestRows.read(firstPage);
            }
            process.delete(1, 2, 3);
            process.upsert(TestRows.range(1, 4, 5, 9));
            process.collection.flush();
            process.compact();

            try (Snapshot laterPage = process.snapshot(timestamp, true)) {
                assertThat(TestRows.read(laterPage)).isEqualTo(before);
            }
            assertThat(process.rows()).hasSize(7);
        }
    }

    @Test
    void filesOfSourcesStayAsLongAsAReaderHasThemAndNoLonger() throws InterruptedException {
        TestStores stores = new TestStores();
        try (TestProcess process = stores.open()) {
            process.insert(TestRows.range(1, 0, 10, 1));
            process.collection.flush();
            List<String> sources = process.collection
                    .shards()
                    .get(0)
                    .manifest()
                    .segments()
                    .get(0)
                    .keys();
            try (Snapshot reader = process.snapshot()) {
                process.compact();
                assertThat(stores.objectKeys()).containsAll(sources);
                assertThat(TestRows.read(reader)).hasSize(10);
            }
            assertThat(stores.objectKeys()).doesNotContainAnyElementsOf(sources);
            assertThat(stores.orphans()).isEmpty();
        }
    }

    private static List<Long> ids(Shard shard) {
        return shard.manifest().segments().stream().map(SegmentMeta::id).toList();
    }

    @Test
    void aCompactionWhosePartitionIsDroppedMeanwhileLeavesNothing() throws InterruptedException {
        TestStores stores = new TestStores().withPartitions(Set.of(1L, 2L));
        try (TestProcess process = stores.open()) {
            process.insert(TestRows.range(2, 0, 10, 1));
            process.collection.flush();
            Shard shard = process.collection.shards().get(0);
            ShardState.Sources sources = shard.state().sources(ids(shard));
            CompactionJob.Result result = process.rewritten(shard, sources);

            process.collection.partitionsChanged(Set.of(1L));

            assertThat(shard.apply(result.edit())).isFalse();
            sources.segments().forEach(segment -> segment.letGo());
            assertThat(process.rows()).isEmpty();
            assertThat(stores.orphans()).isEmpty();
        }
    }

    @Test
    void whenEveryRowIsDeadNothingIsLeft() throws InterruptedException {
        TestStores stores = new TestStores();
        try (TestProcess process = stores.open()) {
            process.insert(TestRows.range(1, 0, 3, 1));
            process.collection.flush();
            process.delete(0, 1, 2);
            process.collection.flush();

            process.compact();

            assertThat(process.collection.segments()).isEmpty();
            assertThat(stores.objectKeys()).as("the manifest alone").hasSize(1);
            process.insert(TestRows.range(1, 0, 3, 1));
            assertThat(process.rows()).hasSize(3);
        }
    }

    @Test
    void deletesThatConcernNoSegmentLeaveNoFile() throws InterruptedException {
        TestStores stores = new TestStores();
        try (TestProcess process = stores.open()) {
            process.delete(1, 2, 3);
            process.collection.flush();
            assertThat(stores.orphans()).isEmpty();
            assertThat(stores.objectKeys()).hasSize(1);
        }
    }

    @Test
    void aWriteOverSeveralShardsIsSeenWholeOrNotAtAll() throws InterruptedException {
        HeldLogs logs = new HeldLogs();
        TestStores stores = new TestStores().withShards(2).withLogs(logs::wrap);
        try (TestProcess process = stores.open()) {
            process.upsert(TestRows.range(1, 0, 20, 1));
            logs.store().hold("c7-s1");

            CompletableFuture<Long> writing =
                    CompletableFuture.supplyAsync(() -> process.upsert(TestRows.range(1, 0, 20, 2)));
            // The first shard has it when its last timestamp is that of the write.
            Shard first = process.collection.shards().get(0);
            while (first.growingByteSize() <= 0 || seenAtAnyTime(first) == 1) {
                Thread.onSpinWait();
            }
            try (Snapshot snapshot = process.snapshot(0, false)) {
                assertThat(TestRows.read(snapshot)).hasSize(20).allMatch(row -> row.number() == 1);
            }

            logs.store().letGo();
            writing.join();
            assertThat(process.rows()).hasSize(20).allMatch(row -> row.number() == 2);
        }
    }

    /** The largest number that lies in a shard, whoever may see it. */
    private static int seenAtAnyTime(Shard shard) {
        try (Snapshot all = new Snapshot(
                TestRows.SCHEMA, Long.MAX_VALUE, List.of(shard.hold()), ExpiryCutoff.NOTHING, segment -> true)) {
            return TestRows.read(all).stream().mapToInt(Row::number).max().orElse(0);
        }
    }

    /** Keeps hold of the log store that a process was given. */
    private static final class HeldLogs {
        private final AtomicReference<HeldLogStore> store = new AtomicReference<>();

        HeldLogStore wrap(LogStore logs) {
            HeldLogStore held = new HeldLogStore(logs);
            store.set(held);
            return held;
        }

        HeldLogStore store() {
            return store.get();
        }
    }

    @Test
    void aReadThatLooksBackOfACompactionWaitsInsteadOfMissingRows() throws InterruptedException {
        HeldLogs logs = new HeldLogs();
        TestStores stores = new TestStores().withShards(2).withLogs(logs::wrap);
        try (TestProcess process = stores.open()) {
            process.upsert(TestRows.range(1, 0, 20, 1));
            List<Row> rows = process.rows();
            long[] keysOfSecond = keysOf(process.collection.shards().get(1));
            long[] keysOfFirst = keysOf(process.collection.shards().get(0));
            logs.store().hold("c7-s1");
            CompletableFuture<Long> writing = CompletableFuture.supplyAsync(() -> process.delete(keysOfSecond[0]));
            while (process.collection.shards().get(1).appliedThrough()
                    >= process.resources.clock().now()) {
                Thread.onSpinWait();
            }
            // Behind the write that is stuck in the one shard, a row is replaced and compacted away in the other.
            process.upsert(TestRows.range(1, keysOfFirst[0], keysOfFirst[0] + 1, 2));
            Shard first = process.collection.shards().get(0);
            first.flush();
            ShardState.Sources sources = first.state().sources(ids(first));
            first.apply(process.rewritten(first, sources).edit());
            sources.segments().forEach(segment -> segment.letGo());

            AtomicReference<List<Row>> seen = new AtomicReference<>(List.of());
            Thread reader = Thread.ofPlatform().start(() -> {
                try (Snapshot snapshot = process.snapshot(0, false)) {
                    seen.set(TestRows.read(snapshot));
                }
            });
            while (reader.getState() != Thread.State.WAITING && reader.isAlive()) {
                Thread.onSpinWait();
            }
            logs.store().letGo();
            writing.join();
            reader.join();

            assertThat(seen.get()).hasSize(rows.size() - 1).contains(new Row(1, keysOfFirst[0], 2));
        }
    }

    private static long[] keysOf(Shard shard) {
        try (Snapshot all = new Snapshot(
                TestRows.SCHEMA, Long.MAX_VALUE, List.of(shard.hold()), ExpiryCutoff.NOTHING, segment -> true)) {
            return TestRows.read(all).stream().mapToLong(Row::key).toArray();
        }
    }

    @Test
    void rowsOfAPartitionThatTheCollectionHearsOfLateAreKept() throws InterruptedException {
        TestStores stores = new TestStores();
        try (TestProcess process = stores.open()) {
            process.insert(TestRows.range(2, 0, 5, 1));
            process.collection.partitionsChanged(Set.of(1L, 2L));
            assertThat(process.rows()).hasSize(5);
        }
        try (TestProcess process = stores.withPartitions(Set.of(1L, 2L)).open()) {
            assertThat(process.rows()).hasSize(5);
        }
    }

    @Test
    void rowsOfADroppedPartitionDoNotComeBackOutOfTheLog() throws InterruptedException {
        TestStores stores = new TestStores().withPartitions(Set.of(1L, 2L));
        try (TestProcess process = stores.open()) {
            process.insert(TestRows.range(2, 0, 5, 1), TestRows.range(1, 5, 6, 1));
            process.collection.partitionsChanged(Set.of(1L));
            process.insert(TestRows.range(2, 6, 8, 1));
            assertThat(process.rows()).containsExactly(new Row(1, 5, 1));
            process.collection.flush();
            assertThat(process.resources.growing().used()).isZero();
            process.insert(TestRows.range(2, 6, 8, 1));
        }
        try (TestProcess process = stores.withPartitions(Set.of(1L)).open()) {
            assertThat(process.rows()).containsExactly(new Row(1, 5, 1));
            process.collection.flush();
            assertThat(process.resources.growing().used()).isZero();
        }
    }

    @Test
    void anIndexThatWasDroppedWhileItWasBuiltDoesNotComeBack() throws InterruptedException {
        TestStores stores = new TestStores();
        try (TestProcess process = stores.open()) {
            process.insert(TestRows.range(1, 0, 5, 1));
            process.collection.flush();
            Shard shard = process.collection.shards().get(0);
            long segment = ids(shard).get(0);
            String key = process.collection.context().segmentPrefix(0, segment) + "103-99.index";
            process.resources.objects().put(key, new byte[10]);

            shard.apply(ManifestEdit.indexed(segment, new IndexFile(99, TestRows.VECTOR, key, 10)));

            assertThat(shard.manifest().segment(segment).orElseThrow().indexes())
                    .isEmpty();
            assertThat(stores.orphans()).isEmpty();
        }
    }

    @Test
    void anIndexThatWasDroppedWhileTheCollectionWasClosedGoesAtOpen() throws InterruptedException {
        TestStores stores = new TestStores().withIndexes(List.of(Scenario.INDEX));
        try (TestProcess process = stores.open()) {
            process.insert(TestRows.range(1, 0, 5, 1));
            process.collection.flush();
            assertThat(stores.objectKeys()).anyMatch(key -> key.endsWith(".index"));
        }
        try (TestProcess process = stores.withIndexes(List.of()).open()) {
            assertThat(stores.objectKeys()).noneMatch(key -> key.endsWith(".index"));
            assertThat(process.rows()).hasSize(5);
        }
    }

    @Test
    void segmentsAreInOneCompactionAtATime() throws InterruptedException {
        TestStores stores = new TestStores();
        try (TestProcess process = stores.open()) {
            process.insert(TestRows.range(1, 0, 5, 1));
            process.collection.flush();
            List<Long> ids = ids(process.collection.shards().get(0));
            assertThat(process.collection.claims().claim(ids)).isTrue();

            assertThat(process.compact().plans()).isEmpty();
            assertThatThrownBy(() -> process.compactor.start(
                            process.collection,
                            new CompactionRequest(
                                    CollectionName.of("rows"), new CompactionRequest.Mix(), Optional.empty(), ids)))
                    .hasMessageContaining("not all segment ids provided could be compacted");

            process.collection.claims().giveBack(ids);
            assertThat(process.compact().plans()).hasSize(1);
        }
    }

    @Test
    void aChangeOfNothingIsAnswered() throws InterruptedException {
        try (TestProcess process = new TestStores().open()) {
            long first = process.collection.write(Change.insert(List.of()));
            long second = process.collection.write(Change.delete(LongColumn.of(), OptionalLong.empty()));
            assertThat(second).isGreaterThan(first);
            assertThat(process.insert(TestRows.range(1, 0, 0, 1))).isGreaterThan(second);
            assertThat(process.rows()).isEmpty();
        }
    }

    @Test
    void anUpsertDeletesOnlyInItsPartition() throws InterruptedException {
        try (TestProcess process =
                new TestStores().withPartitions(Set.of(1L, 2L)).open()) {
            process.insert(TestRows.range(1, 0, 1, 1), TestRows.range(2, 0, 1, 1));
            process.upsert(TestRows.range(2, 0, 1, 2));
            assertThat(process.rows()).containsExactly(new Row(1, 0, 1), new Row(2, 0, 2));
        }
    }
}
