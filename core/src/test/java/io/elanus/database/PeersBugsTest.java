package io.elanus.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.database.TestTable.Row;
import io.elanus.engine.EngineSettings;
import io.elanus.engine.QuietLog;
import io.elanus.model.CompactionRequest;
import io.elanus.model.CompactionStatus;
import io.elanus.model.CompactionStatus.PlanState;
import io.elanus.model.CompactionStatus.PlanStatus;
import io.elanus.model.IndexParams.FlatParams;
import io.elanus.model.IndexParams.HnswParams;
import io.elanus.model.SegmentDescription;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Mistakes that others made, each by the number of its report. More of them stand in the names of other tests. */
@ExtendWith(QuietLog.class)
class PeersBugsTest {
    private static final EngineSettings SETTINGS =
            new EngineSettings(1L << 30, Duration.ofHours(1), 1L << 30, 1L << 30, 10, 1_000);
    private static final List<String> ALL = List.of();

    private final TestMachine machine = TestMachine.inMemory();
    private LocalDatabase database = machine.start(SETTINGS);

    @AfterEach
    void close() {
        machine.faults.letGo();
        database.close();
    }

    private void insertAndFlush(long from, long to, int number) {
        TestTable.insert(database, TestTable.DEFAULT_PARTITION, rows(from, to, number));
        database.flush(TestTable.NAME);
    }

    private static TreeMap<Long, Integer> rows(long from, long to, int number) {
        TreeMap<Long, Integer> rows = new TreeMap<>();
        LongStream.range(from, to).forEach(key -> rows.put(key, number));
        return rows;
    }

    private List<PlanStatus> compact() {
        CompactionStatus started = database.compact(CompactionRequest.mix(TestTable.NAME));
        CompactionStatus ended = database.compaction(started.jobId());
        assertThat(ended.plans()).allMatch(plan -> plan.state() == PlanState.COMPLETED);
        return ended.plans();
    }

    private List<SegmentDescription> segments() {
        return TestTable.atRest(database);
    }

    @Test
    @DisplayName("milvus#21959, #25681, #24730, #49199: many small segments become one")
    void manySmallSegmentsBecomeOne() {
        TestTable.create(database, 1, new FlatParams());
        for (int i = 0; i < 40; i++) {
            insertAndFlush(i * 3L, i * 3L + 3, i);
        }
        assertThat(segments()).hasSize(40);

        assertThat(compact())
                .singleElement()
                .satisfies(plan -> assertThat(plan.sourceIds()).hasSize(40));

        assertThat(segments())
                .singleElement()
                .satisfies(segment -> assertThat(segment.rowCount()).isEqualTo(120));
    }

    @Test
    @DisplayName("milvus#37549, #46435, #25955: compacting what is compacted brings the same, and never more segments")
    void compactingAgainBringsTheSame() {
        TestTable.create(database, 1, new FlatParams());
        insertAndFlush(0, 50, 1);
        insertAndFlush(50, 90, 2);
        List<Row> before = TestTable.everything(database);
        for (int round = 0; round < 5; round++) {
            assertThat(compact()).hasSize(1);
            assertThat(segments())
                    .singleElement()
                    .satisfies(segment -> assertThat(segment.rowCount()).isEqualTo(90));
            assertThat(TestTable.everything(database)).isEqualTo(before);
        }
    }

    @Test
    @DisplayName(
            "milvus#47154, #48910, #45339, #49228: deletes of several files reach every segment before them, no later one")
    void deletesReachEverySegmentBeforeThem() {
        TestTable.create(database, 1, new FlatParams());
        for (int round = 0; round < 5; round++) {
            insertAndFlush(0, 10, round);
            TestTable.delete(database, Optional.empty(), "key in [" + round + "]");
            database.flush(TestTable.NAME);
        }
        // Key k was deleted in round k: of its rows those of the rounds after are left.
        for (boolean compacted : List.of(false, true)) {
            for (long key = 0; key < 5; key++) {
                assertThat(TestTable.count(database, ALL, "key == " + key, TestTable.NOW))
                        .as("key %d, compacted=%s", key, compacted)
                        .isEqualTo(4 - key);
            }
            assertThat(TestTable.count(database, ALL, "key >= 5", TestTable.NOW))
                    .isEqualTo(25);
            database.close();
            database = machine.start(SETTINGS);
            compact();
        }
    }

    @Test
    @DisplayName("milvus#19042, #19208, #17567, #31476: the target of a compaction has its indexes when it is there")
    void targetsHaveTheirIndexes() throws Exception {
        TestTable.create(database, 1, new HnswParams(4, 16));
        insertAndFlush(0, 30, 1);
        insertAndFlush(30, 60, 2);
        int call = 1;
        for (boolean waiting = true; waiting; call++) {
            try (PausedCompaction paused = new PausedCompaction(machine, database, call)) {
                waiting = paused.isWaiting();
                assertThat(segments()).allMatch(segment -> segment.indexes().size() == 1);
                paused.finish();
            }
        }
        assertThat(database.indexes(TestTable.NAME).get(0).failure()).isEmpty();
    }

    @Test
    @DisplayName("milvus#48559: after a compaction an index can be dropped and made again, and finds the rows of now")
    void anIndexMadeAgainFindsTheRowsOfNow() {
        TestTable.create(database, 1, new HnswParams(4, 16));
        insertAndFlush(0, 30, 1);
        TestTable.delete(database, Optional.empty(), "key < 20");
        insertAndFlush(30, 60, 1);
        compact();
        TestTable.reindex(database, new FlatParams());
        TestTable.reindex(database, new HnswParams(8, 16));

        assertThat(TestTable.search(database, ALL, "", TestTable.vector(1), 50))
                .hasSize(40)
                .noneMatch(hit -> hit.key() < 20);
    }

    @Test
    @DisplayName("milvus#45293, #45352: what fits one target is not cut in several")
    void whatFitsOneTargetIsNotCut() {
        TestTable.create(database, 1, new FlatParams());
        insertAndFlush(0, 400, 1);
        insertAndFlush(400, 500, 2);
        TestTable.delete(database, Optional.empty(), "key < 380");
        database.flush(TestTable.NAME);

        assertThat(compact()).singleElement().satisfies(plan -> {
            assertThat(plan.sourceIds()).hasSize(2);
            assertThat(plan.figures().rowsDropped()).isEqualTo(380);
        });
    }

    @Test
    @DisplayName("milvus#28799, #36654, #46325: the disk is smaller as soon as a compaction is done")
    void theDiskIsSmallerAtOnce() {
        TestTable.create(database, 1, new FlatParams());
        insertAndFlush(0, 5_000, 1);
        long before = segments().get(0).byteSize();
        TestTable.delete(database, Optional.empty(), "key >= 500");
        database.flush(TestTable.NAME);

        PlanStatus plan = compact().get(0);

        assertThat(plan.figures().bytesWritten())
                .isEqualTo(segments().get(0).byteSize())
                .isLessThan(before / 4);
        database.close();
        assertThat(machine.orphans()).as("nothing else takes space").isEmpty();
        database = machine.start(SETTINGS);
    }
}
