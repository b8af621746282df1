package io.elanus.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.Batch;
import io.elanus.Collection;
import io.elanus.Compaction;
import io.elanus.Delete;
import io.elanus.Elanus;
import io.elanus.Field;
import io.elanus.Schema;
import io.elanus.durable.SyncPolicy;
import io.elanus.engine.CompactionSettings;
import io.elanus.engine.EngineSettings;
import io.elanus.model.CompactionPlan.Reason;
import io.elanus.model.CompactionPreview;
import io.elanus.model.CompactionRequest.LevelZero;
import io.elanus.model.CompactionRequest.Mix;
import io.elanus.model.CompactionStatus;
import io.elanus.model.CompactionStatus.PlanState;
import io.elanus.model.ConsistencyLevel;
import io.elanus.model.IndexParams.FlatParams;
import io.elanus.model.Metric;
import io.elanus.model.SpaceUse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees of compactions before, while and after they run, and what they do to the folder. */
class CompactionWatchTest {
    private static final int DIM = 16;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String AUTOMATIC = "collection.autocompaction.enabled";

    @TempDir
    private Path folder;

    private Elanus open(boolean automatic) {
        CompactionSettings compaction = CompactionSettings.DEFAULT;
        CompactionSettings.Mix mix = compaction.mix();
        CompactionSettings.LevelZero levelZero = compaction.levelZero();
        Duration often = Duration.ofMillis(5);
        CompactionSettings eager = new CompactionSettings(
                automatic,
                new CompactionSettings.Mix(
                        often,
                        mix.smallShareMax(),
                        mix.fullShareMin(),
                        mix.stretchShareMax(),
                        mix.segmentsMin(),
                        Duration.ZERO,
                        mix.deadShareMax()),
                new CompactionSettings.LevelZero(
                        often, levelZero.filesMin(), levelZero.bytesMin(), levelZero.bytesMax(), Duration.ZERO),
                compaction.clustering(),
                compaction.expiry(),
                compaction.jobBytesMax(),
                compaction.searchSlowdownMax());
        return Elanus.open(folder, new DatabaseSettings(SyncPolicy.OS, EngineSettings.DEFAULT.withCompaction(eager)));
    }

    private static Collection films(Elanus elanus) {
        Collection films = elanus.createCollection(
                "films",
                Schema.of(Field.int64("film_id").primaryKey(), Field.vector("plot", DIM))
                        .consistency(ConsistencyLevel.STRONG));
        films.createIndex("plot", new FlatParams(), Metric.L2);
        films.load();
        return films;
    }

    private static void insert(Collection films, int from, int to) {
        Random random = new Random(from);
        float[][] plots = new float[to - from][DIM];
        for (float[] plot : plots) {
            for (int i = 0; i < DIM; i++) {
                plot[i] = random.nextFloat();
            }
        }
        films.insert(Batch.of()
                .longs("film_id", LongStream.range(from, to).toArray())
                .vectors("plot", plots));
        films.flush();
    }

    private static void await(String what, BooleanSupplier done) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!done.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waiting until %s", what).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    /** The bytes of all files below the folders of objects and logs. */
    private long bytesOnDisk() {
        return Stream.of("objects", "log")
                .mapToLong(name -> bytesBelow(folder.resolve(name)))
                .sum();
    }

    private static long bytesBelow(Path start) {
        try (Stream<Path> files = Files.walk(start)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void spaceIsWhatTheFolderHoldsBeforeAndAfterACompaction() throws Exception {
        try (Elanus elanus = open(false)) {
            Collection films = films(elanus);
            insert(films, 0, 2_000);
            insert(films, 2_000, 4_000);
            films.delete(Delete.where("film_id % 2 == 0"));
            SpaceUse before = films.space();
            assertThat(before.total()).isEqualTo(bytesOnDisk());
            assertThat(before.dead()).isCloseTo(before.live(), org.assertj.core.data.Percentage.withPercentage(10));
            assertThat(before.orphan() + before.temporary() + before.pinned()).isZero();

            Compaction compaction = films.compact();
            assertThat(compaction.await(PATIENCE)).isEqualTo(Compaction.State.SUCCEEDED);
            films.flush(); // The log goes with the deletes that were in it alone.

            SpaceUse after = films.space();
            await("the log's files are deleted", () -> films.space().total() == bytesOnDisk());
            long freed = compaction.plans().get(0).figures().bytesFreed();
            assertThat(before.live() + before.dead() + before.index() - after.live() - after.index())
                    .as("bytes reported freed are gone: %s, %s", before, after)
                    .isEqualTo(freed);
        }
    }

    @Test
    void aPreviewChangesNothingAndComesTrue() throws Exception {
        try (Elanus elanus = open(false)) {
            Collection films = films(elanus);
            assertThat(films.previewCompaction().plans()).isEmpty();
            assertThat(films.previewCompaction().nothingBecause()).isPresent();
            insert(films, 0, 500);
            insert(films, 500, 1_000);
            films.delete(Delete.where("film_id < 100"));

            CompactionPreview preview = films.previewCompaction();
            assertThat(films.compactions()).isEmpty();
            assertThat(films.segments()).hasSize(2);

            Compaction compaction = films.compact();
            compaction.await(PATIENCE);
            assertThat(compaction.plans()).singleElement().satisfies(plan -> {
                assertThat(plan.plan()).isEqualTo(preview.plans().get(0));
                assertThat(plan.plan().reason()).isEqualTo(Reason.MANUAL);
                assertThat(plan.figures().rowsDropped())
                        .isEqualTo(plan.plan().estimate().rowsDropped());
                assertThat(plan.times().ended()).isPresent();
            });
            assertThat(films.compactions()).extracting(CompactionStatus::jobId).containsExactly(compaction.id());
        }
    }

    @Test
    void smallSegmentsAreMergedWithoutBeingAskedAndNotAgain() {
        try (Elanus elanus = open(true)) {
            Collection films = films(elanus);
            films.alter(Map.of(AUTOMATIC, "false"), Set.of());
            for (int flush = 0; flush < 4; flush++) {
                insert(films, flush * 100, flush * 100 + 100);
            }
            films.alter(Map.of(AUTOMATIC, "true"), Set.of());
            await("the small segments are one", () -> films.segments().size() == 1);
            await("the job has ended", () -> films.compactions().stream().allMatch(CompactionStatus::completed));
            int jobs = films.compactions().size();
            assertThat(films.compactions())
                    .allSatisfy(job -> assertThat(job.plans()).allSatisfy(plan -> {
                        assertThat(plan.state()).isEqualTo(PlanState.COMPLETED);
                        assertThat(plan.plan().reason()).isEqualTo(Reason.SMALL_SEGMENTS);
                    }));
            // Whether it would begin again is asked directly, because waiting for nothing proves nothing.
            insertNothingAndLookAgain(films);
            assertThat(films.compactions()).hasSize(jobs);
            assertThat(films.count()).isEqualTo(400);
        }
    }

    /** A flush makes the database look at the collection. */
    private static void insertNothingAndLookAgain(Collection films) {
        films.flush();
        films.flush();
    }

    @Test
    void deadRowsAndWaitingDeletesGoWithoutBeingAsked() {
        try (Elanus elanus = open(true)) {
            Collection films = films(elanus);
            insert(films, 0, 1_000);
            films.delete(Delete.where("film_id < 300"));
            films.flush();
            await("the dead rows are gone", () -> films.rowCount() == 700);
            assertThat(films.compactions().stream().flatMap(job -> job.plans().stream()))
                    .extracting(plan -> plan.plan().reason())
                    .contains(Reason.DEAD_ROWS);
            assertThat(films.count()).isEqualTo(700);
        }
    }

    @Test
    void aCollectionMayBeLeftAloneAndMayAskForItself() {
        try (Elanus elanus = open(true)) {
            Collection films = films(elanus);
            films.alter(Map.of(AUTOMATIC, "false"), Set.of());
            for (int flush = 0; flush < 4; flush++) {
                insert(films, flush * 100, flush * 100 + 100);
            }
            films.flush();
            assertThat(films.compactions()).isEmpty();
            assertThat(films.segments()).hasSize(4);
            films.alter(Map.of(), Set.of(AUTOMATIC));
            await("the settings count again", () -> films.segments().size() == 1);
        }
    }

    @Test
    void aJobOfEachKindIsRememberedAcrossARestart() throws Exception {
        List<CompactionStatus> before;
        try (Elanus elanus = open(false)) {
            Collection films = films(elanus);
            insert(films, 0, 200);
            films.delete(Delete.where("film_id < 20"));
            films.flush();
            films.compact(new LevelZero()).await(PATIENCE);
            films.compact(new Mix()).await(PATIENCE);
            before = films.compactions();
            assertThat(before).hasSize(2);
        }
        try (Elanus elanus = open(false)) {
            assertThat(elanus.collection("films").compactions()).isEqualTo(before);
        }
    }
}
