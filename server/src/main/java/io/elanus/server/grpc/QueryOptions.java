package io.elanus.server.grpc;

import io.elanus.model.DatabaseException;
import io.elanus.model.QueryRequest.LastElement;
import io.elanus.wire.KeyValuePair;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The key-value pairs of a query.
 *
 * @param offset 0 without a limit, as in Milvus
 * @param zone of times in the filter and in the reply; empty: the collection's
 * @param timeParts to show instead of times; empty: the times themselves
 * @param after as in {@link io.elanus.model.QueryRequest}
 * @param collectionId of the collection that an iterator began on, to be compared with the one that is queried
 */
record QueryOptions(
        OptionalLong limit,
        long offset,
        boolean ignoreGrowing,
        boolean iterator,
        Optional<ZoneId> zone,
        List<TimeForm.Part> timeParts,
        OptionalLong collectionId,
        Optional<LastElement> after) {
    QueryOptions {
        timeParts = List.copyOf(timeParts);
    }

    static QueryOptions of(List<KeyValuePair> pairs) {
        KeyValues values = KeyValues.of(pairs);
        Refusals.refuseIf(values.find("group_by_fields").isPresent(), "group by");
        Refusals.refuseIf(values.find("order_by_fields").isPresent(), "order by");
        OptionalLong limit = values.integer("limit");
        long offset = limit.isPresent() ? values.integer("offset").orElse(0) : 0;
        limit.ifPresent(count -> requireWindow(count, offset));
        // Of an iterator's rows the first ones in the order of their keys are always the ones that come back.
        flag(values, "reduce_stop_for_best");
        return new QueryOptions(
                limit,
                offset,
                SearchOptions.ignoreGrowing(TypedParams.of(values)),
                flag(values, "iterator"),
                TimeForm.zone(values),
                TimeForm.parts(values),
                values.integer("collection_id"),
                after(values));
    }

    private static Optional<LastElement> after(KeyValues values) {
        Optional<String> key = values.find("query_iter_last_pk");
        OptionalLong place = values.integer("query_iter_last_element_offset");
        if (key.isPresent() != place.isPresent()) {
            throw DatabaseException.invalid("incomplete query iterator cursor params: query_iter_last_pk and"
                    + " query_iter_last_element_offset must be provided together");
        }
        return key.map(text -> new LastElement(text, place.getAsLong()));
    }

    private static boolean flag(KeyValues values, String key) {
        return values.find(key)
                .map(text -> KeyValues.bool(text)
                        .orElseThrow(() ->
                                DatabaseException.invalid("value for " + key + " is invalid", "true or false", text)))
                .orElse(false);
    }

    private static void requireWindow(long limit, long offset) {
        if (offset < 0) {
            throw wrongWindow("offset [" + offset + "] is invalid, should be gte than 0");
        }
        if (limit <= 0) {
            throw wrongWindow("limit [" + limit + "] is invalid, should be greater than 0");
        }
        if (limit > SearchOptions.WINDOW_MAX - Math.min(offset, SearchOptions.WINDOW_MAX)) {
            throw wrongWindow("(offset+limit) should be in range [1, " + SearchOptions.WINDOW_MAX + "], but got "
                    + (offset + limit));
        }
    }

    private static DatabaseException wrongWindow(String what) {
        return DatabaseException.invalid("invalid max query result window, " + what);
    }
}
