package io.elanus.model;

import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The rows that match a filter.
 *
 * @param partitions empty: all
 * @param filter an expression; the empty text needs a limit or {@code count(*)}
 * @param zone of times in the filter without an offset; empty: the collection's
 * @param outputFields names, dynamic keys, {@code *}, or {@code count(*)} alone
 * @param iterator whether this is a page of a query iterator, whose rows come in the order of their keys
 * @param after set on the later pages of an iterator over elements of a struct array
 */
public record QueryRequest(
        CollectionName name,
        List<String> partitions,
        String filter,
        Map<String, Value> templates,
        Optional<ZoneId> zone,
        List<String> outputFields,
        OptionalLong limit,
        long offset,
        ReadConsistency consistency,
        boolean ignoreGrowing,
        boolean iterator,
        Optional<LastElement> after) {
    public QueryRequest {
        partitions = List.copyOf(partitions);
        templates = Map.copyOf(templates);
        outputFields = List.copyOf(outputFields);
    }

    /**
     * The last element of the page before: of the row with this key only later ones come.
     *
     * @param key as text
     * @param place of the element in the array
     */
    public record LastElement(String key, long place) {}
}
