package io.elanus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.model.CompactionPlan;
import io.elanus.model.CompactionPlan.Reason;
import io.elanus.model.CompactionRequest.ForceMerge;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import io.elanus.model.SegmentDescription.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ForceMergePolicyTest {
    private static final long SEGMENT_MAX = 1_000;
    private static final EngineSettings SETTINGS =
            new EngineSettings(1L << 20, Duration.ofHours(1), 1L << 20, SEGMENT_MAX, 10, 10);

    private static List<CompactionPlan> plans(long targetBytes, List<Candidate> candidates) {
        return ForceMergePolicy.pick(3, candidates, new ForceMerge(targetBytes), SETTINGS, Long.MAX_VALUE);
    }

    private static List<List<Long>> cut(long targetBytes, long... sizes) {
        return plans(targetBytes, candidates(sizes)).stream()
                .map(CompactionPlan::sources)
                .toList();
    }

    private static List<Candidate> candidates(long... sizes) {
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            candidates.add(Candidates.of(i, sizes[i]));
        }
        return candidates;
    }

    /** The segments that a plan gives, as the job that runs it counts them. */
    private static long targets(CompactionPlan plan) {
        long rows = plan.estimate().rowsIn() - plan.estimate().rowsDropped();
        long bytesPerRow = CompactionJob.bytesPerRow(
                plan.estimate().bytesRead(), plan.estimate().rowsIn());
        return Math.ceilDiv(rows, Math.max(1, plan.outputBytesMax() / bytesPerRow));
    }

    @Test
    void nothingGivesNoPlan() {
        assertThat(cut(SEGMENT_MAX)).isEmpty();
    }

    @Test
    void smallSegmentsBecomeOne() {
        CompactionPlan plan = plans(SEGMENT_MAX, candidates(10, 20, 30)).getFirst();
        assertThat(plan.sources()).containsExactly(0L, 1L, 2L);
        assertThat(plan.shard()).isEqualTo(3);
        assertThat(plan.reason()).isEqualTo(Reason.MANUAL);
        assertThat(plan.kind()).isEqualTo(new ForceMerge(SEGMENT_MAX));
        assertThat(targets(plan)).isEqualTo(1);
        assertThat(plan.hasWork()).isTrue();
    }

    @Test
    void theWorkIsCutWhereThatCostsNoSegment() {
        assertThat(cut(1_000, 600, 600, 400, 400)).containsExactlyInAnyOrder(List.of(0L, 2L), List.of(1L, 3L));
        assertThat(cut(1_000, 600, 600, 600)).as("1.8 targets").containsExactly(List.of(0L, 1L, 2L));
        assertThat(targets(plans(1_000, candidates(600, 600, 600)).getFirst())).isEqualTo(2);
    }

    @Test
    void peerBug14ThreeSegmentsThatAreMoreThanHalfFullBecomeTwo() {
        assertThat(plans(1_000, candidates(600, 600, 600)).stream()
                        .mapToLong(ForceMergePolicyTest::targets)
                        .sum())
                .isEqualTo(2);
    }

    @Test
    void aPerfectLayoutGivesPlansThatLeaveItAsItIs() {
        List<CompactionPlan> plans = plans(1_000, candidates(1_000, 1_000, 950));
        assertThat(plans).hasSize(3).noneMatch(CompactionPlan::hasWork);
        assertThat(plans).extracting(plan -> plan.sources().getFirst()).containsExactlyInAnyOrder(0L, 1L, 2L);
        assertThat(plans)
                .allSatisfy(plan -> assertThat(plan.estimate().bytesWritten()).isZero());
    }

    @Test
    void aSegmentWithDeadRowsOrTooLargeAOneIsRewritten() {
        Candidate dead = Candidates.of(1, 1, Level.L1, 1_000, 1_000, 1, 0);
        assertThat(plans(1_000, List.of(dead))).allMatch(CompactionPlan::hasWork);
        CompactionPlan large = plans(1_000, candidates(2_500)).getFirst();
        assertThat(large.hasWork()).isTrue();
        assertThat(targets(large)).isEqualTo(3);
    }

    @Test
    void deadRowsTakeNoSpace() {
        List<Candidate> candidates = new ArrayList<>();
        for (long id = 0; id < 4; id++) {
            candidates.add(Candidates.of(id, 1, Level.L1, 1_000, 1_000, 750, 0));
        }
        assertThat(plans(1_000, candidates))
                .singleElement()
                .satisfies(plan -> assertThat(targets(plan)).isEqualTo(1));
    }

    @Test
    void partitionsDoNotMixAndOrderedSegmentsStay() {
        List<Candidate> candidates = List.of(
                Candidates.of(1, 1, Level.L1, 10, 10, 0, 0),
                Candidates.of(2, 2, Level.L1, 10, 10, 0, 0),
                Candidates.of(3, 1, Level.L1, 10, 10, 0, 0),
                Candidates.of(4, 1, Level.L2, 10, 10, 5, 0));
        assertThat(plans(SEGMENT_MAX, candidates))
                .extracting(CompactionPlan::sources)
                .containsExactly(List.of(1L, 3L), List.of(2L));
    }

    @Test
    void peerBug17TheSizeIsWhatWasAskedForAndTheLargestNumberMeansAsLargeAsPossible() {
        List<Candidate> candidates = candidates(900, 900, 900, 900);
        assertThat(plans(2_000, candidates))
                .hasSize(2)
                .allSatisfy(plan -> assertThat(targets(plan)).isEqualTo(1));
        assertThat(plans(Long.MAX_VALUE, candidates))
                .singleElement()
                .satisfies(plan -> assertThat(targets(plan)).isEqualTo(1));
        assertThat(plans(Long.MAX_VALUE - 1, candidates)).hasSize(1);
    }

    @Test
    void asLargeAsPossibleIsNotLargerThanTheDiskHolds() {
        // 100 of 1,000 bytes of a segment are its index.
        List<Candidate> candidates = candidates(900, 900, 900, 900);
        List<CompactionPlan> plans =
                ForceMergePolicy.pick(0, candidates, new ForceMerge(Long.MAX_VALUE), SETTINGS, 2_100);
        assertThat(plans).hasSize(2);
        assertThat(ForceMergePolicy.pick(0, candidates, new ForceMerge(Long.MAX_VALUE), SETTINGS, 0))
                .as("nor smaller than a segment becomes by itself")
                .hasSize(4);
    }

    @Test
    void aTargetOfMoreRowsThanAJobCanOrderIsRefused() {
        long rows = CompactionJob.rowsMax(SETTINGS.compaction());
        List<Candidate> candidates = List.of(
                Candidates.of(1, 1, Level.L1, rows, rows, 0, 0), Candidates.of(2, 1, Level.L1, rows, rows, 0, 0));
        assertThatThrownBy(() -> plans(4 * rows, candidates))
                .isInstanceOfSatisfying(
                        DatabaseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MEMORY_LIMIT))
                .hasMessageContaining("rowsPerTarget=" + 2 * rows);
        assertThat(plans(Long.MAX_VALUE, candidates)).isNotEmpty();
    }

    @Test
    void invariant24FewSegmentsComeOutAndEveryOneIsInOnePlan() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            int count = 1 + random.nextInt(seed % 2 == 0 ? 30 : 400);
            List<Candidate> candidates = new ArrayList<>();
            Map<Long, Candidate> left = new HashMap<>();
            long total = 0;
            for (long id = 0; id < count; id++) {
                int bytes = 1 + random.nextInt(1 + random.nextInt(1_500));
                Candidate candidate = Candidates.of(id, 1, Level.L1, bytes, bytes, random.nextInt(bytes), 0);
                candidates.add(candidate);
                left.put(id, candidate);
                total += candidate.residualByteSize();
            }
            long targets = 0;
            for (CompactionPlan plan : plans(1_000, candidates)) {
                plan.sources().forEach(id -> assertThat(left.remove(id)).isNotNull());
                targets += plan.hasWork() ? targets(plan) : 1;
            }
            assertThat(left).as("seed=%s", seed).isEmpty();
            assertThat(targets).as("seed=%s", seed).isLessThanOrEqualTo(Math.ceilDiv(total, 1_000));
        }
    }

    @Test
    void peerBug17ManySegmentsDoNotMakeOneGiantPlan() {
        for (int count : new int[] {80, 400}) {
            long[] sizes = new Random(count).longs(count, 20, 300).toArray();
            List<CompactionPlan> plans = plans(1_000, candidates(sizes));
            assertThat(plans).as("count=%s", count).hasSizeGreaterThan(count / 20);
        }
    }
}
