package io.elanus.model;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An index to be made on one field.
 *
 * @param indexName empty: the name of the field
 * @param metric a name in any case; empty: the default of the field's type, where the family allows it
 * @param userParams what the client sent, which describe returns
 */
public record CreateIndexRequest(
        CollectionName name,
        String fieldName,
        String indexName,
        IndexParams params,
        Optional<String> metric,
        SortedMap<String, String> userParams) {
    public CreateIndexRequest {
        userParams = Collections.unmodifiableSortedMap(new TreeMap<>(userParams));
    }

    public static CreateIndexRequest of(CollectionName name, String fieldName, IndexParams params, Metric metric) {
        return new CreateIndexRequest(
                name,
                fieldName,
                "",
                params,
                Optional.of(metric.name()),
                new TreeMap<>(Map.of("index_type", params.indexType(), "metric_type", metric.name())));
    }
}
