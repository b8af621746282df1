package io.elanus.model;

import java.util.List;

/**
 * The rows that matched.
 *
 * @param columns never empty; the key is always among them, but for {@code count(*)}
 * @param outputFields the names asked for, {@code *} spelled out
 * @param readTimestamp what the query saw
 * @param statistics what the query had to look at, where that is known
 */
public record QueryResult(
        FieldSchema primaryKey,
        List<OutputColumn> columns,
        List<String> outputFields,
        long readTimestamp,
        ReadStatistics statistics) {
    public QueryResult {
        columns = List.copyOf(columns);
        outputFields = List.copyOf(outputFields);
    }
}
