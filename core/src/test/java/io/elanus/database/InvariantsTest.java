package io.elanus.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.database.TestTable.Hit;
import io.elanus.database.TestTable.Row;
import io.elanus.engine.EngineSettings;
import io.elanus.engine.QuietLog;
import io.elanus.engine.Snapshot;
import io.elanus.model.CollectionName;
import io.elanus.model.CompactionRequest;
import io.elanus.model.CompactionRequest.Clustering;
import io.elanus.model.CompactionRequest.ForceMerge;
import io.elanus.model.CompactionRequest.Kind;
import io.elanus.model.CompactionRequest.LevelZero;
import io.elanus.model.CompactionRequest.Mix;
import io.elanus.model.CompactionStatus;
import io.elanus.model.CompactionStatus.PlanState;
import io.elanus.model.CompactionStatus.PlanStatus;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import io.elanus.model.IndexParams.FlatParams;
import io.elanus.model.ReadConsistency;
import io.elanus.model.SegmentDescription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What holds at every instant of a compaction: looked at while each of its calls to a store waits in turn. The numbers are
 * those of the list of invariants; 6, 8, 9 and 10 are in the tests of the engine that bear them in their names.
 */
@ExtendWith(QuietLog.class)
class InvariantsTest {
    private static final EngineSettings SETTINGS =
            new EngineSettings(1L << 30, Duration.ofHours(1), 1L << 30, 1L << 30, 10, 1_000);
    private static final String OTHER = "other";
    private static final List<String> ALL = List.of();
    private static final long DUPLICATE = 7;
    private static final long NOBODY = 99_999;

    /** Clustering comes last: the others leave alone what is in order. */
    private static final List<Kind> KINDS =
            List.of(new LevelZero(), new Mix(), new ForceMerge(Long.MAX_VALUE), new Clustering());

    private final TestMachine machine = TestMachine.inMemory();
    private LocalDatabase database = machine.start(SETTINGS);
    private List<Row> expected = List.of();
    private long expectedCount;

    /** Two partitions over two shards, three segments each, dead rows in them, a key that is there twice, growing rows. */
    @BeforeEach
    void fill() {
        TestTable.create(database, 2, new FlatParams());
        database.createPartition(TestTable.NAME, OTHER);
        for (int round = 0; round < 3; round++) {
            TestTable.insert(database, TestTable.DEFAULT_PARTITION, rows(round * 20, round * 20 + 20, round + 1));
            TestTable.upsert(database, OTHER, rows(100 + round * 15, 120 + round * 15, round + 1));
            TestTable.delete(database, Optional.empty(), "key in [2, 11, 102, 111]");
            database.flush(TestTable.NAME);
        }
        TestTable.insert(database, TestTable.DEFAULT_PARTITION, rows(DUPLICATE, DUPLICATE + 1, 9));
        database.flush(TestTable.NAME);
        TestTable.insert(database, OTHER, rows(200, 205, 4));
        expected = TestTable.everything(database);
        expectedCount = count();
        assertThat(expected).hasSize(58 + 48 + 5);
        assertThat(expectedCount).isEqualTo(expected.size() + 1);
    }

    @AfterEach
    void close() {
        machine.faults.letGo();
        database.close();
    }

    private static TreeMap<Long, Integer> rows(long from, long to, int number) {
        TreeMap<Long, Integer> rows = new TreeMap<>();
        for (long key = from; key < to; key++) {
            rows.put(key, number);
        }
        return rows;
    }

    private long count() {
        return TestTable.count(database, ALL, TestTable.EVERYTHING, TestTable.NOW);
    }

    private void restart() {
        database.close();
        database = machine.start(SETTINGS);
    }

    /** Waits for nothing: jobs run on the thread that begins them. */
    private CompactionStatus compact() {
        CompactionStatus started = database.compact(CompactionRequest.mix(TestTable.NAME));
        assertThat(database.compaction(started.jobId()).count(PlanState.FAILED)).isZero();
        return started;
    }

    private List<Long> atRest() {
        return TestTable.atRest(database).stream().map(SegmentDescription::id).toList();
    }

    /** For each kind, compacts as often as a compaction makes calls, and looks while the first, the second, and so on waits. */
    private void atEveryCall(Runnable look) throws Exception {
        for (Kind kind : KINDS) {
            int call = 1;
            for (boolean waiting = true; waiting; call++) {
                // Something to attach, which hits nothing.
                TestTable.delete(database, Optional.empty(), "key in [" + NOBODY + "]");
                database.flush(TestTable.NAME);
                waiting = atCall(kind, call, look);
            }
            assertThat(call).as("calls of %s", kind).isGreaterThan(4);
        }
    }

    /** @return false if a compaction makes fewer calls */
    private boolean atCall(Kind kind, int call, Runnable look) throws Exception {
        try (PausedCompaction paused = new PausedCompaction(machine, database, kind, call)) {
            boolean waiting = paused.isWaiting();
            look.run();
            CompactionStatus started = paused.finish();
            assertThat(database.compaction(started.jobId()).plans())
                    .as("%s, call %d", kind, call)
                    .noneMatch(plan -> plan.state() == PlanState.FAILED);
            look.run();
            return waiting;
        }
    }

    @Test
    @DisplayName("invariant 1; milvus#38373, #38526, #1385, #25632: count(*) never changes during a compaction")
    void countStaysTheSame() throws Exception {
        atEveryCall(() -> assertThat(count()).isEqualTo(expectedCount));
    }

    @Test
    @DisplayName("invariant 2; milvus#30576, #47987: a query gives the same rows, every field, during a compaction")
    void queriesStayTheSame() throws Exception {
        atEveryCall(() -> assertThat(TestTable.everything(database)).isEqualTo(expected));
    }

    @Test
    @DisplayName("invariant 3; milvus#15524, #21988, #33227: a search gives the same hits during a compaction")
    void searchesStayTheSame() throws Exception {
        List<Hit> before = TestTable.search(database, ALL, "", TestTable.vector(2), 40);
        assertThat(before).hasSize(40);
        atEveryCall(() -> assertThat(TestTable.search(database, ALL, "", TestTable.vector(2), 40))
                .isEqualTo(before));
    }

    @Test
    @DisplayName("invariant 4; milvus#17625, #14862, #39201, #39231: a deleted key stays away")
    void deletedKeysStayAway() throws Exception {
        Set<Long> deleted = new HashSet<>(Set.of(2L, 11L, 102L, 111L));
        List<Row> left = new ArrayList<>(expected);
        atEveryCall(() -> {
            // Some stay, so that there is something to compact to the end.
            if (left.size() > expected.size() / 2) {
                long key = left.removeFirst().key();
                TestTable.delete(database, Optional.empty(), "key == " + key);
                deleted.add(key);
            }
            assertThat(TestTable.everything(database)).isEqualTo(left);
        });
        database.release(TestTable.NAME, ALL);
        database.load(TestTable.NAME, ALL);
        assertThat(TestTable.everything(database)).isEqualTo(left);
        restart();
        assertThat(TestTable.everything(database)).isEqualTo(left);
        database.flush(TestTable.NAME);
        compact();
        assertThat(TestTable.query(database, ALL, TestTable.keysIn(deleted), TestTable.NOW))
                .isEmpty();
    }

    @Test
    @DisplayName("invariant 5: a key that was deleted and inserted again stays, with its new values")
    void keysThatComeBackStay() throws Exception {
        int[] number = {100};
        atEveryCall(() -> {
            TestTable.delete(database, Optional.empty(), "key in [2, 30]");
            TestTable.insert(database, TestTable.DEFAULT_PARTITION, rows(2, 3, ++number[0]));
            TestTable.upsert(database, TestTable.DEFAULT_PARTITION, rows(30, 31, number[0]));
            assertThat(TestTable.query(database, ALL, "key in [2, 30]", TestTable.NOW))
                    .containsExactly(new Row(2, number[0]), new Row(30, number[0]));
        });
        restart();
        compact();
        assertThat(TestTable.count(database, ALL, "key in [2, 30]", TestTable.NOW))
                .isEqualTo(2);
    }

    @Test
    @DisplayName("invariant 7: rows that come while a job runs are there afterwards, and in none of its sources")
    void rowsThatComeMeanwhileAreKept() throws Exception {
        List<Long> before = atRest();
        try (PausedCompaction paused = new PausedCompaction(machine, database, 3)) {
            assertThat(paused.isWaiting()).isTrue();
            TestTable.insert(database, OTHER, rows(300, 310, 5));
            assertThat(paused.finish().plans())
                    .flatExtracting(PlanStatus::sourceIds)
                    .containsExactlyInAnyOrderElementsOf(before);
        }
        assertThat(TestTable.query(database, ALL, "key >= 300", TestTable.NOW)).hasSize(10);
    }

    @Test
    @DisplayName(
            "invariant 11: plans are there at once, and their sources are disjoint, each of one partition and shard")
    void plansAreDisjoint() {
        List<SegmentDescription> before = TestTable.atRest(database);
        CompactionStatus started = compact();

        assertThat(started.plans()).hasSize(2 * 2);
        assertThat(started.plans())
                .flatExtracting(PlanStatus::sourceIds)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(
                        before.stream().map(SegmentDescription::id).toList());
        for (PlanStatus plan : started.plans()) {
            assertThat(before)
                    .filteredOn(segment -> plan.sourceIds().contains(segment.id()))
                    .extracting(segment -> segment.partitionId() + "/" + segment.shard())
                    .containsOnly(before.stream()
                            .filter(segment -> segment.id() == plan.sourceIds().get(0))
                            .map(segment -> segment.partitionId() + "/" + segment.shard())
                            .findFirst()
                            .orElseThrow());
        }
    }

    @Test
    @DisplayName("invariant 12; milvus#25921, #40576: sources are gone, targets hold what was alive, files too")
    void targetsHoldWhatWasAlive() {
        List<SegmentDescription> before = TestTable.atRest(database);
        CompactionStatus ended = database.compaction(compact().jobId());

        List<SegmentDescription> after = TestTable.atRest(database);
        assertThat(after).extracting(SegmentDescription::id).doesNotContainAnyElementsOf(sources(ended));
        for (PlanStatus plan : ended.plans()) {
            long alive = before.stream()
                    .filter(segment -> plan.sourceIds().contains(segment.id()))
                    .mapToLong(SegmentDescription::liveRowCount)
                    .sum();
            assertThat(after)
                    .filteredOn(segment -> plan.targetIds().contains(segment.id()))
                    .singleElement()
                    .satisfies(target -> {
                        assertThat(target.rowCount()).isEqualTo(alive).isEqualTo(target.liveRowCount());
                        assertThat(target.byteSize()).isEqualTo(plan.figures().bytesWritten());
                    });
        }
        database.close();
        assertThat(machine.orphans()).isEmpty();
        database = machine.start(SETTINGS);
    }

    private static List<Long> sources(CompactionStatus status) {
        return status.plans().stream()
                .flatMap(plan -> plan.sourceIds().stream())
                .toList();
    }

    @Test
    @DisplayName("invariant 13: no target while a plan runs; ids of segments are never used again")
    void idsAreNeverUsedAgain() throws Exception {
        Set<Long> used = new HashSet<>(atRest());
        for (int round = 0; round < 4; round++) {
            try (PausedCompaction paused = new PausedCompaction(machine, database, 4)) {
                assertThat(database.compactions(TestTable.NAME).get(0).plans())
                        .anyMatch(plan -> plan.state() == PlanState.RUNNING)
                        .allMatch(plan -> plan.targetIds().isEmpty());
                paused.finish();
            }
            for (long id : atRest()) {
                assertThat(used.add(id)).as("id %d is new", id).isTrue();
            }
            if (round == 2) {
                restart();
            }
        }
    }

    @Test
    @DisplayName(
            "invariant 16; milvus#18822, #38818, #53396: every job ends, and its plans are told, after a restart too")
    void everyJobEnds() {
        CompactionStatus started = compact();
        assertThat(database.compaction(started.jobId()).count(PlanState.COMPLETED))
                .isEqualTo(4);
        restart();
        assertThat(database.compaction(started.jobId()).plans())
                .hasSize(4)
                .allMatch(plan -> plan.state() == PlanState.COMPLETED);
        assertThat(database.compaction(CompactionStatus.NOTHING_TO_DO).completed())
                .isTrue();
        assertThat(database.compaction(12_345).completed()).isTrue();
        TestTable.delete(database, Optional.empty(), TestTable.EVERYTHING);
        database.flush(TestTable.NAME);
        compact();
        assertThat(database.compact(CompactionRequest.mix(TestTable.NAME)).jobId())
                .isEqualTo(CompactionStatus.NOTHING_TO_DO);
    }

    @Test
    @DisplayName("invariant 17: a partition that is dropped during a job is gone, and comes back by nothing")
    void aPartitionDroppedMeanwhileStaysAway() throws Exception {
        List<Row> left = expected.stream().filter(row -> row.key() < 100).toList();
        try (PausedCompaction paused = new PausedCompaction(machine, database, 4)) {
            assertThat(paused.isWaiting()).isTrue();
            TestTable.dropPartition(database, OTHER);
            assertThat(TestTable.everything(database)).isEqualTo(left);
            paused.finish();
        }
        assertThat(TestTable.everything(database)).isEqualTo(left);
        restart();
        assertThat(TestTable.everything(database)).isEqualTo(left);
        compact();
        database.close();
        assertThat(machine.orphans()).isEmpty();
        database = machine.start(SETTINGS);
    }

    @Test
    @DisplayName("invariant 17: later pages of an iterator do not see a partition that was dropped after the first")
    void laterPagesDoNotSeeADroppedPartition() {
        TestTable.Page first = TestTable.page(database, -1, 50, TestTable.NOW);
        assertThat(first.rows()).isEqualTo(expected.subList(0, 50));
        compact();
        TestTable.dropPartition(database, OTHER);

        TestTable.Page second = TestTable.page(database, 40, 100, ReadConsistency.at(first.timestamp()));

        assertThat(second.rows())
                .isEqualTo(expected.stream()
                        .filter(row -> row.key() > 40 && row.key() < 100)
                        .toList());
    }

    @Test
    @DisplayName("invariant 18: an alias names the same collection; an unknown name is refused; others are left alone")
    void onlyTheCollectionNamedIsCompacted() {
        database.createAlias(TestTable.NAME, "second");
        CompactionStatus started = database.compact(CompactionRequest.mix(CollectionName.of("second")));
        assertThat(started.plans()).hasSize(4);
        List<Long> before = atRest();
        assertThatThrownBy(() -> database.compact(CompactionRequest.mix(CollectionName.of("nowhere"))))
                .isInstanceOfSatisfying(
                        DatabaseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.COLLECTION_NOT_FOUND));
        assertThat(atRest()).isEqualTo(before);
    }

    @Test
    @DisplayName("invariant 19; milvus#32053: a segment is in one plan at a time")
    void aSegmentIsInOnePlanAtATime() throws Exception {
        try (PausedCompaction paused = new PausedCompaction(machine, database, 3)) {
            assertThat(paused.isWaiting()).isTrue();
            CompactionStatus again = database.compact(CompactionRequest.mix(TestTable.NAME));
            assertThat(again.jobId()).isEqualTo(CompactionStatus.NOTHING_TO_DO);
            assertThat(again.nothingBecause())
                    .hasValueSatisfying(why -> assertThat(why).contains("another job"));
            assertThat(database.compactions(TestTable.NAME)).hasSize(1);
            paused.finish();
        }
        assertThat(TestTable.everything(database)).isEqualTo(expected);
        assertThat(compact().plans()).hasSize(4);
    }

    @Test
    @DisplayName("invariant 20: a source and its target are never both there")
    void aSourceAndItsTargetAreNeverBothThere() throws Exception {
        atEveryCall(() -> assertThat(database.loadedSegments(TestTable.NAME).stream()
                        .mapToLong(SegmentDescription::liveRowCount)
                        .sum())
                .isEqualTo(expectedCount));
    }

    @Test
    @DisplayName("invariant 21: a reader that began before reads on, through compaction, drop and close")
    void aSlowReaderReadsOn() {
        Snapshot slow = database.snapshot(TestTable.NAME);
        try (slow) {
            compact();
            assertThat(TestTable.read(slow)).isEqualTo(expected);
            TestTable.delete(database, Optional.empty(), TestTable.EVERYTHING);
            database.flush(TestTable.NAME);
            compact();
            assertThat(TestTable.everything(database)).isEmpty();
            assertThat(TestTable.read(slow)).isEqualTo(expected);
            database.release(TestTable.NAME, ALL);
            database.dropCollection(TestTable.NAME);
            assertThat(TestTable.read(slow)).isEqualTo(expected);
            database.close();
            assertThat(TestTable.read(slow)).isEqualTo(expected);
        }
        assertThatThrownBy(() -> TestTable.read(slow)).isInstanceOf(IllegalStateException.class);
        assertThat(machine.orphans()).isEmpty();
        database = machine.start(SETTINGS);
    }

    @Test
    @DisplayName("invariant 23; milvus#52047, #52659: rows of one key are all kept, and the newest of them is read")
    void rowsOfOneKeyAreAllKept() {
        String filter = "key == " + DUPLICATE;
        for (int round = 0; round < 3; round++) {
            compact();
            assertThat(TestTable.count(database, ALL, filter, TestTable.NOW)).isEqualTo(2);
            assertThat(TestTable.query(database, ALL, filter, TestTable.NOW)).containsExactly(new Row(DUPLICATE, 9));
            assertThat(TestTable.query(database, ALL, filter + " and number == 1", TestTable.NOW))
                    .containsExactly(new Row(DUPLICATE, 1));
        }
        assertThat(count()).isEqualTo(expectedCount);
    }
}
