package io.elanus.server.grpc;

import io.elanus.model.DatabaseException;
import io.elanus.model.IndexParams.IvfParams;
import io.elanus.model.SearchParams;
import io.elanus.model.SearchRequest;
import io.elanus.model.SearchRequest.SearchIteration;
import io.elanus.wire.KeyValuePair;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The key-value pairs of a search. Keys that are not known are no error: SDKs send more than any server reads.
 *
 * @param iterator whether this search is a page of an iterator, of either version
 * @param page what a page of the second version says of the one before
 * @param zone of times in the filter and in the reply; empty: the collection's
 * @param timeParts to show instead of times; empty: the times themselves
 * @param collectionId of the collection that an iterator began on, to be compared with the one that is searched
 */
record SearchOptions(
        Optional<String> vectorField,
        Optional<String> metric,
        SearchParams params,
        int limit,
        int offset,
        int roundDecimal,
        boolean ignoreGrowing,
        boolean iterator,
        Optional<SearchIteration> page,
        Optional<ZoneId> zone,
        List<TimeForm.Part> timeParts,
        OptionalLong collectionId) {
    SearchOptions {
        timeParts = List.copyOf(timeParts);
    }

    /** The most hits of a query, those that {@code offset} skips included. */
    static final int WINDOW_MAX = 16_384;

    private static final int ROUND_DECIMAL_MAX = 6;
    private static final String LIMIT = "topk";
    private static final String OFFSET = "offset";
    private static final String ROUND_DECIMAL = "round_decimal";
    private static final String BATCH_SIZE = "search_iter_batch_size";
    private static final Pattern TOKEN = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    static SearchOptions of(List<KeyValuePair> pairs) {
        KeyValues values = KeyValues.of(pairs);
        TypedParams params = TypedParams.of(values);
        Refusals.refuseIf(
                params.text("group_by_field").isPresent()
                        || params.text("group_by_fields").isPresent(),
                "group by");
        Refusals.refuseIf(params.text("order_by_fields").isPresent(), "order by");
        boolean iterator = values.on("iterator");
        int offset = offset(values);
        Optional<SearchIteration> page = page(values, iterator, offset);
        return new SearchOptions(
                values.find("anns_field"),
                values.find("metric_type"),
                searchParams(params),
                page.isPresent() ? batchSize(values) : limit(values, iterator, offset),
                offset,
                roundDecimal(values),
                ignoreGrowing(params),
                iterator,
                page,
                TimeForm.zone(values),
                TimeForm.parts(values),
                values.integer("collection_id"));
    }

    /** @param params of a search or of a query */
    static boolean ignoreGrowing(TypedParams params) {
        return params.text("ignore_growing")
                .map(text -> KeyValues.bool(text)
                        .orElseThrow(() -> DatabaseException.invalid("parse ignore growing field failed")))
                .orElse(false);
    }

    private static SearchParams searchParams(TypedParams params) {
        OptionalInt beam = params.integer("ef", 1, Integer.MAX_VALUE);
        OptionalInt probes = params.integer("nprobe", 1, IvfParams.LIST_COUNT_MAX);
        Optional<Float> radius = params.real("radius");
        Optional<Float> rangeFilter = params.real("range_filter");
        if (rangeFilter.isPresent() && radius.isEmpty()) {
            throw DatabaseException.invalid(
                    "range_filter requires radius to be set; range_filter alone is not a valid range search parameter");
        }
        return new SearchParams(beam, probes, radius, rangeFilter);
    }

    /** An iterator of the first version may ask for more than a search may answer; it gets what is allowed. */
    private static int limit(KeyValues values, boolean iterator, int offset) {
        long limit = values.integer(LIMIT).orElseThrow(() -> Refusals.missing(LIMIT + " is required"));
        if (iterator && !inWindow(limit)) {
            limit = WINDOW_MAX;
        }
        requireWindow(LIMIT, limit);
        requireWindow(OFFSET + "+" + LIMIT, limit + offset);
        return (int) limit;
    }

    private static int offset(KeyValues values) {
        long offset = values.integer(OFFSET).orElse(0);
        if (offset != 0) {
            requireWindow(OFFSET, offset);
        }
        return (int) offset;
    }

    private static boolean inWindow(long count) {
        return count >= 1 && count <= WINDOW_MAX;
    }

    private static void requireWindow(String key, long count) {
        if (!inWindow(count)) {
            throw DatabaseException.invalid(key + " [" + count + "] is invalid, " + outsideWindow(count));
        }
    }

    private static String outsideWindow(long count) {
        return "it should be in range [1, " + WINDOW_MAX + "], but got " + count;
    }

    private static int roundDecimal(KeyValues values) {
        String text = values.find(ROUND_DECIMAL).orElse(Integer.toString(SearchRequest.ROUND_NONE));
        if (text.matches("-1|[0-" + ROUND_DECIMAL_MAX + "]")) {
            return Integer.parseInt(text);
        }
        throw DatabaseException.invalid(ROUND_DECIMAL + " [" + text
                + "] is invalid, should be -1 or an integer in range [0, " + ROUND_DECIMAL_MAX + "]");
    }

    private static Optional<SearchIteration> page(KeyValues values, boolean iterator, int offset) {
        if (!values.on("search_iter_v2")) {
            return Optional.empty();
        }
        if (!iterator) {
            throw wrongPage("both iterator and search_iter_v2 must be set in the SDK");
        }
        if (offset > 0) {
            throw wrongPage("Setting an offset is not permitted when using a search iterator v2");
        }
        Optional<String> token = values.find("search_iter_id");
        if (token.isPresent() && !TOKEN.matcher(token.get()).matches()) {
            throw wrongPage("invalid token format");
        }
        return Optional.of(
                new SearchIteration(token, values.find("search_iter_last_bound").map(SearchOptions::bound)));
    }

    private static float bound(String text) {
        try {
            return Float.parseFloat(text);
        } catch (NumberFormatException e) {
            throw wrongPage("failed to parse input last bound, " + text);
        }
    }

    private static int batchSize(KeyValues values) {
        String text = values.find(BATCH_SIZE).orElseThrow(() -> wrongPage("batch size is required"));
        if (!text.matches("[+-]?[0-9]{1,18}")) {
            throw wrongPage("batch size is invalid, " + text);
        }
        long count = Long.parseLong(text);
        if (!inWindow(count)) {
            throw wrongPage("batch size is invalid, " + outsideWindow(count));
        }
        return (int) count;
    }

    private static DatabaseException wrongPage(String what) {
        return DatabaseException.invalid("parse iterator v2 info failed: " + what);
    }
}
