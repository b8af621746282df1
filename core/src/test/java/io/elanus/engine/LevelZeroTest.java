package io.elanus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.engine.Manifest.DeleteFile;
import io.elanus.engine.TestRows.Row;
import io.elanus.model.CompactionPlan;
import io.elanus.model.CompactionRequest;
import io.elanus.model.CompactionRequest.ForceMerge;
import io.elanus.model.CompactionRequest.LevelZero;
import io.elanus.model.CompactionStatus;
import io.elanus.model.CompactionStatus.PlanState;
import io.elanus.model.CompactionStatus.PlanStatus;
import io.elanus.segment.SegmentMeta;
import io.elanus.segment.SegmentMeta.DeathsFile;
import io.elanus.testkit.Faults;
import io.elanus.testkit.Faults.Extent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Deletes that wait beside the segments are attached to those that they hit. */
@ExtendWith(QuietLog.class)
class LevelZeroTest {
    private static Shard shard(TestProcess process) {
        return process.collection.shards().getFirst();
    }

    private static List<DeleteFile> waiting(TestProcess process) {
        return shard(process).manifest().deletes();
    }

    private static List<Integer> attached(TestProcess process) {
        return shard(process).manifest().segments().stream()
                .map(segment -> segment.deaths().map(DeathsFile::deathCount).orElse(0))
                .toList();
    }

    private static List<Long> ids(TestProcess process) {
        return shard(process).manifest().segments().stream()
                .map(SegmentMeta::id)
                .toList();
    }

    private static PlanStatus attach(TestProcess process) {
        CompactionStatus started = process.compact(new LevelZero());
        assertThat(started.plans()).hasSize(1);
        PlanStatus plan = process.status(started).plans().getFirst();
        assertThat(plan.state()).as("%s", plan).isEqualTo(PlanState.COMPLETED);
        assertThat(plan.targetIds()).isEmpty();
        return plan;
    }

    private static List<Row> rowsAt(TestProcess process, long timestamp) {
        try (Snapshot snapshot = process.snapshot(timestamp, true)) {
            return TestRows.read(snapshot);
        }
    }

    /** Two segments at rest, of the keys 0 to 9 and 10 to 19. */
    private static void twoSegments(TestProcess process) {
        process.insert(TestRows.range(1, 0, 10, 1));
        process.collection.flush();
        process.insert(TestRows.range(1, 10, 20, 2));
        process.collection.flush();
    }

    private static CompactionJob.Result rewritten(TestProcess process, ShardState.Sources sources) {
        CompactionPlan plan = new CompactionPlan(
                0,
                1,
                new CompactionRequest.Mix(),
                CompactionPlan.Reason.MANUAL,
                sources.segments().stream().map(segment -> segment.id()).toList(),
                Long.MAX_VALUE,
                new CompactionPlan.Estimate(0, 0, 0, 0, 0));
        JobMonitor monitor = new JobMonitor(process.resources.throttle(), () -> false);
        return new CompactionJob(process.collection.context(), 0, monitor).run(plan, sources);
    }

    @Test
    void deletesGoToTheSegmentsThatTheyHitAndTheirFilesGo() throws InterruptedException {
        TestStores stores = new TestStores();
        List<Row> rows;
        try (TestProcess process = stores.open()) {
            twoSegments(process);
            process.delete(3, 4, 99);
            process.collection.flush();
            rows = process.rows();
            assertThat(waiting(process)).hasSize(1);
            long file = waiting(process).getFirst().id();

            PlanStatus plan = attach(process);

            assertThat(plan.sourceIds()).containsExactly(file);
            assertThat(plan.figures().rowsIn()).isEqualTo(3);
            assertThat(plan.figures().bytesWritten()).isPositive();
            assertThat(waiting(process)).isEmpty();
            assertThat(attached(process)).containsExactly(2, 0);
            assertThat(process.rows()).isEqualTo(rows).hasSize(18);
            assertThat(stores.orphans()).isEmpty();
        }
        try (TestProcess process = stores.open()) {
            assertThat(process.rows()).isEqualTo(rows);
            assertThat(process.collection.segments())
                    .extracting(SegmentStatus::deadCount)
                    .containsExactly(2, 0);
        }
    }

    @Test
    void aSecondTimeAllDeathsOfASegmentLieInOneFile() throws InterruptedException {
        TestStores stores = new TestStores();
        try (TestProcess process = stores.open()) {
            twoSegments(process);
            process.delete(3);
            process.collection.flush();
            attach(process);
            process.delete(5, 15);
            process.collection.flush();
            attach(process);
            assertThat(attached(process)).containsExactly(2, 1);
            process.delete(16);
            process.collection.flush();
            attach(process);
            assertThat(attached(process)).as("the first was not hit again").containsExactly(2, 2);
            assertThat(stores.orphans()).isEmpty();
        }
        try (TestProcess process = stores.open()) {
            assertThat(process.rows()).hasSize(16);
        }
    }

    @Test
    void readsFromBeforeADeleteKeepSeeingTheRowAlsoAfterARestart() throws InterruptedException {
        TestStores stores = new TestStores();
        List<Row> before;
        List<Row> between;
        List<Row> after;
        long first;
        long second;
        try (TestProcess process = stores.open()) {
            twoSegments(process);
            before = process.rows();
            first = process.delete(3, 13);
            between = process.rows();
            second = process.delete(4, 14);
            after = process.rows();
            process.collection.flush();
            attach(process);
            assertThat(rowsAt(process, first - 1)).isEqualTo(before).hasSize(20);
            assertThat(rowsAt(process, second - 1)).isEqualTo(between).hasSize(18);
            assertThat(rowsAt(process, second)).isEqualTo(after).hasSize(16);
        }
        try (TestProcess process = stores.open()) {
            assertThat(rowsAt(process, first - 1)).isEqualTo(before);
            assertThat(rowsAt(process, second - 1)).isEqualTo(between);
            assertThat(rowsAt(process, second)).isEqualTo(after);
        }
    }

    @Test
    void deletesThatAreOnlyInMemoryAreNotLost() throws InterruptedException {
        TestStores stores = new TestStores();
        List<Row> rows;
        try (TestProcess process = stores.open()) {
            twoSegments(process);
            process.delete(3);
            process.collection.flush();
            process.delete(4);
            process.insert(TestRows.range(1, 20, 25, 3));
            process.delete(21);
            attach(process);
            process.delete(5, 22);
            rows = process.rows();
            assertThat(rows).hasSize(20 - 3 + 5 - 2);
        }
        try (TestProcess process = stores.open()) {
            assertThat(process.rows()).as("out of the log").isEqualTo(rows);
            process.collection.flush();
            assertThat(process.rows()).isEqualTo(rows);
        }
        try (TestProcess process = stores.open()) {
            assertThat(process.rows()).as("out of a delete file").isEqualTo(rows);
            attach(process);
        }
        try (TestProcess process = stores.open()) {
            assertThat(waiting(process)).isEmpty();
            assertThat(process.rows()).as("out of deaths files").isEqualTo(rows);
        }
    }

    @Test
    void aDeletedKeyThatIsWrittenAgainLives() throws InterruptedException {
        TestStores stores = new TestStores();
        try (TestProcess process = stores.open()) {
            twoSegments(process);
            process.upsert(TestRows.range(1, 5, 15, 3));
            process.collection.flush();
            attach(process);
            assertThat(attached(process)).containsExactly(5, 5, 0);
        }
        try (TestProcess process = stores.open()) {
            assertThat(process.rows()).hasSize(20).contains(new Row(1, 5, 3), new Row(1, 14, 3));
            process.compact();
            assertThat(process.rows()).hasSize(20);
            assertThat(attached(process)).containsExactly(0);
        }
    }

    @Test
    void nothingWaitsNothingIsDone() throws InterruptedException {
        try (TestProcess process = new TestStores().open()) {
            twoSegments(process);
            assertThat(process.compact(new LevelZero()).plans()).isEmpty();
            process.delete(3);
            CompactionStatus inMemory = process.compact(new LevelZero());
            assertThat(inMemory.plans()).isEmpty();
            assertThat(inMemory.nothingBecause())
                    .hasValueSatisfying(why -> assertThat(why).contains("no delete at rest waits"));
        }
    }

    @Test
    void peerBug2ATargetWhoseRowsAreOlderThanADeleteIsNotSkipped() throws InterruptedException {
        TestStores stores = new TestStores();
        List<Row> rows;
        try (TestProcess process = stores.open()) {
            twoSegments(process);
            ShardState.Sources sources = shard(process).state().sources(ids(process));
            CompactionJob.Result result = rewritten(process, sources);
            process.delete(3, 13);
            process.collection.flush();
            assertThat(shard(process).apply(result.edit())).isTrue();
            sources.segments().forEach(segment -> segment.letGo());
            rows = process.rows();
            assertThat(rows).hasSize(18);
            attach(process);
            assertThat(attached(process)).containsExactly(2);
            assertThat(waiting(process)).isEmpty();
        }
        try (TestProcess process = stores.open()) {
            assertThat(process.rows()).isEqualTo(rows);
        }
    }

    @Test
    void peerBug2RowsThatAreFrozenAndNotYetInFilesAreHit() throws InterruptedException {
        TestStores stores = new TestStores();
        List<Row> rows;
        try (TestProcess process = stores.open()) {
            twoSegments(process);
            process.delete(3);
            process.collection.flush();
            process.insert(TestRows.range(1, 20, 30, 3));
            process.delete(4, 24);
            stores.faults.arm(1, Faults.Kind.NOT_DONE, Extent.ONCE);
            try {
                process.collection.flush();
            } catch (RuntimeException e) {
                assertThat(stores.faults.struck()).isTrue();
            }
            stores.faults.disarm();
            attach(process);
            process.collection.flush();
            rows = process.rows();
            assertThat(rows).hasSize(30 - 3);
            attach(process);
            assertThat(attached(process)).containsExactly(2, 0, 1);
        }
        try (TestProcess process = stores.open()) {
            assertThat(waiting(process)).isEmpty();
            assertThat(process.rows()).isEqualTo(rows);
        }
    }

    @Test
    void peerBug2FilesThatAreNotInTheOrderOfTimeLoseNothing() throws InterruptedException {
        TestStores stores = new TestStores();
        try (TestProcess process = stores.open()) {
            twoSegments(process);
            for (long key = 0; key < 4; key++) {
                process.delete(key, 10 + key);
                process.collection.flush();
            }
            List<DeleteFile> files = new ArrayList<>(waiting(process));
            // The later half first, as another job may have it.
            attachAlone(process, files.subList(2, 4));
            attachAlone(process, files.subList(0, 2));
            assertThat(attached(process)).containsExactly(4, 4);
            assertThat(waiting(process)).isEmpty();
        }
        try (TestProcess process = stores.open()) {
            assertThat(process.rows()).hasSize(12);
        }
    }

    private static void attachAlone(TestProcess process, List<DeleteFile> files) {
        List<CompactionRecord.PlanRecord> steps = new ArrayList<>();
        CompactionPlan plan = new CompactionPlan(
                0,
                CompactionPlan.ANY_PARTITION,
                new LevelZero(),
                CompactionPlan.Reason.PENDING_DELETES,
                files.stream().map(DeleteFile::id).toList(),
                Long.MAX_VALUE,
                new CompactionPlan.Estimate(0, 0, 1, 0, 0));
        new PlanRun(
                        process.collection,
                        CompactionRecord.PlanRecord.queued(
                                plan, process.resources.clock().instant()),
                        steps::add,
                        () -> {})
                .run();
        assertThat(steps.getLast().state()).isEqualTo(PlanState.COMPLETED);
    }

    @Test
    void anOlderAttachmentThatComesLateDoesNotTakeBackANewerOne() throws InterruptedException {
        TestStores stores = new TestStores();
        try (TestProcess process = stores.open()) {
            twoSegments(process);
            process.delete(1);
            process.collection.flush();
            long through = waiting(process).getFirst().timestampMax();
            ShardState.Sources segments = shard(process).state().sources(ids(process));
            JobMonitor monitor = new JobMonitor(process.resources.throttle(), () -> false);
            LevelZeroJob.Result late =
                    new LevelZeroJob(process.collection.context(), 0, monitor).run(through, segments.segments());
            process.delete(2);
            process.collection.flush();
            attach(process);
            assertThat(shard(process).apply(late.edit())).isTrue();
            segments.segments().forEach(segment -> segment.letGo());
            assertThat(attached(process)).containsExactly(2, 0);
            assertThat(stores.orphans()).isEmpty();
        }
        try (TestProcess process = stores.open()) {
            assertThat(process.rows()).hasSize(18);
        }
    }

    @Test
    void aSegmentThatIsBeingRewrittenIsPassedOverAndItsDeletesWait() throws InterruptedException {
        TestStores stores = new TestStores();
        try (TestProcess process = stores.open()) {
            twoSegments(process);
            List<Long> first = ids(process).subList(0, 1);
            assertThat(process.collection.claims().claim(first)).isTrue();
            ShardState.Sources sources = shard(process).state().sources(first);
            CompactionJob.Result result = rewritten(process, sources);
            process.delete(3, 13);
            process.collection.flush();

            attach(process);

            assertThat(attached(process)).containsExactly(0, 1);
            assertThat(waiting(process)).hasSize(1);
            assertThat(process.compact(new LevelZero()).plans())
                    .as("peers' bug 13: what cannot be attached now is no plan")
                    .isEmpty();
            assertThat(shard(process).apply(result.edit())).isTrue();
            sources.segments().forEach(segment -> segment.letGo());
            process.collection.claims().giveBack(first);
            attach(process);
            assertThat(waiting(process)).isEmpty();
            assertThat(process.rows()).hasSize(18);
        }
        try (TestProcess process = stores.open()) {
            assertThat(process.rows()).hasSize(18);
        }
    }

    @Test
    void aTargetThatHasNotHeardOfDeletesThatWereAttachedMeanwhileDoesNotFit() throws InterruptedException {
        TestStores stores = new TestStores();
        try (TestProcess process = stores.open()) {
            twoSegments(process);
            ShardState.Sources sources = shard(process).state().sources(ids(process));
            CompactionJob.Result result = rewritten(process, sources);
            process.delete(3);
            process.collection.flush();
            attach(process); // Nobody has claimed the segments.
            assertThat(shard(process).apply(result.edit())).isFalse();
            sources.segments().forEach(segment -> segment.letGo());
            assertThat(process.rows()).hasSize(19);
        }
        try (TestProcess process = stores.open()) {
            assertThat(process.rows()).hasSize(19);
        }
    }

    @Test
    void aDroppedPartitionTakesItsDeletesWithIt() throws InterruptedException {
        TestStores stores = new TestStores().withPartitions(Set.of(1L, 2L));
        try (TestProcess process = stores.open()) {
            process.insert(TestRows.range(2, 0, 10, 1));
            process.collection.flush();
            process.delete(3);
            process.collection.flush();
            ShardState.Sources segments = shard(process).state().sources(ids(process));
            JobMonitor monitor = new JobMonitor(process.resources.throttle(), () -> false);
            LevelZeroJob.Result result = new LevelZeroJob(process.collection.context(), 0, monitor)
                    .run(waiting(process).getFirst().timestampMax(), segments.segments());
            process.collection.partitionsChanged(Set.of(1L));
            assertThat(shard(process).apply(result.edit())).isTrue();
            segments.segments().forEach(segment -> segment.letGo());
            assertThat(process.rows()).isEmpty();
            assertThat(waiting(process)).isEmpty();
            assertThat(stores.orphans()).isEmpty();
        }
    }

    @Test
    void peerBug4AJobOfBeforeARestartIsTakenUpOrIsOver() throws InterruptedException {
        TestStores stores = new TestStores();
        long jobId;
        List<Row> rows;
        try (TestProcess process = stores.open(new NeverExecutor())) {
            twoSegments(process);
            process.delete(3);
            process.collection.flush();
            jobId = process.compact(new LevelZero()).jobId();
            rows = process.rows();
        }
        try (TestProcess process = stores.open()) {
            process.compactor.takeUpInterrupted();
            assertThat(process.compactor.status(jobId).count(PlanState.COMPLETED))
                    .isEqualTo(1);
            assertThat(waiting(process)).isEmpty();
            assertThat(attached(process)).containsExactly(1, 0);
            assertThat(process.rows()).isEqualTo(rows);
        }
        try (TestProcess process = stores.open(new NeverExecutor())) {
            process.delete(4);
            process.collection.flush();
            jobId = process.compact(new LevelZero()).jobId();
        }
        try (TestProcess process = stores.open()) {
            process.compact(); // Its target has heard of the delete, so that the file goes.
            assertThat(waiting(process)).isEmpty();
            assertThat(process.compactor.status(jobId).completed()).isTrue();
            assertThat(process.rows()).hasSize(18);
        }
    }

    @Test
    void aRewriteAfterwardsNeedsNoDeleteFile() throws InterruptedException {
        TestStores stores = new TestStores();
        try (TestProcess process = stores.open()) {
            twoSegments(process);
            process.delete(3, 13);
            process.collection.flush();
            attach(process);
            PlanStatus plan = process.status(process.compact()).plans().getFirst();
            assertThat(plan.figures().rowsDropped()).isEqualTo(2);
            assertThat(ids(process)).hasSize(1);
            assertThat(attached(process)).containsExactly(0);
            assertThat(process.rows()).hasSize(18);
            assertThat(stores.orphans()).isEmpty();
        }
    }

    @Test
    void whatTheDiskDoesNotHoldIsRefusedOrFailsBeforeItWrites() throws InterruptedException {
        TestStores stores = new TestStores();
        try (TestProcess process = stores.open()) {
            twoSegments(process);
            stores.faults.limitSpace(100);
            assertThatThrownBy(() -> process.compact(new ForceMerge(Long.MAX_VALUE)))
                    .hasMessageContaining("usableBytes=100")
                    .hasMessageContaining("neededBytes=");
            PlanStatus mix = process.status(process.compact()).plans().getFirst();
            assertThat(mix.state()).isEqualTo(PlanState.FAILED);
            assertThat(mix.failure()).hasValueSatisfying(why -> assertThat(why).contains("usableBytes=100"));
            stores.faults.limitSpace(Long.MAX_VALUE);
            assertThat(process.status(process.compact(new ForceMerge(Long.MAX_VALUE)))
                            .count(PlanState.COMPLETED))
                    .isEqualTo(1);
            assertThat(process.rows()).hasSize(20);
        }
    }

    @Test
    void aForcedMergeOfAPerfectLayoutNamesEverySegmentAndLeavesIt() throws InterruptedException {
        try (TestProcess process = new TestStores().withShards(2).open()) {
            process.insert(TestRows.range(1, 0, 50, 1));
            process.collection.flush();
            List<Long> before = process.collection.segments().stream()
                    .map(SegmentStatus::id)
                    .toList();
            CompactionStatus job = process.status(process.compact(new ForceMerge(Long.MAX_VALUE)));
            assertThat(job.jobId()).isPositive();
            assertThat(job.count(PlanState.COMPLETED)).isEqualTo(2);
            assertThat(job.plans().stream().flatMap(plan -> plan.sourceIds().stream()))
                    .containsExactlyInAnyOrderElementsOf(before);
            assertThat(process.collection.segments())
                    .extracting(SegmentStatus::id)
                    .containsExactlyElementsOf(before);
        }
    }

    @Test
    void deletesOfOnePartitionAreNotAttachedInAnother() throws InterruptedException {
        TestStores stores = new TestStores().withPartitions(Set.of(1L, 2L));
        try (TestProcess process = stores.open()) {
            process.insert(TestRows.range(1, 0, 10, 1));
            process.insert(TestRows.range(2, 0, 10, 1));
            process.collection.flush();
            process.upsert(TestRows.range(2, 0, 3, 2));
            process.collection.flush();
            attach(process);
        }
        try (TestProcess process = stores.open()) {
            Optional<SegmentMeta> other = shard(process).manifest().segments().stream()
                    .filter(segment -> segment.partitionId() == 1)
                    .findFirst();
            assertThat(other.flatMap(SegmentMeta::deaths)).isEmpty();
            assertThat(process.rows()).hasSize(20);
        }
    }
}
