package io.elanus.database;

import io.elanus.engine.Collection;
import io.elanus.engine.TimestampOracle;
import io.elanus.model.CollectionName;
import io.elanus.model.FieldSchema;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Changes of collections that have rows: another field, or no rows any more. Thread-safe. */
final class FieldsAndTruncation {
    private final Catalog catalog;
    private final OpenCollections collections;
    private final TimestampOracle clock;
    private final ReentrantLock lock;

    /** @param lock of the data definition, shared by all that change the catalog */
    FieldsAndTruncation(Catalog catalog, OpenCollections collections, TimestampOracle clock, ReentrantLock lock) {
        this.catalog = catalog;
        this.collections = collections;
        this.clock = clock;
        this.lock = lock;
    }

    private void change(CollectionName name, Consumer<CollectionMeta> change) {
        lock.lock();
        try {
            change.accept(catalog.collection(name));
        } finally {
            lock.unlock();
        }
    }

    void addField(CollectionName name, FieldSchema field) {
        change(name, meta -> {
            SchemaRules.checkAdded(meta.schema(), field);
            Collection rows = collections.open(meta);
            CollectionMeta changed = meta.withField(field, clock.next());
            // The rows learn of the field before anybody can send or ask for a value of it.
            catalog.put(changed, () -> rows.schemaChanged(changed.schema()));
            rows.indexesChanged(changed.indexDefinitions());
        });
    }

    void truncate(CollectionName name) {
        change(name, meta -> collections.open(meta).truncate(timestamp -> catalog.put(meta.withTruncation(timestamp))));
    }
}
