package io.elanus.database;

import io.elanus.durable.SyncPolicy;
import io.elanus.engine.EngineSettings;

/** How a local database runs. */
public record DatabaseSettings(SyncPolicy logSync, EngineSettings engine) {
    public static final DatabaseSettings DEFAULT = new DatabaseSettings(SyncPolicy.ALWAYS, EngineSettings.DEFAULT);
}
