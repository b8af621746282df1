package io.elanus.database;

import io.elanus.database.CollectionMeta.IndexMeta;
import io.elanus.database.CollectionMeta.Loaded;
import io.elanus.engine.Collection;
import io.elanus.engine.SegmentStatus;
import io.elanus.engine.TimestampOracle;
import io.elanus.expr.JsonPlace;
import io.elanus.model.CollectionName;
import io.elanus.model.CollectionSchema;
import io.elanus.model.CreateIndexRequest;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import io.elanus.model.FieldSchema;
import io.elanus.model.IndexDescription;
import io.elanus.model.IndexParams;
import io.elanus.model.IndexParams.JsonTarget;
import io.elanus.model.IndexParams.ScalarParams;
import io.elanus.model.IndexParams.ValueParams;
import io.elanus.model.LoadState;
import io.elanus.model.Metric;
import io.elanus.model.PartitionDescription;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/** Which indexes a collection has and which of its partitions can be read. Thread-safe. */
final class IndexesAndLoading {
    private final Catalog catalog;
    private final OpenCollections collections;
    private final TimestampOracle clock;
    private final ReentrantLock lock;

    /** @param lock of the data definition, shared by all that change the catalog */
    IndexesAndLoading(Catalog catalog, OpenCollections collections, TimestampOracle clock, ReentrantLock lock) {
        this.catalog = catalog;
        this.collections = collections;
        this.clock = clock;
        this.lock = lock;
    }

    private interface MetaChange {
        Optional<CollectionMeta> apply(CollectionMeta meta);
    }

    private void change(CollectionName name, MetaChange change) {
        lock.lock();
        try {
            CollectionMeta meta = catalog.collection(name);
            Optional<CollectionMeta> changed = change.apply(meta);
            if (changed.isPresent()) {
                catalog.put(changed.get());
                if (!changed.get().indexes().equals(meta.indexes())) {
                    collections.open(changed.get()).indexesChanged(changed.get().indexDefinitions());
                }
            }
        } finally {
            lock.unlock();
        }
    }

    // Indexes

    void createIndex(CreateIndexRequest request) {
        NameRules.checkIndex(request.indexName());
        change(request.name(), meta -> {
            FieldSchema field = indexedField(meta.schema(), request);
            IndexParams params = params(meta.schema(), field, request);
            IndexPropertyRules.check(params, request.userParams());
            IndexMeta index = new IndexMeta(
                    clock.next(),
                    indexName(meta, field, request.indexName(), params),
                    field.id(),
                    params,
                    metric(field, request),
                    request.userParams());
            return isThereAlready(meta, index) ? Optional.empty() : Optional.of(meta.withIndex(index));
        });
    }

    /** A name that is no field is a key of the dynamic field, if there is one. */
    private static FieldSchema indexedField(CollectionSchema schema, CreateIndexRequest request) {
        return schema.find(request.fieldName())
                .or(schema::dynamicField)
                .orElseThrow(() ->
                        DatabaseException.invalid("cannot create index on non-exist field: " + request.fieldName()));
    }

    private static IndexParams params(CollectionSchema schema, FieldSchema field, CreateIndexRequest request) {
        if (!field.type().isVector()) {
            return ScalarIndexRules.resolved(schema, field, request);
        }
        if (request.params() instanceof ScalarParams scalar) {
            throw DatabaseException.invalid(
                    scalar instanceof ValueParams values && values.family() == ValueParams.Family.AUTOINDEX
                            ? "only metric type can be passed when use AutoIndex"
                            : "data type " + field.type().wireName() + " can't build with this index "
                                    + scalar.indexType());
        }
        return request.params();
    }

    /**
     * Without a name, an index that is there already is meant; else the index is called like the field, with the place in a
     * JSON field behind it.
     */
    private static String indexName(CollectionMeta meta, FieldSchema field, String name, IndexParams params) {
        if (!name.isEmpty()) {
            return name;
        }
        Optional<String> place = place(params);
        return meta.indexes().stream()
                .filter(index ->
                        index.fieldId() == field.id() && place(index.params()).equals(place))
                .findFirst()
                .map(IndexMeta::name)
                .orElseGet(() -> field.name() + place.orElse(""));
    }

    private static Optional<String> place(IndexParams params) {
        return params instanceof ScalarParams scalar ? scalar.json().map(JsonTarget::path) : Optional.empty();
    }

    private static Optional<Metric> metric(FieldSchema field, CreateIndexRequest request) {
        if (!field.type().isVector()) {
            return Optional.empty();
        }
        return Optional.of(VectorIndexRules.metric(field, request));
    }

    private static boolean isThereAlready(CollectionMeta meta, IndexMeta index) {
        for (IndexMeta existing : meta.indexes()) {
            boolean sameName = existing.name().equals(index.name());
            boolean sameField = existing.fieldId() == index.fieldId();
            boolean sameTarget = sameField && isSameTarget(existing.params(), index.params());
            boolean same = existing.params().equals(index.params())
                    && existing.metric().equals(index.metric());
            if (sameName && sameField && same) {
                return true;
            }
            if (sameName) {
                throw DatabaseException.invalid("CreateIndex failed: at most one distinct index is allowed per field");
            }
            if (sameTarget) {
                throw DatabaseException.invalid(
                        "CreateIndex failed: creating multiple indexes on same field is not supported");
            }
        }
        return false;
    }

    /** A JSON field may have an index for each place and type in it, any other field one. */
    private static boolean isSameTarget(IndexParams left, IndexParams right) {
        if (!(left instanceof ScalarParams a && right instanceof ScalarParams b)
                || a.json().isEmpty()
                || b.json().isEmpty()) {
            return true;
        }
        return a.json().get().path().equals(b.json().get().path())
                && a.json().get().cast() == b.json().get().cast();
    }

    /**
     * @param set properties to be changed or added
     * @param removed keys of properties
     */
    void alterIndex(CollectionName name, String indexName, Map<String, String> set, Set<String> removed) {
        IndexPropertyRules.checkAlterable(set.keySet());
        IndexPropertyRules.checkAlterable(removed);
        change(name, meta -> {
            if (indexName.isEmpty()) {
                throw DatabaseException.invalid("index name is empty");
            }
            if (!meta.loaded().nothing()) {
                throw new DatabaseException(
                        ErrorCode.COLLECTION_LOADED,
                        "can't alter index on loaded collection, please release the collection first: collection"
                                + " already loaded[collection=" + name.collection() + "]");
            }
            if (meta.indexes().stream().noneMatch(index -> index.name().equals(indexName))) {
                throw new DatabaseException(ErrorCode.INDEX_NOT_FOUND, "index not found[indexName=" + indexName + "]");
            }
            return Optional.of(meta.withIndexes(meta.indexes().stream()
                    .map(index -> index.name().equals(indexName) ? altered(index, set, removed) : index)
                    .toList()));
        });
    }

    private static IndexMeta altered(IndexMeta index, Map<String, String> set, Set<String> removed) {
        IndexPropertyRules.check(index.params(), set);
        SortedMap<String, String> userParams = new TreeMap<>(index.userParams());
        userParams.putAll(set);
        userParams.keySet().removeAll(removed);
        return new IndexMeta(index.id(), index.name(), index.fieldId(), index.params(), index.metric(), userParams);
    }

    void dropIndex(CollectionName name, String indexName) {
        change(name, meta -> {
            List<IndexMeta> matching = meta.indexes().stream()
                    .filter(index -> indexName.isEmpty() || index.name().equals(indexName))
                    .toList();
            if (matching.isEmpty()) {
                return Optional.empty();
            }
            if (matching.size() > 1) {
                throw new DatabaseException(
                        ErrorCode.INDEX_DUPLICATE,
                        "ambiguous index name: index duplicates[indexName=" + indexName + "]");
            }
            if (!meta.loaded().nothing() && matching.get(0).metric().isPresent()) {
                throw DatabaseException.invalid("vector index cannot be dropped on loaded collection: " + meta.id());
            }
            List<IndexMeta> left = new ArrayList<>(meta.indexes());
            left.removeAll(matching);
            return Optional.of(meta.withIndexes(left));
        });
    }

    List<IndexDescription> indexes(CollectionName name) {
        CollectionMeta meta = catalog.collection(name);
        if (meta.indexes().isEmpty()) {
            throw new DatabaseException(
                    ErrorCode.INDEX_NOT_FOUND, "index not found[collection=" + name.collection() + "]");
        }
        Collection collection = collections.open(meta);
        List<SegmentStatus> segments = collection.segments();
        return meta.indexes().stream()
                .map(index -> description(meta, index, segments, collection))
                .toList();
    }

    private static IndexDescription description(
            CollectionMeta meta, IndexMeta index, List<SegmentStatus> segments, Collection collection) {
        long total = 0;
        long indexed = 0;
        for (SegmentStatus segment : segments) {
            if (segment.atRest()) {
                boolean finished =
                        segment.meta().orElseThrow().indexes().stream().anyMatch(file -> file.indexId() == index.id());
                total += segment.rowCount();
                indexed += finished ? segment.rowCount() : 0;
            }
        }
        return new IndexDescription(
                index.id(),
                index.name(),
                fieldName(meta.schema().field(index.fieldId()), index.params()),
                index.params(),
                index.metric(),
                index.userParams(),
                total,
                indexed,
                collection.indexBuilder().failure(index.id()).orElse(""));
    }

    /** An index on the dynamic field goes by the key that it looks at, as in Milvus. */
    private static String fieldName(FieldSchema field, IndexParams params) {
        return field.dynamic()
                        && params instanceof ScalarParams scalar
                        && scalar.json().isPresent()
                ? JsonPlace.firstKey(scalar.json().get().path()).orElse(field.name())
                : field.name();
    }

    // Loading

    void load(CollectionName name, List<String> partitions) {
        change(name, meta -> {
            requireNoPartitionKey(meta, partitions, "load");
            requireIndexes(meta);
            collections.open(meta);
            if (partitions.isEmpty()) {
                return Optional.of(meta.withLoaded(Loaded.ALL));
            }
            Set<Long> ids = new HashSet<>(meta.loaded().partitionIds());
            ids.addAll(partitionIds(meta, partitions));
            return meta.loaded().all() ? Optional.empty() : Optional.of(meta.withLoaded(new Loaded(false, ids)));
        });
    }

    private static void requireIndexes(CollectionMeta meta) {
        if (meta.indexes().isEmpty()) {
            throw new DatabaseException(
                    ErrorCode.INDEX_NOT_FOUND,
                    "index not found[collection=" + meta.name().collection() + "]");
        }
        List<String> missing = meta.schema().vectorFields().stream()
                .filter(field -> meta.indexOn(field).isEmpty())
                .map(FieldSchema::name)
                .toList();
        if (!missing.isEmpty()) {
            throw DatabaseException.invalid(
                    "there is no vector index on field: " + missing + ", please create index firstly");
        }
    }

    private static void requireNoPartitionKey(CollectionMeta meta, List<String> partitions, String verb) {
        if (!partitions.isEmpty() && meta.schema().partitionKey().isPresent()) {
            throw DatabaseException.invalid("disable " + verb + " partitions if partition key mode is used");
        }
    }

    private static Set<Long> partitionIds(CollectionMeta meta, List<String> names) {
        Set<Long> ids = new HashSet<>();
        for (String name : names) {
            ids.add(meta.partition(name)
                    .map(PartitionDescription::id)
                    .orElseThrow(() -> new DatabaseException(
                            ErrorCode.PARTITION_NOT_FOUND, "partition not found[partition=" + name + "]")));
        }
        return ids;
    }

    void release(CollectionName name, List<String> partitions) {
        change(name, meta -> {
            requireNoPartitionKey(meta, partitions, "release");
            if (partitions.isEmpty()) {
                return Optional.of(meta.withLoaded(Loaded.NOTHING));
            }
            Set<Long> left = new HashSet<>(
                    meta.loaded().all() ? meta.partitionIds() : meta.loaded().partitionIds());
            left.removeAll(partitionIds(meta, partitions));
            return Optional.of(meta.withLoaded(new Loaded(false, left)));
        });
    }

    LoadState loadState(CollectionName name, List<String> partitions) {
        catalog.database(name.database());
        Optional<CollectionMeta> meta = catalog.find(name);
        if (meta.isEmpty()) {
            return LoadState.NOT_EXIST;
        }
        Loaded loaded = meta.get().loaded();
        boolean readable = partitions.isEmpty()
                ? !loaded.nothing()
                : partitionIds(meta.get(), partitions).stream().allMatch(loaded::contains);
        return readable ? LoadState.LOADED : LoadState.NOT_LOADED;
    }
}
