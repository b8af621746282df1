package io.elanus.model;

import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rows nearest to each of several vectors.
 *
 * @param partitions empty: all
 * @param vectorField empty: the only one
 * @param queries the vectors, of the type of the field, or of the elements of its arrays; one of varying length holds sparse
 *     vectors, or lists of vectors if {@code listElement} is set
 * @param listElement set if each query is a list of vectors, in {@link ArrayForm}: the type of the vectors
 * @param metric empty: that of the index; another one is refused
 * @param limit hits a query, 1 to 16384 together with {@code offset}
 * @param filter an expression, or the empty text for every row
 * @param zone of times in the filter without an offset; empty: the collection's
 * @param outputFields names, dynamic keys, {@code *}
 * @param iterator set on the pages of a search iterator
 */
public record SearchRequest(
        CollectionName name,
        List<String> partitions,
        Optional<String> vectorField,
        Column queries,
        Optional<DataType> listElement,
        Optional<String> metric,
        SearchParams params,
        int limit,
        int offset,
        int roundDecimal,
        String filter,
        Map<String, Value> templates,
        Optional<ZoneId> zone,
        List<String> outputFields,
        ReadConsistency consistency,
        boolean ignoreGrowing,
        Optional<SearchIteration> iterator) {
    public static final int ROUND_NONE = -1;

    public SearchRequest {
        partitions = List.copyOf(partitions);
        templates = Map.copyOf(templates);
        outputFields = List.copyOf(outputFields);
    }

    /**
     * One page of a search iterator: only hits strictly farther than the last one of the page before.
     *
     * @param token what the first page answered; empty on the first page
     * @param bound the score of the last hit of the page before
     */
    public record SearchIteration(Optional<String> token, Optional<Float> bound) {}
}
