package io.elanus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.elanus.model.CollectionSchema;
import io.elanus.model.CompactionPlan;
import io.elanus.model.CompactionPlan.Reason;
import io.elanus.model.CompactionRequest;
import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import io.elanus.model.SegmentDescription.Level;
import io.elanus.model.Timestamps;
import io.elanus.segment.SegmentMeta;
import io.elanus.segment.SegmentMeta.ColumnFile;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClusteringPolicyTest {
    private static final Duration AGE_MIN = Duration.ofHours(1);
    private static final long HOUR = Timestamps.ofMillis(AGE_MIN.toMillis());
    private static final EngineSettings SETTINGS = settings(false);

    private static EngineSettings settings(boolean partitionKeyToo) {
        CompactionSettings.Clustering clustering =
                new CompactionSettings.Clustering(true, Duration.ofMinutes(10), AGE_MIN, 1_000, 0.5, partitionKeyToo);
        return new EngineSettings(1L << 30, Duration.ofHours(1), 1L << 30, 8_000, 4, 100)
                .withCompaction(CompactionSettings.DEFAULT.withClustering(clustering));
    }

    private static Candidate candidate(long id, long partitionId, Level level, long bytes) {
        SegmentMeta meta = new SegmentMeta(
                id,
                partitionId,
                level,
                10,
                1,
                2,
                0,
                List.of(),
                List.of(new ColumnFile(100, "column", bytes)),
                List.of(),
                Optional.empty(),
                List.of());
        return new Candidate(meta, 5, 0, Duration.ZERO, true);
    }

    private static CollectionSchema schema(boolean clusteringKey) {
        return CollectionSchema.of(
                "test",
                FieldSchema.builder("id", DataType.INT64).primaryKey(true).build(),
                FieldSchema.builder("tenant", DataType.INT64).partitionKey(true).build(),
                FieldSchema.builder("day", DataType.INT32)
                        .clusteringKey(clusteringKey)
                        .build());
    }

    @Test
    void theKeyIsTheClusteringKeyOrElseThePartitionKeyIfThatIsWanted() {
        assertThat(key(true, false)).contains("day");
        assertThat(key(true, true)).contains("day");
        assertThat(key(false, true)).contains("tenant");
        assertThat(key(false, false)).isEmpty();
    }

    private static Optional<String> key(boolean clusteringKey, boolean partitionKeyToo) {
        return ClusteringPolicy.key(
                        schema(clusteringKey),
                        settings(partitionKeyToo).compaction().clustering())
                .map(FieldSchema::name);
    }

    @Test
    void aPlanTakesAllSegmentsOfAPartition() {
        List<CompactionPlan> plans = ClusteringPolicy.pickForced(
                3,
                List.of(
                        candidate(4, 2, Level.L1, 100),
                        candidate(1, 1, Level.L1, 100),
                        candidate(3, 1, Level.L2, 5_000),
                        candidate(2, 1, Level.L1, 100)),
                SETTINGS);
        assertThat(plans)
                .extracting(CompactionPlan::partitionId, CompactionPlan::sources)
                .containsExactly(tuple(1L, List.of(1L, 2L, 3L)), tuple(2L, List.of(4L)));
        assertThat(plans.getFirst().kind()).isEqualTo(new CompactionRequest.Clustering());
        assertThat(plans.getFirst().reason()).isEqualTo(Reason.MANUAL);
        assertThat(plans.getFirst().shard()).isEqualTo(3);
        assertThat(plans.getFirst().outputBytesMax()).isEqualTo(4_000);
        assertThat(plans.getFirst().estimate()).isEqualTo(new CompactionPlan.Estimate(30, 15, 5_200, 2_600, 2_600));
        assertThat(ClusteringPolicy.pickForced(0, List.of(), SETTINGS)).isEmpty();
    }

    @Test
    void byItselfItWaitsForEnoughNewBytes() {
        assertThat(automatic(HOUR, candidate(1, 1, Level.L1, 999))).isEmpty();
        assertThat(automatic(HOUR, candidate(1, 1, Level.L1, 500), candidate(2, 1, Level.L1, 500)))
                .containsExactly(Reason.UNORDERED_ROWS);
        assertThat(automatic(HOUR, candidate(1, 1, Level.L1, 500), candidate(2, 2, Level.L1, 500)))
                .isEmpty();
        assertThat(automatic(9 * HOUR, candidate(1, 1, Level.L2, 90_000))).isEmpty();
    }

    @Test
    void byItselfItWaitsSomeTimeSinceTheLastOne() {
        Candidate ordered = candidate(7 * HOUR, 1, Level.L2, 90_000);
        Candidate unordered = candidate(7 * HOUR + 1, 1, Level.L1, 1_000);
        assertThat(automatic(8 * HOUR - 1, ordered, unordered)).isEmpty();
        assertThat(automatic(8 * HOUR, ordered, unordered)).containsExactly(Reason.UNORDERED_ROWS);
    }

    private static List<Reason> automatic(long now, Candidate... candidates) {
        return ClusteringPolicy.pickAutomatic(0, List.of(candidates), SETTINGS, now).stream()
                .map(CompactionPlan::reason)
                .toList();
    }
}
