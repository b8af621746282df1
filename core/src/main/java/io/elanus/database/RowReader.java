package io.elanus.database;

import io.elanus.database.CollectionMeta.IndexMeta;
import io.elanus.engine.Snapshot;
import io.elanus.engine.Throttle;
import io.elanus.engine.TimestampOracle;
import io.elanus.expr.Filter;
import io.elanus.expr.FilterCache;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.ConsistencyLevel;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import io.elanus.model.FieldSchema;
import io.elanus.model.IndexParams;
import io.elanus.model.PartitionDescription;
import io.elanus.model.QueryRequest;
import io.elanus.model.QueryResult;
import io.elanus.model.ReadConsistency;
import io.elanus.model.ReadStatistics;
import io.elanus.model.SearchRequest;
import io.elanus.model.SearchResult;
import io.elanus.model.Timestamps;
import io.elanus.model.Value;
import io.elanus.query.Querier;
import io.elanus.query.Searcher;
import io.elanus.segment.GrowingSegment;
import io.elanus.segment.Segment;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** Searches and queries: checks the request against the catalog, takes a snapshot, lets the query engine answer. Thread-safe. */
final class RowReader {
    static final int WINDOW_MAX = 16_384;

    /** What messages begin with where rows were not asked for by a search. */
    static final String QUERY_FAILED = "failed to query: ";

    /** How old what a bounded read sees may be (common.gracefulTime). */
    private static final Duration BOUNDED_STALENESS = Duration.ofSeconds(5);

    private final Catalog catalog;
    private final OpenCollections collections;
    private final Searcher searcher;
    private final Throttle throttle;
    private final TimestampOracle clock;
    private final FilterCache filters = new FilterCache(new Random()::nextLong);
    private final AtomicReference<ReadStatistics> statistics = new AtomicReference<>(ReadStatistics.NONE);

    RowReader(
            Catalog catalog, OpenCollections collections, Searcher searcher, Throttle throttle, TimestampOracle clock) {
        this.catalog = catalog;
        this.collections = collections;
        this.searcher = searcher;
        this.throttle = throttle;
        this.clock = clock;
    }

    SearchResult search(SearchRequest request) {
        CollectionMeta meta = catalog.collection(request.name());
        checkWindow(request);
        FieldSchema field = vectorField(meta, request);
        Filter filter = parse(
                "failed to create query plan: ",
                request.filter(),
                meta,
                request.templates(),
                request.zone().orElseGet(meta::zone));
        requireLoaded("failed to search: ", meta, request.partitions());
        IndexMeta index = meta.indexOn(field)
                .orElseThrow(() -> new DatabaseException(
                        ErrorCode.INDEX_NOT_FOUND,
                        "index not found[collection=" + meta.name().collection() + "]"));
        checkBeam(request, index);
        if (request.queries() instanceof BytesColumn bytes) {
            request.listElement()
                    .ifPresentOrElse(
                            type -> VectorRules.checkElements(type, bytes.bytes()),
                            () -> VectorRules.checkSparse(bytes));
        }
        try (Snapshot snapshot = snapshot(meta, request.partitions(), request.consistency(), request.ignoreGrowing())) {
            if (request.iterator().isPresent() || request.consistency().pinned()) {
                collections.open(meta).pin(snapshot);
            }
            long begin = throttle.searching();
            try {
                SearchResult result =
                        searcher.search(snapshot, request, field, index.metric().orElseThrow(), filter);
                statistics.accumulateAndGet(result.statistics(), ReadStatistics::plus);
                return result;
            } finally {
                throttle.searched(begin);
            }
        }
    }

    /** Of all searches and queries so far. */
    ReadStatistics statistics() {
        return statistics.get();
    }

    /** Parses a filter; what is wrong with it is told behind the prefix. */
    Filter parse(String prefix, String text, CollectionMeta meta, Map<String, Value> templates, ZoneId zone) {
        try {
            return filters.parse(text, meta.schema(), templates, zone);
        } catch (DatabaseException e) {
            throw DatabaseException.invalid(prefix + e.getMessage());
        }
    }

    private static void checkWindow(SearchRequest request) {
        int depth = request.limit() + request.offset();
        if (request.limit() < 1 || request.offset() < 0 || depth > WINDOW_MAX) {
            throw DatabaseException.invalid("offset+topk [" + depth + "] is invalid, it should be in range [1, "
                    + WINDOW_MAX + "], but got " + depth);
        }
        if (request.queries().rowCount() < 1 || request.queries().rowCount() > WINDOW_MAX) {
            throw DatabaseException.invalid("nq [" + request.queries().rowCount()
                    + "] is invalid, nq (number of search vector per search request) should be in range [1, "
                    + WINDOW_MAX + "], but got " + request.queries().rowCount());
        }
    }

    private static void checkBeam(SearchRequest request, IndexMeta index) {
        int k = request.limit() + request.offset();
        if (index.params() instanceof IndexParams.HnswParams
                && request.params().beam().orElse(k) < k) {
            throw DatabaseException.invalid(
                    "ef(" + request.params().beam().getAsInt() + ") should be larger than k(" + k + ")");
        }
    }

    private static FieldSchema vectorField(CollectionMeta meta, SearchRequest request) {
        List<FieldSchema> vectors = meta.schema().vectorFields();
        String name = request.vectorField().orElse("");
        if (name.isEmpty()) {
            if (vectors.size() > 1) {
                throw DatabaseException.invalid(
                        "multiple anns_fields exist, please specify a anns_field in search_params");
            }
            return vectors.get(0);
        }
        FieldSchema field = meta.schema()
                .find(name)
                .orElseThrow(() -> DatabaseException.invalid(
                        "failed to create query plan: failed to get field schema by name: fieldName(" + name
                                + ") not found"));
        if (!field.type().isVector()) {
            throw DatabaseException.invalid(
                    "failed to create query plan: field (" + name + ") to search is not of vector data type");
        }
        return field;
    }

    QueryResult query(QueryRequest request) {
        CollectionMeta meta = catalog.collection(request.name());
        checkQuery(request);
        Filter filter = parse(
                "failed to create query plan: ",
                request.filter(),
                meta,
                request.templates(),
                request.zone().orElseGet(meta::zone));
        try (Snapshot snapshot = snapshot(meta, request.partitions(), request.consistency(), request.ignoreGrowing())) {
            if (request.iterator() || request.consistency().pinned()) {
                collections.open(meta).pin(snapshot);
            }
            long begin = throttle.searching();
            try {
                QueryResult result = Querier.query(snapshot, request, filter);
                statistics.accumulateAndGet(result.statistics(), ReadStatistics::plus);
                return result;
            } finally {
                throttle.searched(begin);
            }
        }
    }

    private static void checkQuery(QueryRequest request) {
        boolean count = Querier.isCount(request);
        if (count && (request.limit().isPresent() || request.offset() > 0)) {
            throw DatabaseException.invalid("count entities with pagination is not allowed");
        }
        if (!count && request.filter().isBlank() && request.limit().isEmpty()) {
            throw DatabaseException.invalid("empty expression should be used with limit");
        }
        Querier.checkWindow(request, WINDOW_MAX);
    }

    /**
     * What a read sees.
     *
     * @param partitions empty: all that are loaded
     */
    Snapshot snapshot(
            CollectionMeta meta, List<String> partitions, ReadConsistency consistency, boolean ignoreGrowing) {
        PartitionRouting.requireNoneNamed(meta, partitions);
        requireLoaded(QUERY_FAILED, meta, partitions);
        Set<Long> wanted = new HashSet<>();
        partitions.forEach(name -> wanted.add(partition(meta, name).id()));
        Predicate<Segment> chosen = segment -> meta.loaded().contains(segment.partitionId())
                && (wanted.isEmpty() || wanted.contains(segment.partitionId()))
                && !(ignoreGrowing && segment instanceof GrowingSegment);
        return collections
                .open(meta)
                .snapshot(meta.schema(), guarantee(meta, consistency), consistency.pinned(), chosen);
    }

    private long guarantee(CollectionMeta meta, ReadConsistency consistency) {
        if (consistency.pinned()) {
            return consistency.timestamp();
        }
        ConsistencyLevel level = consistency.level().orElse(meta.consistency());
        return switch (level) {
            case STRONG -> clock.now();
            case BOUNDED -> Timestamps.minus(clock.now(), BOUNDED_STALENESS);
            case EVENTUALLY -> 0;
            // A timestamp from the future would show later pages more than this one; there is nothing to wait for.
            case SESSION, CUSTOMIZED -> Math.min(consistency.timestamp(), clock.now());
        };
    }

    /** @param failure what the message begins with */
    static void requireLoaded(String failure, CollectionMeta meta, List<String> partitions) {
        if (meta.loaded().nothing()) {
            throw new DatabaseException(
                    ErrorCode.COLLECTION_NOT_LOADED,
                    failure + "collection not loaded[collection=" + meta.name().collection() + "]");
        }
        for (String name : partitions) {
            if (!meta.loaded().contains(partition(meta, name).id())) {
                throw new DatabaseException(
                        ErrorCode.PARTITION_NOT_LOADED, failure + "partition not loaded[partition=" + name + "]");
            }
        }
    }

    private static PartitionDescription partition(CollectionMeta meta, String name) {
        NameRules.checkPartitionLength(name);
        return meta.partition(name)
                .orElseThrow(() -> DatabaseException.invalid("partition name " + name + " not found"));
    }
}
