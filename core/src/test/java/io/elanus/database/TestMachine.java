package io.elanus.database;

import io.elanus.durable.ByteBudget;
import io.elanus.durable.DataFolder;
import io.elanus.durable.LogSettings;
import io.elanus.durable.LogStore;
import io.elanus.durable.MemoryLogStore;
import io.elanus.durable.MemoryMetaStore;
import io.elanus.durable.MemoryObjectStore;
import io.elanus.durable.MetaStore;
import io.elanus.durable.ObjectStore;
import io.elanus.durable.SyncPolicy;
import io.elanus.engine.BackgroundJobs;
import io.elanus.engine.DirectExecutor;
import io.elanus.engine.EngineResources;
import io.elanus.engine.EngineSettings;
import io.elanus.engine.GrowingBudget;
import io.elanus.engine.Orphans;
import io.elanus.engine.Throttle;
import io.elanus.engine.TimestampOracle;
import io.elanus.testkit.Faults;
import io.elanus.testkit.FaultyLogStore;
import io.elanus.testkit.FaultyMetaStore;
import io.elanus.testkit.FaultyObjectStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The machine under a database: its stores outlive every process on it, and fail when they are told to. Jobs run on the
 * thread that begins them, so that the same calls come in the same order every time. Owned by one thread.
 */
final class TestMachine {
    private static final int UNSYNCED_BYTES_MAX = 16 << 20;
    /** What its clock shows at first. */
    static final Instant START = Instant.ofEpochMilli(1_000);

    final Faults faults = new Faults();
    private final Disk disk;
    private volatile Instant now = START;

    /** Where things lie. */
    private sealed interface Disk {
        Stores open();
    }

    private record Stores(ObjectStore objects, MetaStore metas, LogStore logs, Runnable close) {}

    private record Folder(Path path, SyncPolicy sync) implements Disk {
        @Override
        public Stores open() {
            LogSettings settings =
                    new LogSettings(sync, LogSettings.DEFAULT.syncInterval(), LogSettings.DEFAULT.fileBytesMax());
            DataFolder folder = DataFolder.open(path, settings, new ByteBudget("unsynced", UNSYNCED_BYTES_MAX));
            return new Stores(folder.objects(), folder.meta(), folder.logs(), folder::close);
        }
    }

    private record Memory(ObjectStore objects, MetaStore metas, LogStore logs) implements Disk {
        @Override
        public Stores open() {
            return new Stores(objects, metas, logs, logs::close);
        }
    }

    private TestMachine(Disk disk) {
        this.disk = disk;
    }

    static TestMachine inMemory() {
        return new TestMachine(new Memory(new MemoryObjectStore(), new MemoryMetaStore(), new MemoryLogStore()));
    }

    static TestMachine inFolder(Path path, SyncPolicy sync) {
        return new TestMachine(new Folder(path, sync));
    }

    Instant now() {
        return now;
    }

    void advance(Duration time) {
        now = now.plus(time);
    }

    /** A new process. Requires: the one before was closed. */
    LocalDatabase start(EngineSettings settings) {
        Stores stores = disk.open();
        try {
            MetaStore metas = new FaultyMetaStore(stores.metas, faults);
            EngineResources resources = new EngineResources(
                    new FaultyObjectStore(stores.objects, faults),
                    metas,
                    new FaultyLogStore(stores.logs, faults),
                    new TimestampOracle(metas, () -> now),
                    new GrowingBudget(settings.growingBytesTotal()),
                    BackgroundJobs.on(new DirectExecutor()),
                    new Throttle(settings.compaction().searchSlowdownMax()),
                    1,
                    settings);
            return new LocalDatabase(resources, new DirectExecutor(), stores.close);
        } catch (RuntimeException e) {
            stores.close.run();
            throw e;
        }
    }

    /** Objects that nothing names. Requires: no process. */
    List<String> orphans() {
        Stores stores = disk.open();
        try {
            return Orphans.in(stores.objects, stores.metas);
        } finally {
            stores.close.run();
        }
    }

    /** The folder, if it is one. */
    Optional<Path> folder() {
        return disk instanceof Folder folder ? Optional.of(folder.path) : Optional.empty();
    }
}
