package io.elanus.database;

import io.elanus.durable.CorruptFileException;
import io.elanus.engine.Collection;
import io.elanus.engine.EngineResources;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import io.elanus.segment.ExpiryRule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The rows behind the names: opens a collection's shards when they are first needed, so that a start does not wait for all
 * of them. Thread-safe.
 */
final class OpenCollections implements AutoCloseable {
    private final EngineResources resources;
    private final Catalog catalog;
    private final Map<Long, Handle> handles = new HashMap<>();
    private boolean closed;

    /** One collection, open or not. The lock is held while it is opened or deleted. */
    private static final class Handle {
        final ReentrantLock lock = new ReentrantLock();
        Optional<Collection> opened = Optional.empty();
        boolean dropped;
    }

    OpenCollections(EngineResources resources, Catalog catalog) {
        this.resources = resources;
        this.catalog = catalog;
    }

    private synchronized void requireOpen() {
        if (closed) {
            throw new DatabaseException(ErrorCode.UNAVAILABLE, "database is closed: service unavailable");
        }
    }

    private synchronized Handle handle(long id) {
        requireOpen();
        return handles.computeIfAbsent(id, key -> new Handle());
    }

    /** The rows of a collection of the catalog. */
    Collection open(CollectionMeta meta) {
        Handle handle = handle(meta.id());
        handle.lock.lock();
        try {
            requireOpen(); // The database may have been closed since the handle was found.
            if (handle.dropped) {
                throw Catalog.notFound(meta.name());
            }
            if (handle.opened.isEmpty()) {
                // The catalog may have moved on since the caller looked.
                CollectionMeta now = catalog.find(meta.id()).orElseThrow(() -> Catalog.notFound(meta.name()));
                handle.opened = Optional.of(Collection.open(now.definition(() -> expiryRule(now.id())), resources));
            }
            return handle.opened.get();
        } catch (CorruptFileException e) {
            throw new DatabaseException(
                    ErrorCode.CORRUPT,
                    "collection does not open: collection=" + meta.name() + ": " + e.getMessage(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatabaseException(ErrorCode.UNAVAILABLE, "interrupted while opening a collection", e);
        } finally {
            handle.lock.unlock();
        }
    }

    private ExpiryRule expiryRule(long id) {
        return catalog.find(id).map(CollectionMeta::expiryRule).orElse(ExpiryRule.NEVER);
    }

    /** Those that are open now. */
    List<Collection> opened() {
        List<Handle> all;
        synchronized (this) {
            all = List.copyOf(handles.values());
        }
        return all.stream().flatMap(handle -> handle.opened.stream()).toList();
    }

    /** Deletes the rows of a collection that is no longer in the catalog. Reads under way go on. */
    void drop(CollectionMeta meta) {
        Handle handle = handle(meta.id());
        handle.lock.lock();
        try {
            handle.dropped = true;
            handle.opened.ifPresent(Collection::close);
            handle.opened = Optional.empty();
            Collection.delete(meta.id(), resources);
        } finally {
            handle.lock.unlock();
        }
    }

    @Override
    public void close() {
        List<Handle> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(handles.values());
        }
        for (Handle handle : all) {
            handle.lock.lock();
            try {
                handle.opened.ifPresent(Collection::close);
                handle.opened = Optional.empty();
            } finally {
                handle.lock.unlock();
            }
        }
    }
}
