package io.elanus.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.engine.SegmentGroup.Limits;
import io.elanus.model.CompactionPlan;
import io.elanus.model.SegmentDescription.Level;
import io.elanus.segment.SegmentMeta;
import io.elanus.segment.SegmentMeta.ColumnFile;
import io.elanus.segment.SegmentMeta.IndexFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MixPolicyTest {
    private static final Limits LIMITS = new Limits(1_000, 1_000_000);

    private static Candidate candidate(long id, long partitionId, long bytes, int rowCount, int deadCount) {
        return new Candidate(
                new SegmentMeta(
                        id,
                        partitionId,
                        Level.L1,
                        rowCount,
                        1,
                        2,
                        0,
                        List.of(),
                        List.of(new ColumnFile(100, "column", bytes)),
                        List.of(),
                        Optional.empty(),
                        List.of(new IndexFile(5, 103, "index", 100))),
                deadCount,
                0,
                Duration.ZERO,
                true);
    }

    private static List<List<Long>> packed(Candidate... candidates) {
        return MixPolicy.pickForced(3, List.of(candidates), LIMITS).stream()
                .map(CompactionPlan::sources)
                .toList();
    }

    @Test
    void nothingGivesNoPlan() {
        assertThat(packed()).isEmpty();
    }

    @Test
    void oneSegmentIsRewrittenAlone() {
        assertThat(packed(candidate(1, 1, 10, 10, 0))).containsExactly(List.of(1L));
    }

    @Test
    void smallOnesGoTogetherUpToTheTarget() {
        assertThat(packed(
                        candidate(1, 1, 300, 10, 0),
                        candidate(2, 1, 600, 10, 0),
                        candidate(3, 1, 400, 10, 0),
                        candidate(4, 1, 700, 10, 0)))
                .containsExactly(List.of(1L, 4L), List.of(2L, 3L));
    }

    @Test
    void oneThatIsTooLargeGoesAlone() {
        assertThat(packed(candidate(1, 1, 5_000, 10, 0), candidate(2, 1, 1, 10, 0)))
                .containsExactly(List.of(1L), List.of(2L));
    }

    @Test
    void partitionsDoNotMix() {
        assertThat(packed(candidate(1, 2, 10, 10, 0), candidate(2, 1, 10, 10, 0), candidate(3, 2, 10, 10, 0)))
                .containsExactly(List.of(2L), List.of(1L, 3L));
    }

    @Test
    void deadRowsTakeNoSpaceInATarget() {
        assertThat(packed(candidate(1, 1, 2_000, 10, 9), candidate(2, 1, 800, 10, 0), candidate(3, 1, 900, 10, 10)))
                .containsExactly(List.of(1L, 2L, 3L));
    }

    @Test
    void thePlanSaysWhatItExpects() {
        CompactionPlan plan = MixPolicy.pickForced(
                        3, List.of(candidate(1, 7, 900, 100, 25), candidate(2, 7, 100, 10, 0)), LIMITS)
                .get(0);
        assertThat(plan.shard()).isEqualTo(3);
        assertThat(plan.partitionId()).isEqualTo(7);
        assertThat(plan.estimate()).isEqualTo(new CompactionPlan.Estimate(110, 25, 1_000, 950, 250));
    }

    @Test
    void everySegmentIsInOnePlanAndNoTargetIsTooLarge() {
        for (long seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            List<Candidate> candidates = new ArrayList<>();
            for (long id = 0; id < 40; id++) {
                int dead = random.nextInt(11);
                candidates.add(candidate(id, random.nextInt(3), random.nextInt(900), 10, dead));
            }
            Set<Long> seen = new HashSet<>();
            for (CompactionPlan plan : MixPolicy.pickForced(0, candidates, LIMITS)) {
                long bytes = 0;
                for (long id : plan.sources()) {
                    assertThat(seen.add(id)).as("seed=%d, id=%d", seed, id).isTrue();
                    Candidate candidate = candidates.get(Math.toIntExact(id));
                    assertThat(candidate.meta().partitionId()).isEqualTo(plan.partitionId());
                    bytes += candidate.residualByteSize();
                }
                assertThat(bytes).as("seed=%d", seed).isLessThanOrEqualTo(LIMITS.bytesMax());
            }
            assertThat(seen).as("seed=%d", seed).hasSize(candidates.size());
        }
    }
}
