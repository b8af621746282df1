package io.elanus.server.app;

import io.elanus.database.Database;
import io.elanus.database.DatabaseSettings;
import io.elanus.database.LocalDatabase;
import io.elanus.durable.CorruptFileException;
import io.elanus.durable.DurableException;
import io.elanus.durable.SyncPolicy;
import io.elanus.engine.CompactionSettings;
import io.elanus.engine.EngineSettings;

/** The engine behind the server: the database of one data folder. */
final class Engine {
    private Engine() {}

    /** @throws StartException if the folder is in use, of a newer version, damaged, or no data folder */
    static Database open(ServerSettings settings) {
        SyncPolicy sync = switch (settings.logSync()) {
            case ALWAYS -> SyncPolicy.ALWAYS;
            case INTERVAL -> SyncPolicy.INTERVAL;
            case OS -> SyncPolicy.OS;
        };
        try {
            CompactionSettings compaction = CompactionSettings.DEFAULT
                    .withAutomatic(settings.compaction())
                    .withSearchSlowdownMax(settings.searchSlowdownMax());
            return LocalDatabase.open(
                    settings.data(), new DatabaseSettings(sync, EngineSettings.DEFAULT.withCompaction(compaction)));
        } catch (DurableException | CorruptFileException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
    }
}
