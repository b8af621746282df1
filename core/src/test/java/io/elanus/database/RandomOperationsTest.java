package io.elanus.database;

import io.elanus.durable.SyncPolicy;
import io.elanus.engine.CompactionSettings;
import io.elanus.engine.CompactionSettings.Clustering;
import io.elanus.engine.CompactionSettings.Expiry;
import io.elanus.engine.CompactionSettings.LevelZero;
import io.elanus.engine.CompactionSettings.Mix;
import io.elanus.engine.EngineSettings;
import io.elanus.engine.QuietLog;
import io.elanus.model.IndexParams;
import io.elanus.testkit.FastTempDir;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random operations under random settings, with restarts and crashes, compared with a {@link ReferenceDatabase} after each.
 * A life that fails tells its seed, and the fewest of its operations that still fail. For a long run, or for one seed:
 *
 * <pre>
 * ./elanus test random --minutes 30
 * ./elanus test random --seed 17
 * </pre>
 */
@ExtendWith(QuietLog.class)
class RandomOperationsTest {
    private static final long SEED = Long.getLong("elanus.random.seed", 1);
    private static final int RUNS = Integer.getInteger("elanus.random.runs", 12);
    private static final int OPERATIONS = Integer.getInteger("elanus.random.operations", 300);
    private static final Duration TIME = Duration.ofMinutes(Integer.getInteger("elanus.random.minutes", 0));
    private static final int SHRINK_TRIES_MAX = 400;

    @TempDir(factory = FastTempDir.class)
    Path temp = Path.of("");

    private int lives;

    /** Everything of a life but its operations. */
    private record Setup(int shards, EngineSettings settings, IndexParams index, Optional<SyncPolicy> folder) {
        static Setup draw(Random random, IndexParams index) {
            long growingBytesMax = random.nextBoolean() ? 2_000 : 1L << 30;
            long segmentBytesMax = List.of(28_000L, 100_000L, 1L << 30).get(random.nextInt(3));
            EngineSettings settings = new EngineSettings(
                            growingBytesMax, Duration.ofDays(1), 64_000, segmentBytesMax, 16, 1_000)
                    .withCompaction(compaction(random));
            SyncPolicy sync = SyncPolicy.values()[random.nextInt(SyncPolicy.values().length)];
            Optional<SyncPolicy> folder = random.nextInt(6) == 0 ? Optional.of(sync) : Optional.empty();
            return new Setup(1 + random.nextInt(3), settings, index, folder);
        }

        /** Nothing runs on its own, but what is small is worth compacting. */
        private static CompactionSettings compaction(Random random) {
            CompactionSettings usual = CompactionSettings.DEFAULT;
            return new CompactionSettings(
                    false,
                    new Mix(usual.mix().interval(), 0.5, 0.85, 1.25, 3, Duration.ofSeconds(2), 0.2),
                    new LevelZero(usual.levelZero().interval(), 3, 8L << 20, 64L << 20, Duration.ofSeconds(30)),
                    new Clustering(
                            random.nextBoolean(),
                            usual.clustering().interval(),
                            Duration.ofSeconds(5),
                            20_000,
                            0.8,
                            false),
                    new Expiry(Duration.ofSeconds(random.nextInt(30))),
                    random.nextBoolean() ? 1_000 : usual.jobBytesMax(),
                    usual.searchSlowdownMax());
        }
    }

    @Test
    void everyReadIsWhatTheReferenceSays() {
        long end = System.nanoTime() + TIME.toNanos();
        long seed = SEED;
        while (TIME.isZero() ? seed < SEED + RUNS : System.nanoTime() < end) {
            live(seed++);
        }
    }

    private void live(long seed) {
        Random random = new Random(seed);
        RandomOperations drawn = new RandomOperations(random);
        Setup setup = Setup.draw(random, drawn.anyIndex());
        List<Operation> operations = drawn.next(OPERATIONS);
        Optional<Throwable> failure = failure(setup, operations);
        if (failure.isPresent()) {
            List<Operation> fewest =
                    Shrinker.shrink(operations, fewer -> failure(setup, fewer).isPresent(), SHRINK_TRIES_MAX);
            String lines = fewest.stream().map(Operation::toString).collect(Collectors.joining("\n    "));
            throw new AssertionError(
                    "seed=" + seed + ", " + setup + ": " + failure.get().getMessage()
                            + "\n  fewest operations that fail:\n    " + lines,
                    failure(setup, fewest).orElse(failure.get()));
        }
    }

    private Optional<Throwable> failure(Setup setup, List<Operation> operations) {
        TestMachine machine = setup.folder
                .map(sync -> TestMachine.inFolder(temp.resolve("life-" + ++lives), sync))
                .orElseGet(TestMachine::inMemory);
        try (RandomLife life = new RandomLife(machine, setup.shards, setup.settings, setup.index)) {
            life.run(operations);
            return Optional.empty();
        } catch (RuntimeException | Error e) {
            return Optional.of(e);
        }
    }
}
