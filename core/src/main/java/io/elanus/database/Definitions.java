package io.elanus.database;

import static io.elanus.model.CollectionProperties.TIMEZONE;

import io.elanus.database.CollectionMeta.Loaded;
import io.elanus.engine.TimestampOracle;
import io.elanus.model.CollectionName;
import io.elanus.model.CollectionProperties;
import io.elanus.model.CollectionSchema;
import io.elanus.model.CreateCollectionRequest;
import io.elanus.model.DatabaseDescription;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import io.elanus.model.PartitionDescription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The data definition: databases, collections, partitions, aliases. One change at a time; the catalog changes first, then
 * the rows follow. Thread-safe.
 */
final class Definitions {
    static final int DATABASES_MAX = 64;
    static final int COLLECTIONS_MAX = 65_536;

    /** What every collection says of itself, as in Milvus. */
    private static final Map<String, String> PROPERTIES_DEFAULT = Map.of("namespace.sharding.enabled", "false");

    private final Catalog catalog;
    private final OpenCollections collections;
    private final TimestampOracle clock;
    private final ReentrantLock lock;

    /** @param lock of the data definition, shared by all that change the catalog */
    Definitions(Catalog catalog, OpenCollections collections, TimestampOracle clock, ReentrantLock lock) {
        this.catalog = catalog;
        this.collections = collections;
        this.clock = clock;
        this.lock = lock;
        if (catalog.findDatabase(CollectionName.DATABASE_DEFAULT).isEmpty()) {
            catalog.put(new DatabaseDescription(1, CollectionName.DATABASE_DEFAULT, clock.next(), Map.of()));
        }
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }

    // Databases

    void createDatabase(String name, Map<String, String> properties) {
        NameRules.checkDatabase(name);
        PropertyRules.checkTimezone(properties);
        locked(() -> {
            if (catalog.findDatabase(name).isPresent()) {
                throw DatabaseException.invalid("database already exist: " + name);
            }
            if (catalog.databases().size() >= DATABASES_MAX) {
                throw new DatabaseException(
                        ErrorCode.DATABASE_LIMIT, "exceeded the limit number of database[limit=" + DATABASES_MAX + "]");
            }
            long now = clock.next();
            catalog.put(new DatabaseDescription(now, name, now, properties));
        });
    }

    void dropDatabase(String name) {
        NameRules.checkDatabase(name);
        if (name.equals(CollectionName.DATABASE_DEFAULT)) {
            throw DatabaseException.invalid("can not drop default database");
        }
        locked(() -> {
            if (catalog.findDatabase(name).isEmpty()) {
                return;
            }
            if (!catalog.collections(name).isEmpty()) {
                throw DatabaseException.invalid(
                        "database:" + name + " not empty, must drop all collections before drop database");
            }
            catalog.removeDatabase(name);
        });
    }

    void alterDatabase(String name, Map<String, String> set, Set<String> removed) {
        locked(() -> {
            DatabaseDescription before = catalog.database(name);
            if (set.isEmpty() && removed.isEmpty()) {
                throw DatabaseException.invalid("alter database with empty properties and delete keys, "
                        + "expected to set either properties or delete keys");
            }
            PropertyRules.checkTimezone(set);
            catalog.put(new DatabaseDescription(
                    before.id(), name, before.createdTimestamp(), changed(before.properties(), set, removed)));
        });
    }

    private static Map<String, String> changed(
            Map<String, String> properties, Map<String, String> set, Set<String> removed) {
        if (!set.isEmpty() && !removed.isEmpty()) {
            throw DatabaseException.invalid("cannot provide both DeleteKeys and ExtraParams");
        }
        Map<String, String> changed = new HashMap<>(properties);
        changed.putAll(set);
        changed.keySet().removeAll(removed);
        return changed;
    }

    // Collections

    void createCollection(CreateCollectionRequest request) {
        CollectionName name = request.name();
        CollectionSchema checked = SchemaRules.check(request);
        PropertyRules.checkCreated(request.properties(), checked);
        String timezone = timezone(request);
        CollectionSchema schema =
                TimeColumns.withParsedDefaults(checked, CollectionProperties.zone(Map.of(TIMEZONE, timezone)));
        locked(() -> {
            catalog.database(name.database());
            if (catalog.findByAlias(name).isPresent()) {
                throw new DatabaseException(
                        ErrorCode.ALIAS_NAME_CONFLICT,
                        "please choose a unique name: alias and collection name conflict[database=" + name.database()
                                + "][alias=" + name.collection() + "]");
            }
            Optional<CollectionMeta> existing = catalog.findByName(name);
            if (existing.isPresent()) {
                requireSame(existing.get(), request, schema);
                return;
            }
            if (catalog.collections().size() >= COLLECTIONS_MAX) {
                throw new DatabaseException(
                        ErrorCode.COLLECTION_LIMIT,
                        "exceeded the limit number of collections[limit=" + COLLECTIONS_MAX + "]");
            }
            catalog.put(created(request, schema, timezone));
        });
    }

    /** What the collection says, else its database, else the default. */
    private String timezone(CreateCollectionRequest request) {
        Map<String, String> ofDatabase = catalog.findDatabase(request.name().database())
                .map(DatabaseDescription::properties)
                .orElse(Map.of());
        return request.properties()
                .getOrDefault(TIMEZONE, ofDatabase.getOrDefault(TIMEZONE, CollectionProperties.TIMEZONE_DEFAULT));
    }

    private CollectionMeta created(CreateCollectionRequest request, CollectionSchema schema, String timezone) {
        long now = clock.next();
        Map<String, String> properties = new HashMap<>(PROPERTIES_DEFAULT);
        properties.put(TIMEZONE, timezone);
        properties.putAll(request.properties());
        properties.put(CollectionMeta.FIELD_ID_MAX, Long.toString(schema.fieldIdMax()));
        List<PartitionDescription> partitions = new ArrayList<>();
        if (schema.partitionKey().isEmpty()) {
            partitions.add(new PartitionDescription(clock.next(), PartitionDescription.DEFAULT_NAME, now));
        } else {
            int count = request.partitionCount().orElse(SchemaRules.KEY_PARTITIONS_DEFAULT);
            for (int i = 0; i < count; i++) {
                String name = PartitionDescription.DEFAULT_NAME + "_" + i;
                partitions.add(new PartitionDescription(clock.next(), name, now));
            }
        }
        return new CollectionMeta(
                clock.next(),
                request.name(),
                schema,
                request.shardCount(),
                request.consistency(),
                now,
                now,
                partitions,
                properties,
                List.of(),
                Loaded.NOTHING,
                0);
    }

    private static void requireSame(CollectionMeta existing, CreateCollectionRequest request, CollectionSchema schema) {
        boolean same = existing.schema().fields().equals(schema.fields())
                && existing.schema().dynamicFieldEnabled() == schema.dynamicFieldEnabled()
                && existing.schema().description().equals(schema.description())
                && existing.shardCount() == request.shardCount()
                && existing.consistency() == request.consistency()
                && existing.properties()
                        .entrySet()
                        .containsAll(request.properties().entrySet());
        if (!same) {
            throw DatabaseException.invalid("create duplicate collection with different parameters, collection: "
                    + request.name().collection());
        }
    }

    void dropCollection(CollectionName name) {
        catalog.database(name.database());
        locked(() -> {
            if (catalog.findByName(name).isEmpty()) {
                if (catalog.findByAlias(name).isPresent()) {
                    throw DatabaseException.invalid("cannot drop the collection via alias = " + name.collection());
                }
                return;
            }
            CollectionMeta meta = catalog.findByName(name).orElseThrow();
            List<String> aliases = catalog.aliasesOf(meta.id());
            if (!aliases.isEmpty()) {
                throw DatabaseException.invalid("unable to drop the collection [" + name.collection()
                        + "] because it has associated aliases [" + String.join(",", aliases)
                        + "], please remove all aliases before dropping the collection");
            }
            catalog.remove(meta);
            collections.drop(meta);
        });
    }

    void renameCollection(CollectionName from, CollectionName to) {
        NameRules.checkCollection(to.collection());
        locked(() -> {
            catalog.database(from.database());
            catalog.database(to.database());
            if (from.equals(to)) {
                throw DatabaseException.invalid("collection name or database name should be different");
            }
            if (catalog.findByName(from).isEmpty() && catalog.findByAlias(from).isPresent()) {
                throw DatabaseException.invalid(
                        "unsupported use an alias to rename collection, alias:" + from.collection());
            }
            CollectionMeta meta = catalog.findByName(from).orElseThrow(() -> Catalog.notFound(from));
            if (catalog.find(to).isPresent()) {
                throw DatabaseException.invalid("duplicated new collection name " + to.database() + ":"
                        + to.collection() + " with other collection name or alias");
            }
            if (!from.database().equals(to.database())
                    && !catalog.aliasesOf(meta.id()).isEmpty()) {
                throw DatabaseException.invalid(
                        "fail to rename collection to a different database, must drop all aliases of collection "
                                + from.collection());
            }
            catalog.put(meta.renamed(to));
        });
    }

    void alterCollection(CollectionName name, Map<String, String> set, Set<String> removed) {
        locked(() -> {
            catalog.database(name.database());
            CollectionMeta meta = catalog.find(name).orElseThrow(() -> Catalog.notFound(name));
            if (set.isEmpty() && removed.isEmpty()) {
                throw DatabaseException.invalid("no properties or delete keys provided");
            }
            Map<String, String> properties = changed(meta.properties(), set, removed);
            PropertyRules.checkAltered(set, meta.properties(), meta.schema());
            PropertyRules.checkRemoved(removed);
            if (!meta.loaded().nothing() && set.containsKey("mmap.enabled")) {
                throw new DatabaseException(
                        ErrorCode.COLLECTION_LOADED,
                        "can not alter mmap properties if collection loaded: collection already loaded[collection="
                                + name.collection() + "]");
            }
            catalog.put(meta.withProperties(properties));
        });
    }

    // Partitions

    void createPartition(CollectionName name, String partition) {
        NameRules.checkPartition(partition);
        locked(() -> {
            CollectionMeta meta = catalog.collection(name);
            requireNoPartitionKey(meta, "create");
            if (meta.partition(partition).isPresent()) {
                return;
            }
            if (meta.partitions().size() >= SchemaRules.PARTITIONS_MAX) {
                throw DatabaseException.invalid(
                        "partition number (" + meta.partitions().size()
                                + ") exceeds max configuration (" + SchemaRules.PARTITIONS_MAX + "), collection: "
                                + name.collection());
            }
            List<PartitionDescription> partitions = new ArrayList<>(meta.partitions());
            partitions.add(new PartitionDescription(clock.next(), partition, clock.next()));
            changePartitions(meta, partitions);
        });
    }

    void dropPartition(CollectionName name, String partition) {
        NameRules.checkPartition(partition);
        if (partition.equals(PartitionDescription.DEFAULT_NAME)) {
            catalog.collection(name);
            throw DatabaseException.invalid("default partition cannot be deleted");
        }
        locked(() -> {
            CollectionMeta meta = catalog.collection(name);
            requireNoPartitionKey(meta, "drop");
            Optional<PartitionDescription> found = meta.partition(partition);
            if (found.isEmpty()) {
                return;
            }
            if (meta.loaded().contains(found.get().id())) {
                throw DatabaseException.invalid(
                        "partition cannot be dropped, partition is loaded, please release it first");
            }
            List<PartitionDescription> partitions = new ArrayList<>(meta.partitions());
            partitions.remove(found.get());
            changePartitions(meta, partitions);
        });
    }

    private static void requireNoPartitionKey(CollectionMeta meta, String verb) {
        if (meta.schema().partitionKey().isPresent()) {
            throw DatabaseException.invalid("disable " + verb + " partition if partition key mode is used");
        }
    }

    private void changePartitions(CollectionMeta meta, List<PartitionDescription> partitions) {
        CollectionMeta changed = meta.withPartitions(partitions);
        catalog.put(changed);
        collections.open(changed).partitionsChanged(changed.partitionIds());
    }

    // Aliases

    void createAlias(CollectionName collection, String alias) {
        NameRules.checkAlias(alias);
        NameRules.checkCollection(collection.collection());
        locked(() -> {
            CollectionName name = new CollectionName(collection.database(), alias);
            catalog.database(collection.database());
            requireFree(name);
            CollectionMeta meta = catalog.findByName(collection).orElseThrow(() -> Catalog.notFound(collection));
            Optional<CollectionMeta> before = catalog.findByAlias(name);
            if (before.isPresent() && before.get().id() != meta.id()) {
                throw new DatabaseException(
                        ErrorCode.ALIAS_EXISTS,
                        alias + " is alias to another collection: "
                                + before.get().name().collection() + ": alias already exist[database=" + name.database()
                                + "][alias=" + alias + "]");
            }
            catalog.putAlias(name, meta.id());
        });
    }

    void dropAlias(String database, String alias) {
        NameRules.checkAlias(alias);
        catalog.database(database);
        locked(() -> catalog.removeAlias(new CollectionName(database, alias)));
    }

    void alterAlias(CollectionName collection, String alias) {
        NameRules.checkAlias(alias);
        NameRules.checkCollection(collection.collection());
        locked(() -> {
            CollectionName name = new CollectionName(collection.database(), alias);
            catalog.database(collection.database());
            requireFree(name);
            // Milvus leaves the database out of this text, and clients match it.
            CollectionMeta meta = catalog.findByName(collection)
                    .orElseThrow(() -> new DatabaseException(
                            ErrorCode.COLLECTION_NOT_FOUND,
                            "collection not found[collection=" + collection.collection() + "]"));
            if (catalog.findByAlias(name).isEmpty()) {
                throw aliasNotFound(name);
            }
            catalog.putAlias(name, meta.id());
        });
    }

    private void requireFree(CollectionName alias) {
        if (catalog.findByName(alias).isPresent()) {
            throw new DatabaseException(
                    ErrorCode.ALIAS_NAME_CONFLICT,
                    "alias and collection name conflict[database=" + alias.database() + "][alias=" + alias.collection()
                            + "]");
        }
    }

    static DatabaseException aliasNotFound(CollectionName alias) {
        return new DatabaseException(
                ErrorCode.ALIAS_NOT_FOUND,
                "alias not found[database=" + alias.database() + "][alias=" + alias.collection() + "]");
    }
}
