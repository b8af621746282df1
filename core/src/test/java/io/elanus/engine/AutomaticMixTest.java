package io.elanus.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.engine.SegmentGroup.Limits;
import io.elanus.model.CompactionPlan;
import io.elanus.model.CompactionPlan.Reason;
import io.elanus.model.SegmentDescription.Level;
import io.elanus.model.Timestamps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AutomaticMixTest {
    private static final long TARGET = 100_000;
    private static final Limits LIMITS = new Limits(TARGET, Long.MAX_VALUE / 4);
    private static final CompactionSettings SETTINGS = CompactionSettings.DEFAULT;
    private static final long NOW = Timestamps.ofMillis(1_000_000);

    private static List<CompactionPlan> plans(List<Candidate> candidates) {
        return MixPolicy.pickAutomatic(3, candidates, LIMITS, SETTINGS, NOW);
    }

    private static List<List<Long>> picked(Candidate... candidates) {
        return plans(List.of(candidates)).stream().map(CompactionPlan::sources).toList();
    }

    private static Candidate dead(long id, long bytes, int deleted, int expired) {
        return Candidates.of(id, 1, Level.L1, bytes, 100, deleted, expired);
    }

    private static Candidate young(long id, long bytes) {
        return Candidates.of(id, 1, Level.L1, bytes, 100, 0, 0, NOW - 1, Duration.ZERO);
    }

    @Test
    void fewSmallSegmentsAndLargeOnesAreLeftAlone() {
        assertThat(picked()).isEmpty();
        assertThat(picked(Candidates.of(1, 10), Candidates.of(2, 10))).isEmpty();
        assertThat(picked(Candidates.of(1, 50_000), Candidates.of(2, 90_000), Candidates.of(3, 250_000)))
                .isEmpty();
    }

    @Test
    void threeSmallSegmentsBecomeOne() {
        List<CompactionPlan> plans = plans(List.of(Candidates.of(1, 10), Candidates.of(2, 12), Candidates.of(3, 9)));
        assertThat(plans).singleElement().satisfies(plan -> {
            assertThat(plan.shard()).isEqualTo(3);
            assertThat(plan.partitionId()).isEqualTo(1);
            assertThat(plan.sources()).containsExactly(1L, 2L, 3L);
            assertThat(plan.reason()).isEqualTo(Reason.SMALL_SEGMENTS);
            assertThat(plan.outputBytesMax()).isEqualTo(Long.MAX_VALUE);
        });
    }

    @Test
    void smallSegmentsThatFillATargetAreMergedAtOnceHoweverFewOrYoung() {
        assertThat(picked(young(1, 45_000), young(2, 44_000))).containsExactly(List.of(1L, 2L));
        assertThat(picked(young(1, 45_000), young(2, 30_000))).isEmpty();
    }

    @Test
    void segmentsOfVeryDifferentSizeAreNotMerged() {
        assertThat(picked(Candidates.of(1, 30_000), Candidates.of(2, 3_000), Candidates.of(3, 300)))
                .isEmpty();
    }

    @Test
    void youngSegmentsAreWaitedForUnlessThereAreMany() {
        assertThat(picked(young(1, 10), young(2, 10), young(3, 10))).isEmpty();
        List<Candidate> ten =
                LongStream.range(0, 10).mapToObj(id -> young(id, 10)).toList();
        assertThat(plans(ten.subList(0, 9))).isEmpty();
        assertThat(plans(ten))
                .singleElement()
                .satisfies(plan -> assertThat(plan.sources()).hasSize(10));
    }

    @Test
    void aLeftOverIsSqueezedIntoATargetThatIsWrittenAnyway() {
        assertThat(picked(Candidates.of(1, 49_000), Candidates.of(2, 48_000), Candidates.of(3, 20_000)))
                .containsExactly(List.of(1L, 2L, 3L));
        assertThat(picked(Candidates.of(1, 49_000), Candidates.of(2, 48_000), Candidates.of(3, 30_000)))
                .as("a target is not stretched by more than a quarter")
                .containsExactly(List.of(1L, 2L));
        assertThat(picked(Candidates.of(1, 10), Candidates.of(2, 10), Candidates.of(3, 10), Candidates.of(4, 20_000)))
                .as("a large left-over does not move for small ones")
                .containsExactly(List.of(1L, 2L, 3L));
    }

    @Test
    void peerBug14SegmentsOfWhichTwoDoNotFillATargetAreMergedNevertheless() {
        List<Candidate> candidates =
                LongStream.range(0, 8).mapToObj(id -> Candidates.of(id, 42_000)).toList();
        assertThat(plans(candidates))
                .hasSize(3)
                .allSatisfy(plan -> assertThat(plan.sources()).hasSize(2));
    }

    @Test
    void aSegmentWithManyDeadRowsIsRewritten() {
        assertThat(picked(dead(1, 70_000, 19, 0))).isEmpty();
        assertThat(plans(List.of(dead(1, 70_000, 20, 0))))
                .extracting(CompactionPlan::reason)
                .containsExactly(Reason.DEAD_ROWS);
        assertThat(plans(List.of(dead(1, 70_000, 10, 10))))
                .extracting(CompactionPlan::reason)
                .containsExactly(Reason.EXPIRED_ROWS);
        assertThat(plans(List.of(dead(1, 200_000, 100, 0))))
                .extracting(CompactionPlan::reason)
                .containsExactly(Reason.DEAD_ROWS);
    }

    @Test
    void rowsThatExpiredLongAgoAreRemovedHoweverFew() {
        Duration delayMax = SETTINGS.expiry().delayMax();
        Candidate overdue = Candidates.of(1, 1, Level.L1, 70_000, 100, 0, 1, 2, delayMax);
        Candidate soon = Candidates.of(2, 1, Level.L1, 70_000, 100, 0, 1, 2, delayMax.minusMillis(1));
        assertThat(plans(List.of(overdue, soon))).singleElement().satisfies(plan -> {
            assertThat(plan.sources()).containsExactly(1L);
            assertThat(plan.reason()).isEqualTo(Reason.EXPIRED_ROWS);
        });
    }

    @Test
    void rewrittenSegmentsAreToppedUpWhereThatFillsATarget() {
        assertThat(picked(dead(1, 100_000, 40, 0), Candidates.of(2, 30_000), Candidates.of(3, 90_000)))
                .containsExactly(List.of(1L, 2L));
        assertThat(picked(dead(1, 100_000, 40, 0), Candidates.of(2, 26_000)))
                .as("86 of 100")
                .containsExactly(List.of(1L, 2L));
        assertThat(picked(dead(1, 200_000, 70, 0), Candidates.of(2, 45_000)))
                .as("75 of 100 fill no target")
                .containsExactly(List.of(1L));
        assertThat(picked(dead(1, 100_000, 60, 0), dead(2, 100_000, 50, 0)))
                .as("both are rewritten anyway")
                .containsExactly(List.of(1L, 2L));
    }

    @Test
    void segmentsInTheOrderOfAClusteringKeyAreRewrittenAloneAndForDeadRowsOnly() {
        Candidate ordered = Candidates.of(1, 1, Level.L2, 10, 100, 0, 0);
        Candidate orderedToo = Candidates.of(2, 1, Level.L2, 10, 100, 30, 0);
        Candidate orderedAsWell = Candidates.of(3, 1, Level.L2, 10, 100, 30, 0);
        assertThat(picked(ordered, orderedToo, orderedAsWell, Candidates.of(4, 10), Candidates.of(5, 10)))
                .containsExactly(List.of(2L), List.of(3L));
    }

    @Test
    void rowsFillATargetTooIfAJobCanOrderNoMore() {
        Limits fewRows = new Limits(TARGET, 1_000);
        List<Candidate> candidates =
                LongStream.range(0, 9).mapToObj(id -> Candidates.of(id, 400)).toList();
        assertThat(MixPolicy.pickAutomatic(0, candidates, fewRows, SETTINGS, NOW))
                .isNotEmpty()
                .allSatisfy(plan -> assertThat(plan.estimate().rowsIn()).isLessThanOrEqualTo(1_000));
    }

    /** Segments at rest, and what it cost to get there. */
    private static final class Rest {
        final Map<Long, Candidate> segments = new HashMap<>();
        long bytesRewritten;
        long nextId;

        void flush(long bytes) {
            add(bytes);
        }

        private void add(long bytes) {
            segments.put(nextId, Candidates.of(nextId, bytes));
            nextId++;
        }

        List<CompactionPlan> compact() {
            List<CompactionPlan> plans = plans(List.copyOf(segments.values()));
            for (CompactionPlan plan : plans) {
                long bytes = 0;
                for (long id : plan.sources()) {
                    Candidate source = Objects.requireNonNull(segments.remove(id), plan::toString);
                    bytes += source.residualByteSize();
                }
                bytesRewritten += bytes;
                if (bytes > 0) {
                    add(bytes);
                }
            }
            return plans;
        }

        void deleteFrom(Random random) {
            segments.replaceAll((id, segment) -> {
                int rows = segment.meta().rowCount();
                int deleted = random.nextInt(4) == 0 ? random.nextInt(rows + 1) : segment.deletedCount();
                long bytes = segment.meta().columnByteSize();
                return Candidates.of(id, 1, Level.L1, bytes, rows, deleted, 0);
            });
        }
    }

    @Test
    void invariant24AndPeerBug13AfterOneRoundNothingIsLeftToDo() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            Rest rest = new Rest();
            for (int round = 0; round < 5; round++) {
                int flushes = 1 + random.nextInt(40);
                int bits = 1 + random.nextInt(17);
                for (int i = 0; i < flushes; i++) {
                    rest.flush(1 + random.nextInt(1 << random.nextInt(bits)));
                }
                rest.deleteFrom(random);
                for (CompactionPlan plan : rest.compact()) {
                    long rowsOut = plan.estimate().rowsIn() - plan.estimate().rowsDropped();
                    boolean merged = plan.sources().size() > 1;
                    assertThat(!merged || rowsOut <= 1.25 * TARGET)
                            .as("seed=%s, plan=%s", seed, plan)
                            .isTrue();
                }
                assertThat(rest.compact()).as("seed=%s, round=%s", seed, round).isEmpty();
            }
        }
    }

    @Test
    void rowsAreRewrittenALogarithmicNumberOfTimes() {
        for (long seed = 0; seed < 5; seed++) {
            Random random = new Random(seed);
            Rest rest = new Rest();
            long written = 0;
            int segmentsMax = 0;
            for (int i = 0; i < 3_000; i++) {
                long bytes = 100 + random.nextInt(200);
                rest.flush(bytes);
                written += bytes;
                rest.compact();
                segmentsMax = Math.max(segmentsMax, rest.segments.size() - (int) (written / (TARGET / 2)));
            }
            // A target is 500 flushes; tiers of factor 4 make 5 of them, and in each a row moves twice at most.
            double times = (double) rest.bytesRewritten / written;
            assertThat(times).as("seed=%s", seed).isBetween(1.0, 10.0);
            assertThat(segmentsMax).as("seed=%s", seed).isLessThanOrEqualTo(14);
        }
    }

    @Test
    void everySegmentIsInOnePlanAtMost() {
        List<Candidate> candidates = new ArrayList<>();
        Random random = new Random(5);
        for (long id = 0; id < 200; id++) {
            int rows = 1 + random.nextInt(60_000);
            candidates.add(Candidates.of(id, random.nextInt(3), Level.L1, rows, rows, random.nextInt(rows), 0));
        }
        List<Long> sources = plans(candidates).stream()
                .flatMap(plan -> plan.sources().stream())
                .toList();
        assertThat(sources).isNotEmpty().doesNotHaveDuplicates();
    }
}
