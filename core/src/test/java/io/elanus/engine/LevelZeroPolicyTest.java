package io.elanus.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.engine.LevelZeroPolicy.Pending;
import io.elanus.engine.Manifest.DeleteFile;
import io.elanus.model.CompactionPlan;
import io.elanus.model.CompactionPlan.Reason;
import io.elanus.model.CompactionRequest;
import io.elanus.model.SegmentDescription.Level;
import io.elanus.model.Timestamps;
import io.elanus.segment.DeathsFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LevelZeroPolicyTest {
    private static final CompactionSettings.LevelZero SETTINGS =
            new CompactionSettings.LevelZero(Duration.ofSeconds(10), 3, 5_000, 2_000, Duration.ofSeconds(30));
    private static final long SECOND = Timestamps.ofMillis(1_000);
    private static final long NOW = 100 * SECOND;

    /** Begins at timestamp 1. */
    private static final Candidate SEGMENT = Candidates.of(7, 1_000);

    private static DeleteFile file(long id, long bytes, long timestampMax) {
        return new DeleteFile(id, "deletes-" + id, bytes, 10, timestampMax - 1, timestampMax);
    }

    private static List<CompactionPlan> automatic(DeleteFile... files) {
        Pending pending = Pending.of(List.of(files), List.of(SEGMENT));
        return LevelZeroPolicy.pickAutomatic(0, pending, SETTINGS, NOW);
    }

    private static List<List<Long>> forced(List<DeleteFile> files, Candidate... segments) {
        return LevelZeroPolicy.pickForced(0, Pending.of(files, List.of(segments)), SETTINGS).stream()
                .map(CompactionPlan::sources)
                .toList();
    }

    @Test
    void aUserGetsAllOfThem() {
        CompactionPlan plan = LevelZeroPolicy.pickForced(
                        4, Pending.of(List.of(file(1, 100, NOW)), List.of(SEGMENT)), SETTINGS)
                .getFirst();
        assertThat(plan.shard()).isEqualTo(4);
        assertThat(plan.partitionId()).isEqualTo(CompactionPlan.ANY_PARTITION);
        assertThat(plan.kind()).isEqualTo(new CompactionRequest.LevelZero());
        assertThat(plan.reason()).isEqualTo(Reason.MANUAL);
        assertThat(plan.sources()).containsExactly(1L);
    }

    @Test
    void aPlanIsNotLargerThanItsCapAndTheEarlierDeletesComeFirst() {
        List<DeleteFile> files =
                List.of(file(4, 900, NOW - 1), file(1, 900, NOW - 9), file(2, 900, NOW - 5), file(3, 3_000, NOW - 3));
        assertThat(forced(files, SEGMENT)).containsExactly(List.of(1L, 2L), List.of(3L), List.of(4L));
    }

    @Test
    void withoutAUserItTakesFilesOrBytesOrQuiet() {
        assertThat(automatic()).isEmpty();
        assertThat(automatic(file(1, 10, NOW), file(2, 10, NOW))).isEmpty();
        assertThat(automatic(file(1, 10, NOW), file(2, 10, NOW), file(3, 10, NOW)))
                .extracting(CompactionPlan::reason)
                .containsExactly(Reason.PENDING_DELETES);
        assertThat(automatic(file(1, 4_999, NOW))).isEmpty();
        assertThat(automatic(file(1, 5_000, NOW))).hasSize(1);
        assertThat(automatic(file(1, 10, NOW - 30 * SECOND))).isEmpty();
        assertThat(automatic(file(1, 10, NOW - 31 * SECOND))).hasSize(1);
        assertThat(automatic(file(1, 10, NOW - 31 * SECOND), file(2, 10, NOW)))
                .as("more seems to come")
                .isEmpty();
    }

    @Test
    void peerBug13FilesThatNothingNeedsOrOnlyWhatIsClaimedGiveNoPlan() {
        List<DeleteFile> files = new ArrayList<>(
                LongStream.range(0, 20).mapToObj(id -> file(id, 1_000, NOW)).toList());
        assertThat(forced(files)).as("what needs them is claimed").isEmpty();
        Candidate heard =
                new Candidate(SEGMENT.meta().withDeaths(NOW, SEGMENT.meta().deaths()), 0, 0, Duration.ZERO, true);
        assertThat(forced(files, heard)).isEmpty();
        Candidate younger = Candidates.of(8, 1, Level.L1, 10, 10, 0, 0);
        assertThat(forced(List.of(file(1, 10, 1)), younger))
                .as("its rows came later")
                .isEmpty();
    }

    @Test
    void thePlanSaysWhatItExpects() {
        Candidate hit = Candidates.of(8, 1, Level.L1, 1_000, 100, 30, 0);
        CompactionPlan plan = LevelZeroPolicy.pickForced(
                        0, Pending.of(List.of(file(1, 700, NOW)), List.of(SEGMENT, hit)), SETTINGS)
                .getFirst();
        long written = DeathsFormat.byteSize(30);
        assertThat(plan.estimate()).isEqualTo(new CompactionPlan.Estimate(10, 0, 700, written, 700 - written));
    }
}
