package io.elanus.database;

import io.elanus.durable.DataFolder;
import io.elanus.engine.BackgroundPool;
import io.elanus.engine.EngineResources;
import io.elanus.engine.EngineSettings;
import io.elanus.engine.GrowingBudget;
import io.elanus.engine.Throttle;
import io.elanus.engine.TimestampOracle;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What the collections of one data folder share on this machine: its stores, its clock, and as many threads as processors.
 * Closing waits for what the threads do, and closes the folder.
 */
final class FolderResources implements AutoCloseable {
    /** Two, so that a long job does not keep a short one waiting. */
    private static final int BACKGROUND_JOBS_MIN = 2;

    private final DataFolder folder;
    private final ExecutorService cpu;
    private final BackgroundPool background;
    private final EngineResources engine;

    FolderResources(DataFolder folder, EngineSettings settings, InstantSource time) {
        this.folder = folder;
        int processors = Runtime.getRuntime().availableProcessors();
        this.cpu = Executors.newFixedThreadPool(
                processors, Thread.ofPlatform().daemon().name("elanus-cpu-", 0).factory());
        this.background = new BackgroundPool(Math.max(BACKGROUND_JOBS_MIN, processors / 2), processors);
        this.engine = new EngineResources(
                folder.objects(),
                folder.meta(),
                folder.logs(),
                new TimestampOracle(folder.meta(), time),
                new GrowingBudget(settings.growingBytesTotal()),
                background,
                new Throttle(settings.compaction().searchSlowdownMax()),
                processors,
                settings);
    }

    EngineResources engine() {
        return engine;
    }

    ExecutorService cpu() {
        return cpu;
    }

    @Override
    public void close() {
        background.close();
        cpu.close();
        folder.close();
    }
}
