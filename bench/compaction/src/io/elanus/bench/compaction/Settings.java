package io.elanus.bench.compaction;

import io.elanus.database.DatabaseSettings;
import io.elanus.engine.EngineSettings;

/** The default settings but for one size each; nothing is compacted that the bench does not ask for. */
final class Settings {
    private static final EngineSettings DEFAULT = EngineSettings.DEFAULT;

    private Settings() {}

    /** A compaction makes one segment of all rows of a collection. */
    static DatabaseSettings mergingUpTo(long bytesMax) {
        return with(DEFAULT.growingBytesMax(), DEFAULT.growingBytesTotal(), bytesMax);
    }

    /** Rows go to files only when somebody flushes. */
    static DatabaseSettings growingUpTo(long bytesMax) {
        return with(bytesMax, 2 * bytesMax, DEFAULT.segmentBytesMax());
    }

    private static DatabaseSettings with(long growingBytesMax, long growingBytesTotal, long segmentBytesMax) {
        EngineSettings engine = new EngineSettings(
                growingBytesMax,
                DEFAULT.growingAgeMax(),
                growingBytesTotal,
                segmentBytesMax,
                DEFAULT.indexRowsMin(),
                DEFAULT.finishedJobsMax());
        return new DatabaseSettings(DatabaseSettings.DEFAULT.logSync(), engine);
    }
}
