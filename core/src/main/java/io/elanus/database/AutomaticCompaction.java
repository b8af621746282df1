package io.elanus.database;

import io.elanus.engine.Collection;
import io.elanus.engine.CompactionSettings;
import io.elanus.engine.Compactor;
import io.elanus.model.CompactionRequest.Clustering;
import io.elanus.model.CompactionRequest.Kind;
import io.elanus.model.CompactionRequest.LevelZero;
import io.elanus.model.CompactionRequest.Mix;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Compacts without being asked: looks at every open collection now and then, and at one that was flushed. A collection's
 * property {@value #PROPERTY} goes before the settings.
 */
final class AutomaticCompaction {
    static final String PROPERTY = "collection.autocompaction.enabled";

    private static final System.Logger LOG = System.getLogger(AutomaticCompaction.class.getName());

    private final Catalog catalog;
    private final OpenCollections collections;
    private final Compactor compactor;
    private final CompactionSettings settings;
    private final ScheduledExecutorService ticker;

    AutomaticCompaction(
            Catalog catalog,
            OpenCollections collections,
            Compactor compactor,
            CompactionSettings settings,
            ScheduledExecutorService ticker) {
        this.catalog = catalog;
        this.collections = collections;
        this.compactor = compactor;
        this.settings = settings;
        this.ticker = ticker;
    }

    /** Begins to look; closing the ticker ends it. */
    void schedule() {
        schedule(new LevelZero(), settings.levelZero().interval());
        schedule(new Mix(), settings.mix().interval());
        schedule(new Clustering(), settings.clustering().interval());
    }

    private void schedule(Kind kind, Duration interval) {
        ticker.scheduleWithFixedDelay(
                () -> collections.opened().forEach(collection -> look(collection, kind)),
                interval.toMillis(),
                interval.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** A collection has more in files than before. Returns at once. */
    void flushed(Collection collection) {
        try {
            ticker.execute(() -> {
                look(collection, new LevelZero());
                look(collection, new Mix());
            });
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "database is closing: nothing is compacted any more");
        }
    }

    private void look(Collection collection, Kind kind) {
        Optional<CollectionMeta> meta = catalog.find(collection.id());
        if (meta.isEmpty() || !isWanted(meta.get())) {
            return;
        }
        try {
            compactor.startAutomatically(collection, kind);
        } catch (RuntimeException e) {
            if (e instanceof DatabaseException refused && refused.code() == ErrorCode.UNAVAILABLE) {
                return; // It is being closed.
            }
            LOG.log(
                    Level.ERROR,
                    "collection cannot be compacted: collection=" + meta.get().name(),
                    e);
        }
    }

    /** A text that is neither true nor false leaves it to the settings. */
    private boolean isWanted(CollectionMeta meta) {
        String property = meta.properties().getOrDefault(PROPERTY, "").strip();
        if (property.equalsIgnoreCase("true")) {
            return true;
        }
        return !property.equalsIgnoreCase("false") && settings.automatic();
    }
}
