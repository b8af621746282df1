package io.elanus.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.database.ReferenceDatabase.Expiry;
import io.elanus.database.TestTable.Row;
import io.elanus.engine.EngineSettings;
import io.elanus.engine.QuietLog;
import io.elanus.model.CompactionRequest;
import io.elanus.model.CompactionRequest.ForceMerge;
import io.elanus.model.CompactionRequest.Kind;
import io.elanus.model.CompactionRequest.LevelZero;
import io.elanus.model.CompactionRequest.Mix;
import io.elanus.model.CompactionStatus;
import io.elanus.model.CompactionStatus.PlanState;
import io.elanus.model.IndexParams.FlatParams;
import io.elanus.model.SegmentDescription;
import io.elanus.model.SpaceUse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What compactions choose, what comes of it, and what it leaves behind. {@link InvariantsTest} looks at what readers see. */
@ExtendWith(QuietLog.class)
class CompactionInvariantsTest {
    private static final long SEGMENT_BYTES_MAX = 200_000;
    private static final EngineSettings SETTINGS =
            new EngineSettings(1L << 30, Duration.ofHours(1), 1L << 30, SEGMENT_BYTES_MAX, 10, 1_000);
    private static final List<String> ALL = List.of();

    private final TestMachine machine = TestMachine.inMemory();
    private LocalDatabase database = machine.start(SETTINGS);

    @BeforeEach
    void create() {
        TestTable.create(database, 1, new FlatParams());
    }

    @AfterEach
    void close() {
        machine.faults.letGo();
        database.close();
    }

    private void insert(long from, long to, int number) {
        TreeMap<Long, Integer> rows = new TreeMap<>();
        LongStream.range(from, to).forEach(key -> rows.put(key, number));
        TestTable.insert(database, TestTable.DEFAULT_PARTITION, rows);
    }

    private void insertAndFlush(long from, long to, int number) {
        insert(from, to, number);
        database.flush(TestTable.NAME);
    }

    private CompactionStatus compact(Kind kind) {
        CompactionStatus started =
                database.compact(new CompactionRequest(TestTable.NAME, kind, Optional.empty(), List.of()));
        CompactionStatus ended = database.compaction(started.jobId());
        assertThat(ended.plans()).allMatch(plan -> plan.state() == PlanState.COMPLETED);
        return ended;
    }

    @Test
    @DisplayName("invariant 14: one segment gives a plan of one, several small ones a plan of all, none no plan at all")
    void plansNameWhatIsAtRest() {
        assertThat(compact(new Mix()).plans()).as("of nothing").isEmpty();
        insert(0, 5, 1);
        CompactionStatus ofGrowing = database.compact(CompactionRequest.mix(TestTable.NAME));
        assertThat(ofGrowing.jobId()).isEqualTo(CompactionStatus.NOTHING_TO_DO);
        assertThat(ofGrowing.completed()).isTrue();

        database.flush(TestTable.NAME);
        assertThat(compact(new Mix()).plans())
                .singleElement()
                .satisfies(plan -> assertThat(plan.sourceIds()).hasSize(1));
        insertAndFlush(5, 10, 1);
        assertThat(compact(new Mix()).plans())
                .singleElement()
                .satisfies(plan -> assertThat(plan.sourceIds()).hasSize(2));

        TestTable.delete(database, Optional.empty(), TestTable.EVERYTHING);
        assertThat(compact(new Mix()).plans())
                .singleElement()
                .satisfies(plan ->
                        assertThat(plan.targetIds()).as("no row is left").isEmpty());
        assertThat(compact(new Mix()).plans()).isEmpty();
    }

    @Test
    @DisplayName("invariant 15: a job that runs has plans that run, and one that has ended has ended for good")
    void statesGoForwards() throws Exception {
        insertAndFlush(0, 5, 1);
        long jobId;
        try (PausedCompaction paused = new PausedCompaction(machine, database, 5)) {
            assertThat(paused.isWaiting()).isTrue();
            CompactionStatus running = database.compactions(TestTable.NAME).getFirst();
            assertThat(running.completed()).isFalse();
            assertThat(running.count(PlanState.RUNNING)).isEqualTo(1);
            jobId = paused.finish().jobId();
        }
        assertThat(database.compaction(jobId).count(PlanState.COMPLETED)).isEqualTo(1);
        insertAndFlush(5, 10, 1);
        compact(new Mix());
        database.close();
        database = machine.start(SETTINGS);
        assertThat(database.compaction(jobId).count(PlanState.COMPLETED)).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "invariant 22: what has expired is gone for readers at once and from files by a compaction, the rest stays")
    void onlyWhatHasExpiredIsCompactedAway() {
        insertAndFlush(0, 10, 1);
        insertAndFlush(10, 20, 4); // Never expires by its field.
        insertAndFlush(20, 30, 50);
        TestTable.setExpiry(database, new Expiry.AfterWrite(5));
        machine.advance(Duration.ofSeconds(20));
        assertThat(TestTable.everything(database)).isEmpty();

        TestTable.setExpiry(database, new Expiry.AtField());
        assertThat(TestTable.everything(database))
                .extracting(Row::number)
                .doesNotContain(1)
                .hasSize(20);
        assertThat(database.rowCount(TestTable.NAME)).isEqualTo(30);
        compact(new Mix());
        assertThat(database.rowCount(TestTable.NAME)).as("by the rule of now").isEqualTo(20);

        machine.advance(Duration.ofMinutes(10));
        assertThat(TestTable.everything(database))
                .extracting(Row::number)
                .containsOnly(4)
                .hasSize(10);
        TestTable.setExpiry(database, new Expiry.Never());
        compact(new Mix());
        assertThat(TestTable.everything(database)).as("the rule went in time").hasSize(20);
    }

    @Test
    @DisplayName("invariant 24: targets are as large as they may be, and nothing is left to merge without being asked")
    void targetsHaveTheRightSize() {
        for (int round = 0; round < 12; round++) {
            insertAndFlush(round * 100L, round * 100L + 100, round);
            machine.advance(Duration.ofMinutes(1));
        }
        List<SegmentDescription> small = TestTable.atRest(database);
        long bytes = small.stream().mapToLong(SegmentDescription::byteSize).sum();

        database.compactAutomatically(new Mix());
        int jobs = database.compactions(TestTable.NAME).size();
        assertThat(jobs).isEqualTo(1);
        assertThat(TestTable.atRest(database))
                .hasSizeLessThan(small.size())
                .allMatch(segment -> segment.byteSize() <= SEGMENT_BYTES_MAX * 5 / 4);
        database.compactAutomatically(new Mix());
        assertThat(database.compactions(TestTable.NAME))
                .as("of its own targets")
                .hasSize(jobs);

        long target = 2 * SEGMENT_BYTES_MAX;
        compact(new ForceMerge(target));
        assertThat(TestTable.atRest(database)).hasSizeLessThanOrEqualTo((int) Math.ceilDiv(bytes, target));
        assertThat(TestTable.count(database, ALL, TestTable.EVERYTHING, TestTable.NOW))
                .isEqualTo(1_200);
    }

    @Test
    @DisplayName("invariant 25: after a job the disk holds what is alive, and of what it replaced nothing")
    void theDiskHoldsWhatIsAlive() {
        insertAndFlush(0, 500, 1);
        TestTable.delete(database, Optional.empty(), "key < 400");
        database.flush(TestTable.NAME);
        compact(new LevelZero());
        SpaceUse before = database.space(TestTable.NAME);
        assertThat(before.dead()).isGreaterThan(before.live());

        compact(new Mix());

        SpaceUse after = database.space(TestTable.NAME);
        assertThat(after.dead()).isZero();
        assertThat(after.pinned() + after.orphan() + after.temporary()).isZero();
        assertThat(after.live())
                .isEqualTo(TestTable.atRest(database).stream()
                        .mapToLong(SegmentDescription::byteSize)
                        .sum())
                .isLessThan(before.live() + before.dead());
    }
}
