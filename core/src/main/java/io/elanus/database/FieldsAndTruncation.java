package io.elanus.database;

import io.elanus.engine.Collection;
import io.elanus.engine.TimestampOracle;
import io.elanus.model.CollectionName;
import io.elanus.model.DatabaseException;
import io.elanus.model.FieldSchema;
import io.elanus.model.Value;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Changes of collections that have rows: other fields, or no rows any more. Thread-safe. */
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
            add(meta, field);
        });
    }

    private void add(CollectionMeta meta, FieldSchema field) {
        Collection rows = collections.open(meta);
        CollectionMeta changed = meta.withField(field, clock.next());
        // The rows learn of the field before anybody can send or ask for a value of it.
        catalog.put(changed, () -> rows.schemaChanged(changed.schema()));
        rows.indexesChanged(changed.indexDefinitions());
    }

    void dropField(CollectionName name, String fieldOrStruct) {
        change(name, meta -> {
            FieldChangeRules.checkDropped(meta, fieldOrStruct);
            Collection rows = collections.open(meta);
            CollectionMeta changed = meta.withoutField(fieldOrStruct, clock.next());
            catalog.put(changed, () -> rows.schemaChanged(changed.schema()));
            rows.indexesChanged(changed.indexDefinitions());
        });
    }

    void alterField(CollectionName name, String fieldName, Map<String, String> set, Set<String> removed) {
        change(name, meta -> {
            FieldSchema altered = FieldChangeRules.altered(meta, fieldName, set, removed);
            List<FieldSchema> fields = meta.schema().fields().stream()
                    .map(field -> field.id() == altered.id() ? altered : field)
                    .toList();
            Collection rows = collections.open(meta);
            CollectionMeta changed = meta.withFields(fields, clock.next());
            catalog.put(changed, () -> rows.schemaChanged(changed.schema()));
        });
    }

    /** @param set what is set on the collection, which must be nothing else */
    void enableDynamicField(CollectionName name, Map<String, String> set) {
        change(name, meta -> {
            boolean enabled = FieldChangeRules.dynamicFieldEnabled(set);
            if (enabled == meta.schema().dynamicFieldEnabled()) {
                return;
            }
            if (!enabled) {
                throw DatabaseException.invalid("dynamic schema cannot supported to be disabled");
            }
            // Older rows have no keys, which is not the same as null.
            add(
                    meta,
                    SchemaRules.dynamicField()
                            .defaultValue(new Value.Text("{}"))
                            .build());
        });
    }

    void truncate(CollectionName name) {
        change(name, meta -> collections.open(meta).truncate(timestamp -> catalog.put(meta.withTruncation(timestamp))));
    }
}
