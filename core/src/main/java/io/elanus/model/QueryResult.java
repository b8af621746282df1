package io.elanus.model;

import java.util.List;
import java.util.Optional;

/**
 * The rows that matched.
 *
 * @param columns never empty; the key is always among them, but for {@code count(*)}
 * @param elements set if the filter chooses elements of a struct array: for each row the places of those that match
 * @param outputFields the names asked for, {@code *} spelled out
 * @param readTimestamp what the query saw
 * @param statistics what the query had to look at, where that is known
 */
public record QueryResult(
        FieldSchema primaryKey,
        List<OutputColumn> columns,
        Optional<List<int[]>> elements,
        List<String> outputFields,
        long readTimestamp,
        ReadStatistics statistics) {
    public QueryResult {
        columns = List.copyOf(columns);
        elements = elements.map(List::copyOf);
        outputFields = List.copyOf(outputFields);
    }
}
