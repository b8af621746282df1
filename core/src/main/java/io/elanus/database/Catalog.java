package io.elanus.database;

import io.elanus.durable.MetaStore;
import io.elanus.durable.MetaStore.Change;
import io.elanus.model.CollectionName;
import io.elanus.model.DatabaseDescription;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Names and what they stand for: databases, collections, aliases. In memory, and in the meta store before it is seen.
 *
 * <p>Reading is thread-safe. Changing requires: the lock of the data definition.
 */
final class Catalog {
    static final String DATABASES = "databases/";
    static final String COLLECTIONS = "collections/";
    static final String ALIASES = "aliases/";

    private final MetaStore metas;
    private final Map<String, DatabaseDescription> databases = new ConcurrentHashMap<>();
    private final Map<Long, CollectionMeta> collections = new ConcurrentHashMap<>();
    private final Map<CollectionName, Long> names = new ConcurrentHashMap<>();
    private final Map<CollectionName, Long> aliases = new ConcurrentHashMap<>();

    Catalog(MetaStore metas) {
        this.metas = metas;
        for (MetaStore.Entry entry : metas.range(DATABASES)) {
            String name = entry.key().substring(DATABASES.length());
            databases.put(name, CatalogFormat.decodeDatabase(entry.key(), entry.value(), name));
        }
        for (MetaStore.Entry entry : metas.range(COLLECTIONS)) {
            CollectionMeta meta = CatalogFormat.decodeCollection(entry.key(), entry.value());
            collections.put(meta.id(), meta);
            names.put(meta.name(), meta.id());
        }
        for (MetaStore.Entry entry : metas.range(ALIASES)) {
            String[] parts = entry.key().substring(ALIASES.length()).split("/", 2);
            long databaseId = Long.parseLong(parts[0]);
            databases.values().stream()
                    .filter(database -> database.id() == databaseId)
                    .forEach(database -> aliases.put(
                            new CollectionName(database.name(), parts[1]),
                            CatalogFormat.decodeAlias(entry.key(), entry.value())));
        }
    }

    // Databases

    Optional<DatabaseDescription> findDatabase(String name) {
        return Optional.ofNullable(databases.get(name));
    }

    DatabaseDescription database(String name) {
        return findDatabase(name)
                .orElseThrow(() -> new DatabaseException(
                        ErrorCode.DATABASE_NOT_FOUND, "database not found[database=" + name + "]"));
    }

    List<DatabaseDescription> databases() {
        return databases.values().stream()
                .sorted(Comparator.comparing(DatabaseDescription::createdTimestamp))
                .toList();
    }

    void put(DatabaseDescription database) {
        metas.commit(List.of(), List.of(new Change.Put(DATABASES + database.name(), CatalogFormat.encode(database))));
        databases.put(database.name(), database);
    }

    void removeDatabase(String name) {
        metas.commit(List.of(), List.of(new Change.Delete(DATABASES + name)));
        databases.remove(name);
    }

    // Collections

    Optional<CollectionMeta> find(long id) {
        return Optional.ofNullable(collections.get(id));
    }

    /** By its own name, not by an alias. */
    Optional<CollectionMeta> findByName(CollectionName name) {
        return Optional.ofNullable(names.get(name)).flatMap(this::find);
    }

    /** By its name or an alias. */
    Optional<CollectionMeta> find(CollectionName name) {
        Optional<CollectionMeta> byName = findByName(name);
        return byName.isPresent()
                ? byName
                : Optional.ofNullable(aliases.get(name)).flatMap(this::find);
    }

    /** By its name or an alias; checks the database and the form of the name first, as Milvus does. */
    CollectionMeta collection(CollectionName name) {
        NameRules.checkCollection(name.collection());
        database(name.database());
        return find(name).orElseThrow(() -> notFound(name));
    }

    static DatabaseException notFound(CollectionName name) {
        return new DatabaseException(
                ErrorCode.COLLECTION_NOT_FOUND,
                "collection not found[database=" + name.database() + "][collection=" + name.collection() + "]");
    }

    List<CollectionMeta> collections() {
        return collections.values().stream()
                .sorted(Comparator.comparing(CollectionMeta::createdTimestamp).reversed())
                .toList();
    }

    List<CollectionMeta> collections(String database) {
        database(database);
        return collections().stream()
                .filter(meta -> meta.name().database().equals(database))
                .toList();
    }

    void put(CollectionMeta meta) {
        put(meta, () -> {});
    }

    /** @param first runs when the change is durable, before anybody can see it */
    void put(CollectionMeta meta, Runnable first) {
        metas.commit(List.of(), List.of(new Change.Put(COLLECTIONS + meta.id(), CatalogFormat.encode(meta))));
        first.run();
        CollectionMeta before = collections.put(meta.id(), meta);
        names.put(meta.name(), meta.id());
        if (before != null && !before.name().equals(meta.name())) {
            names.remove(before.name());
        }
    }

    void remove(CollectionMeta meta) {
        metas.commit(List.of(), List.of(new Change.Delete(COLLECTIONS + meta.id())));
        names.remove(meta.name());
        collections.remove(meta.id());
    }

    // Aliases

    Optional<CollectionMeta> findByAlias(CollectionName alias) {
        return Optional.ofNullable(aliases.get(alias)).flatMap(this::find);
    }

    List<String> aliasesOf(long collectionId) {
        return aliases.entrySet().stream()
                .filter(entry -> entry.getValue() == collectionId)
                .map(entry -> entry.getKey().collection())
                .sorted()
                .toList();
    }

    List<String> aliases(String database) {
        return new ArrayList<>(aliases.keySet().stream()
                .filter(alias -> alias.database().equals(database))
                .map(CollectionName::collection)
                .sorted()
                .toList());
    }

    void putAlias(CollectionName alias, long collectionId) {
        metas.commit(List.of(), List.of(new Change.Put(aliasKey(alias), CatalogFormat.encodeAlias(collectionId))));
        aliases.put(alias, collectionId);
    }

    void removeAlias(CollectionName alias) {
        metas.commit(List.of(), List.of(new Change.Delete(aliasKey(alias))));
        aliases.remove(alias);
    }

    private String aliasKey(CollectionName alias) {
        return ALIASES + database(alias.database()).id() + "/" + alias.collection();
    }
}
