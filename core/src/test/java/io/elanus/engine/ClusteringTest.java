package io.elanus.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.engine.TestRows.Row;
import io.elanus.model.CompactionPlan;
import io.elanus.model.CompactionStatus;
import io.elanus.model.CompactionStatus.PlanState;
import io.elanus.model.CompactionStatus.PlanStatus;
import io.elanus.model.FieldSchema;
import io.elanus.model.SegmentDescription.Level;
import io.elanus.model.Value;
import io.elanus.segment.ColumnRange;
import io.elanus.segment.SegmentMeta;
import io.elanus.testkit.Faults;
import io.elanus.testkit.Faults.Extent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rows ordered by the clustering key, {@link TestRows#NUMBER}. Issue numbers are Milvus's. */
@ExtendWith(QuietLog.class)
class ClusteringTest {
    private static final long SEED = 20_260_102;

    /** Segments of a few hundred rows. */
    private static TestStores stores() {
        return stores(40_000);
    }

    private static TestStores stores(long segmentBytesMax) {
        return new TestStores()
                .withIndexes(List.of(Scenario.INDEX))
                .withSettings(
                        new EngineSettings(1L << 30, Duration.ofHours(1), 1L << 30, segmentBytesMax, 1 << 20, 100));
    }

    /** Segments of 500 rows each, whose numbers follow from their keys. */
    private static void fill(TestProcess process, int segments, IntUnaryOperator number) {
        for (int segment = 0; segment < segments; segment++) {
            Map<Long, Integer> rows = new TreeMap<>();
            for (int key = segment * 500; key < segment * 500 + 500; key++) {
                rows.put((long) key, number.applyAsInt(key));
            }
            process.insert(TestRows.of(1, rows));
            process.collection.flush();
        }
    }

    private static PlanStatus cluster(TestProcess process) {
        CompactionStatus status = process.status(process.cluster());
        assertThat(status.plans()).singleElement().extracting(PlanStatus::state).isEqualTo(PlanState.COMPLETED);
        return status.plans().getFirst();
    }

    private static List<SegmentMeta> segments(TestProcess process) {
        return process.collection.segments().stream()
                .map(segment -> segment.meta().orElseThrow())
                .toList();
    }

    private static long bound(Optional<Value> bound) {
        return ((Value.Int) bound.orElseThrow()).value();
    }

    /** Of each segment its smallest and largest number, ascending. */
    private static List<List<Long>> ranges(TestProcess process) {
        List<List<Long>> ranges = new ArrayList<>();
        for (SegmentMeta meta : segments(process)) {
            ColumnRange range = meta.range(TestRows.NUMBER).orElseThrow();
            ranges.add(List.of(bound(range.min()), bound(range.max())));
        }
        ranges.sort((left, right) -> Long.compare(left.getFirst(), right.getFirst()));
        return ranges;
    }

    private static int scattered(int key) {
        return key * 7_919 % 10_007;
    }

    @Test
    void targetsFollowEachOtherInTheOrderOfTheKey() throws InterruptedException {
        try (TestProcess process = stores().open()) {
            fill(process, 4, ClusteringTest::scattered);
            List<Row> before = process.rows();

            PlanStatus plan = cluster(process);

            assertThat(process.rows()).isEqualTo(before);
            List<List<Long>> ranges = ranges(process);
            assertThat(ranges).hasSizeGreaterThan(3);
            for (int i = 1; i < ranges.size(); i++) {
                assertThat(ranges.get(i - 1).getLast()).isLessThan(ranges.get(i).getFirst());
            }
            assertThat(segments(process)).allMatch(meta -> meta.level() == Level.L2);
            assertThat(segments(process))
                    .extracting(SegmentMeta::id)
                    .containsExactlyInAnyOrderElementsOf(plan.targetIds());
            assertThat(plan.figures().rowsIn()).isEqualTo(2_000);
            assertThat(plan.figures().rowsDropped()).isZero();

            assertThat(process.delete(0, 700, 1_999)).isPositive();
            assertThat(process.rows()).as("keys are found in targets").hasSize(1_997);
        }
    }

    @Test
    void aSecondClusteringTakesWhatIsInOrderAndWhatIsNew() throws InterruptedException {
        TestStores stores = stores();
        try (TestProcess process = stores.open()) {
            fill(process, 2, ClusteringTest::scattered);
            cluster(process);
            process.upsert(TestRows.range(1, 100, 400, 5));
            process.collection.flush();
            List<Row> before = process.rows();
            List<Long> sources =
                    segments(process).stream().map(SegmentMeta::id).sorted().toList();

            assertThat(cluster(process).plan().sources()).isEqualTo(sources);

            assertThat(process.rows()).isEqualTo(before).hasSize(1_000);
            assertThat(segments(process)).allMatch(meta -> meta.level() == Level.L2);
        }
        try (TestProcess process = stores.open()) {
            assertThat(process.rows()).hasSize(1_000);
            assertThat(ranges(process)).isNotEmpty();
        }
    }

    @Test
    void milvus39131DeletedRowsDoNotComeBack() throws InterruptedException {
        TestStores stores = stores();
        try (TestProcess process = stores.open()) {
            fill(process, 2, ClusteringTest::scattered);
            process.delete(1, 2, 3, 999);
            process.collection.flush();
            process.delete(4, 500);
            List<Row> before = process.rows();

            PlanStatus plan = cluster(process);

            assertThat(process.rows()).isEqualTo(before).hasSize(994);
            assertThat(plan.figures().rowsDropped()).isEqualTo(6);
        }
        try (TestProcess process = stores.open()) {
            assertThat(process.rows()).hasSize(994);
        }
    }

    @Test
    void milvus39131RowsDeletedMeanwhileDoNotComeBack() throws InterruptedException {
        TestStores stores = stores();
        try (TestProcess process = stores.open()) {
            fill(process, 2, ClusteringTest::scattered);
            Shard shard = process.collection.shards().getFirst();
            CompactionPlan plan = process.previewClustering().getFirst();
            ShardState.Sources sources = shard.state().sources(plan.sources());
            JobMonitor monitor = new JobMonitor(process.resources.throttle(), () -> false);
            CompactionJob.Result result =
                    new CompactionJob(process.collection.context(), shard.number(), monitor).run(plan, sources);
            assertThat(result.targets()).hasSizeGreaterThan(1);

            process.delete(0, 250, 999);
            process.upsert(TestRows.range(1, 10, 20, 3));
            process.collection.flush();
            List<Row> before = process.rows();
            assertThat(shard.apply(result.edit())).isTrue();
            sources.segments().forEach(segment -> segment.letGo());

            assertThat(process.rows()).isEqualTo(before).hasSize(997);
        }
        try (TestProcess process = stores.open()) {
            assertThat(process.rows()).hasSize(997);
        }
    }

    @Test
    void milvus38373And38526RowsAreNeverCountedTwice() throws InterruptedException {
        try (ExecutorService jobs = Executors.newSingleThreadExecutor();
                TestProcess process = stores().open(jobs)) {
            fill(process, 4, ClusteringTest::scattered);
            for (int round = 0; round < 5; round++) {
                CompactionStatus started = process.cluster();
                do {
                    assertThat(process.rows()).as("round %d", round).hasSize(2_000);
                } while (!process.status(started).completed());
                assertThat(process.rows()).hasSize(2_000);
                assertThat(process.collection.segments().stream()
                                .mapToInt(SegmentStatus::rowCount)
                                .sum())
                        .isEqualTo(2_000);
            }
        }
    }

    @Test
    void milvus34603AFailedClusteringLeavesEverythingAsItWas() throws InterruptedException {
        TestStores stores = stores();
        try (TestProcess process = stores.open()) {
            fill(process, 2, ClusteringTest::scattered);
            List<SegmentMeta> before = segments(process);
            List<Row> rows = process.rows();
            // The plan and its beginning are noted first; then a target fails to be written.
            stores.faults.arm(12, Faults.Kind.NOT_DONE, Extent.ONCE);
            CompactionStatus failed = process.status(process.cluster());
            stores.faults.disarm();

            assertThat(failed.plans())
                    .singleElement()
                    .extracting(PlanStatus::state)
                    .isEqualTo(PlanState.FAILED);
            assertThat(segments(process)).isEqualTo(before);
            assertThat(process.rows()).isEqualTo(rows);
            assertThat(stores.orphans()).isEmpty();
            cluster(process);
            assertThat(process.rows()).isEqualTo(rows);
        }
    }

    @Test
    void milvus32053ASecondCallAnswersTheJobThatRuns() throws InterruptedException {
        try (ExecutorService jobs = Executors.newSingleThreadExecutor();
                TestProcess process = stores().open(jobs)) {
            fill(process, 2, ClusteringTest::scattered);
            List<CompactionStatus> answers = whileHeld(jobs, () -> List.of(process.cluster(), process.cluster()));
            assertThat(answers.getLast().jobId())
                    .isEqualTo(answers.getFirst().jobId())
                    .isPositive();
            await(process, answers.getFirst());

            process.insert(TestRows.range(1, 5_000, 5_010, 1));
            process.collection.flush();
            answers = whileHeld(jobs, () -> List.of(process.compact(), process.cluster()));
            assertThat(answers.getLast().jobId())
                    .as("any job counts")
                    .isEqualTo(answers.getFirst().jobId())
                    .isPositive();
            await(process, answers.getFirst());
        }
    }

    /** What is done while no job can begin. */
    private static List<CompactionStatus> whileHeld(ExecutorService jobs, Supplier<List<CompactionStatus>> steps) {
        CountDownLatch held = new CountDownLatch(1);
        jobs.execute(() -> awaitQuietly(held));
        try {
            return steps.get();
        } finally {
            held.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void await(TestProcess process, CompactionStatus job) {
        while (!process.status(job).completed()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void milvus32371And37219And52983LittleRowsAreClusteredAtOnce() throws InterruptedException {
        try (TestProcess process = stores().open()) {
            assertThat(process.cluster().jobId()).isEqualTo(CompactionStatus.NOTHING_TO_DO);
            process.insert(TestRows.range(1, 0, 1, 9));
            assertThat(process.cluster().jobId()).as("rows in memory only").isEqualTo(CompactionStatus.NOTHING_TO_DO);
            process.collection.flush();
            cluster(process);
            cluster(process);
            assertThat(process.rows()).containsExactly(new Row(1, 0, 9));
            assertThat(ranges(process)).containsExactly(List.of(9L, 9L));

            process.delete(0);
            cluster(process);
            assertThat(process.rows()).isEmpty();
            assertThat(process.collection.segments()).isEmpty();
        }
    }

    @Test
    void equalValuesGoIntoAsManyTargetsAsTheyNeed() throws InterruptedException {
        try (TestProcess process = stores().open()) {
            fill(process, 4, _ -> 3);
            PlanStatus plan = cluster(process);
            assertThat(plan.targetIds()).hasSizeGreaterThan(2);
            assertThat(ranges(process)).containsOnly(List.of(3L, 3L));
            assertThat(process.rows()).hasSize(2_000);
        }
    }

    @Test
    void aFewValuesOfWhichOneIsOftenAreKeptApart() throws InterruptedException {
        Random random = new Random(SEED);
        try (TestProcess process = stores().open()) {
            fill(process, 4, _ -> random.nextInt(10) < 7 ? 5 : random.nextInt(3));
            List<Row> before = process.rows();
            cluster(process);
            assertThat(process.rows()).as("seed=%d", SEED).isEqualTo(before);
            for (List<Long> range : ranges(process)) {
                assertThat(range.getFirst() == 5 || range.getLast() < 5)
                        .as("%s", range)
                        .isTrue();
            }
        }
    }

    @Test
    void nullsAreARangeToo() throws InterruptedException {
        TestStores stores = stores().withSchema(TestRows.clusteredBy(TestRows.TEXT));
        try (TestProcess process = stores.open()) {
            fill(process, 4, key -> key);
            List<Row> before = process.rows();
            cluster(process);
            assertThat(process.rows()).isEqualTo(before);
            List<SegmentMeta> withNulls = segments(process).stream()
                    .filter(meta -> meta.range(TestRows.TEXT).orElseThrow().nullCount() > 0)
                    .toList();
            assertThat(withNulls).hasSizeLessThan(segments(process).size());
        }
        TestStores onlyNulls = stores().withSchema(TestRows.clusteredBy(TestRows.TEXT));
        try (TestProcess process = onlyNulls.open()) {
            fill(process, 2, _ -> 3);
            cluster(process);
            assertThat(process.rows()).hasSize(1_000);
        }
    }

    @Test
    void aCollectionWithoutAKeyHasNothingToDo() throws InterruptedException {
        TestStores stores = stores().withSchema(TestRows.clusteredBy(0));
        try (TestProcess process = stores.open()) {
            fill(process, 1, key -> key);
            CompactionStatus status = process.cluster();
            assertThat(status.jobId()).isEqualTo(CompactionStatus.NOTHING_TO_DO);
            assertThat(status.nothingBecause()).contains("the collection has no clustering key");
        }
    }

    @Test
    void thePartitionKeyIsUsedWhereThatIsWanted() throws InterruptedException {
        EngineSettings settings = new EngineSettings(1L << 30, Duration.ofHours(1), 1L << 30, 40_000, 1 << 20, 100);
        CompactionSettings compaction = settings.compaction();
        CompactionSettings.Clustering clustering = compaction.clustering();
        TestStores stores = new TestStores()
                .withSchema(TestRows.schema(field -> field.id() == TestRows.NUMBER
                        ? field.toBuilder().partitionKey(true).build()
                        : field))
                .withSettings(settings.withCompaction(compaction.withClustering(new CompactionSettings.Clustering(
                        clustering.automatic(),
                        clustering.interval(),
                        clustering.ageMin(),
                        clustering.newBytesMin(),
                        clustering.segmentShare(),
                        true))));
        try (TestProcess process = stores.open()) {
            fill(process, 2, ClusteringTest::scattered);
            cluster(process);
            assertThat(ranges(process)).hasSizeGreaterThan(1);
            FieldSchema key = process.collection.schema().partitionKey().orElseThrow();
            assertThat(key.id()).isEqualTo(TestRows.NUMBER);
        }
    }

    @Test
    void memoryBoundsTheTargets() throws InterruptedException {
        EngineSettings settings = new EngineSettings(1L << 30, Duration.ofHours(1), 1L << 30, 1L << 30, 1 << 20, 100);
        CompactionSettings all = settings.compaction();
        CompactionSettings little = new CompactionSettings(
                all.automatic(), all.mix(), all.levelZero(), all.clustering(), all.expiry(), 4_000, 1.5);
        try (TestProcess process =
                new TestStores().withSettings(settings.withCompaction(little)).open()) {
            fill(process, 2, ClusteringTest::scattered);
            assertThat(cluster(process).targetIds()).hasSizeBetween(9, 12);
            assertThat(segments(process)).allMatch(meta -> meta.rowCount() <= 125);
        }
    }
}
