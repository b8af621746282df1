package io.elanus.query;

import io.elanus.engine.Snapshot;
import io.elanus.expr.ElementFilter;
import io.elanus.expr.Filter;
import io.elanus.index.DistanceRange;
import io.elanus.index.SearchEffort;
import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.DataType;
import io.elanus.model.DatabaseException;
import io.elanus.model.FieldSchema;
import io.elanus.model.IndexParams.IvfParams;
import io.elanus.model.Metric;
import io.elanus.model.OutputColumn;
import io.elanus.model.ReadStatistics;
import io.elanus.model.SearchParams;
import io.elanus.model.SearchRequest;
import io.elanus.model.SearchResult;
import io.elanus.query.VectorSearch.Hit;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;

/** Answers search requests over snapshots. Thread-safe. */
public final class Searcher {
    private final Executor executor;
    private final int threads;

    /**
     * @param executor lends threads for large searches
     * @param threads how many at most, the caller's included
     */
    public Searcher(Executor executor, int threads) {
        this.executor = executor;
        this.threads = threads;
    }

    /**
     * @param metric of the index on the field
     */
    public SearchResult search(
            Snapshot snapshot, SearchRequest request, FieldSchema field, Metric metric, Filter filter) {
        CollectionSchema schema = snapshot.schema();
        checkMetric(request, metric);
        checkArrays(request, field, metric, filter);
        SearchVectors queries = new SearchVectors(field, request.queries(), request.listElement());
        OutputFields outputs = OutputFields.resolve(schema, request.outputFields());
        SearchPlan plan = new SearchPlan(
                field,
                metric,
                queries,
                request.limit() + request.offset(),
                effort(request),
                range(request, field, metric),
                filter);
        VectorSearch search = new VectorSearch(snapshot, plan);
        return result(snapshot, request, plan, outputs, search.run(executor, threads), search.statistics());
    }

    private static SearchEffort effort(SearchRequest request) {
        // What a page of an iterator passes over, no later page brings: they begin where it ended. So it looks into all
        // lists of an inverted file.
        int probes = request.iterator().isPresent()
                ? IvfParams.LIST_COUNT_MAX
                : request.params().probes().orElse(0);
        return new SearchEffort(request.params().beam().orElse(0), probes);
    }

    private static void checkMetric(SearchRequest request, Metric metric) {
        if (request.metric().isPresent()
                && !request.metric().get().isEmpty()
                && Metric.find(request.metric().get()).orElse(null) != metric) {
            throw DatabaseException.invalid(
                    "metric type not match", metric.name(), request.metric().get());
        }
    }

    /** Arrays are searched by lists of vectors, or element by element, as the metric of their index says. */
    private static void checkArrays(SearchRequest request, FieldSchema field, Metric metric, Filter filter) {
        boolean byLists = request.listElement().isPresent();
        Optional<ElementFilter> elements = filter.elements();
        if (elements.isPresent() && (byLists || !field.structName().equals(elements.map(ElementFilter::struct)))) {
            throw DatabaseException.invalid("element_filter is only supported for element-level search on vector"
                    + " sub-fields of the same struct array; use MATCH_ANY/MATCH_* for row-level vector search");
        }
        if (field.type() != DataType.ARRAY_OF_VECTOR) {
            return;
        }
        if (byLists && request.params().radius().isPresent()) {
            throw DatabaseException.invalid(
                    "range search is not supported for multi-search-multi on embedding list fields");
        }
        if (byLists && request.iterator().isPresent()) {
            throw DatabaseException.invalid(
                    "search iterator is not supported for multi-search-multi on embedding list fields");
        }
        if (byLists != metric.comparesLists()) {
            throw DatabaseException.invalid("metric type " + metric + " of field " + field.name() + " compares "
                    + (byLists ? "single vectors, not lists of vectors" : "lists of vectors, not single vectors"));
        }
    }

    /** Radius and range filter as scores become a window of distances; an iterator goes on strictly behind its bound. */
    private static DistanceRange range(SearchRequest request, FieldSchema field, Metric metric) {
        SearchParams params = request.params();
        checkRange(params, metric);
        float from = DistanceRange.ANY.from();
        float below = DistanceRange.ANY.below();
        if (params.radius().isPresent()) {
            below = metric.distance(params.radius().get());
        }
        float reach = reach(field, metric);
        if (Float.isNaN(below) || below > reach) {
            below = reach;
        }
        if (params.rangeFilter().isPresent()) {
            from = metric.distance(params.rangeFilter().get());
        }
        Optional<Float> bound = request.iterator().flatMap(SearchRequest.SearchIteration::bound);
        if (bound.isPresent()) {
            float behind = Math.nextUp(metric.distance(bound.get()));
            from = Float.isNaN(from) ? behind : Math.max(from, behind);
        }
        return new DistanceRange(from, below);
    }

    /** From this distance on, a row is no hit at all; NaN: every row is one. */
    private static float reach(FieldSchema field, Metric metric) {
        return switch (metric) {
            case SUBSTRUCTURE, SUPERSTRUCTURE -> 1;
            // A sparse row that shares nothing with the query is not near it.
            case IP -> field.type() == DataType.SPARSE_FLOAT_VECTOR ? 0 : Float.NaN;
            case L2,
                    COSINE,
                    HAMMING,
                    JACCARD,
                    MAX_SIM,
                    MAX_SIM_COSINE,
                    MAX_SIM_IP,
                    MAX_SIM_L2,
                    MAX_SIM_HAMMING,
                    MAX_SIM_JACCARD -> Float.NaN;
        };
    }

    private static void checkRange(SearchParams params, Metric metric) {
        if (params.rangeFilter().isEmpty()) {
            return;
        }
        float rangeFilter = params.rangeFilter().get();
        float radius =
                params.radius().orElseThrow(() -> DatabaseException.invalid("range_filter requires radius to be set"));
        if (metric.distance(rangeFilter) >= metric.distance(radius)) {
            String order = metric.largerIsNearer() ? "greater" : "less";
            throw DatabaseException.invalid(
                    "range_filter(" + rangeFilter + ") must be " + order + " than radius(" + radius + ")");
        }
    }

    private static SearchResult result(
            Snapshot snapshot,
            SearchRequest request,
            SearchPlan plan,
            OutputFields outputs,
            List<List<Hit>> hits,
            ReadStatistics statistics) {
        int[] hitCounts = new int[hits.size()];
        int total = 0;
        for (int i = 0; i < hitCounts.length; i++) {
            hitCounts[i] = Math.max(0, hits.get(i).size() - request.offset());
            total += hitCounts[i];
        }
        long[] references = new long[total];
        float[] scores = new float[total];
        int[] elements = new int[total];
        Metric metric = plan.metric();
        int at = 0;
        for (List<Hit> ofQuery : hits) {
            for (Hit hit : ofQuery.subList(Math.min(request.offset(), ofQuery.size()), ofQuery.size())) {
                references[at] = hit.reference();
                elements[at] = hit.element();
                scores[at++] = rounded(metric.score(hit.distance()), request.roundDecimal());
            }
        }
        RowRefs rows = new RowRefs(snapshot);
        FieldSchema primaryKey = snapshot.schema().primaryKey();
        Column ids = rows.gather(primaryKey, references);
        List<OutputColumn> columns = outputs.fetch(rows, references, "search");
        return new SearchResult(
                primaryKey,
                hitCounts,
                ids,
                scores,
                plan.findsElements() ? Optional.of(elements) : Optional.empty(),
                columns,
                outputs.names(),
                snapshot.timestamp(),
                request.iterator().map(iteration -> state(iteration, scores, metric)),
                statistics);
    }

    private static SearchResult.IterationState state(
            SearchRequest.SearchIteration iteration, float[] scores, Metric metric) {
        float last = scores.length > 0
                ? scores[scores.length - 1]
                : iteration.bound().orElse(metric.largerIsNearer() ? Float.MAX_VALUE : -Float.MAX_VALUE);
        return new SearchResult.IterationState(
                iteration.token().orElseGet(() -> UUID.randomUUID().toString()), last);
    }

    private static float rounded(float score, int decimals) {
        return decimals == SearchRequest.ROUND_NONE || !Float.isFinite(score)
                ? score
                : BigDecimal.valueOf(score)
                        .setScale(decimals, RoundingMode.HALF_UP)
                        .floatValue();
    }
}
