package io.elanus.database;

import io.elanus.durable.DataFolder;
import io.elanus.engine.EngineResources;
import io.elanus.engine.EngineSettings;
import io.elanus.engine.GrowingBudget;
import io.elanus.engine.TimestampOracle;
import java.time.InstantSource;
import java.util.concurrent.Executors;

/** What the collections of one data folder share on this machine: its stores, its clock, and as many threads as processors. */
final class FolderResources {
    private FolderResources() {}

    static EngineResources of(DataFolder folder, EngineSettings settings) {
        int processors = Runtime.getRuntime().availableProcessors();
        return new EngineResources(
                folder.objects(),
                folder.meta(),
                folder.logs(),
                new TimestampOracle(folder.meta(), InstantSource.system()),
                new GrowingBudget(settings.growingBytesTotal()),
                Executors.newFixedThreadPool(
                        processors,
                        Thread.ofPlatform().daemon().name("elanus-cpu-", 0).factory()),
                Executors.newFixedThreadPool(
                        Math.max(1, processors / 2),
                        Thread.ofPlatform()
                                .daemon()
                                .name("elanus-background-", 0)
                                .priority(Thread.MIN_PRIORITY)
                                .factory()),
                processors,
                settings);
    }
}
