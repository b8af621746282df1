package io.elanus.model;

import java.util.Map;
import java.util.Optional;

/**
 * Rows to delete.
 *
 * @param partition empty: every partition
 * @param filter an expression of the filter language; the empty one is refused
 * @param templates values of the {@code {name}}s in the filter
 */
public record DeleteRequest(
        CollectionName name,
        Optional<String> partition,
        String filter,
        Map<String, Value> templates,
        ReadConsistency consistency) {
    public DeleteRequest {
        templates = Map.copyOf(templates);
    }
}
