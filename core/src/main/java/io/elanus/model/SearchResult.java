package io.elanus.model;

import java.util.List;
import java.util.Optional;

/**
 * Hits, nearest first, query after query.
 *
 * @param primaryKey the key's field
 * @param hitCounts int[query]: how many of the rows that follow belong to each query
 * @param ids keys of all hits
 * @param scores float[hit], as clients see them ({@link Metric#score})
 * @param elements set if elements of arrays were searched: int[hit], the place in its array of each that was found
 * @param columns the output fields, aligned with {@code ids}
 * @param outputFields the names asked for, {@code *} spelled out
 * @param readTimestamp what the search saw; a later page asks for it again
 * @param iterator set when the request was a page of an iterator
 * @param statistics what the search had to look at, where that is known
 */
public record SearchResult(
        FieldSchema primaryKey,
        int[] hitCounts,
        Column ids,
        float[] scores,
        Optional<int[]> elements,
        List<OutputColumn> columns,
        List<String> outputFields,
        long readTimestamp,
        Optional<IterationState> iterator,
        ReadStatistics statistics) {
    public SearchResult {
        columns = List.copyOf(columns);
        outputFields = List.copyOf(outputFields);
    }

    /** What the next page of an iterator has to send back. */
    public record IterationState(String token, float lastBound) {}
}
