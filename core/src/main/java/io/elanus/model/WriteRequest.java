package io.elanus.model;

import java.util.List;
import java.util.Optional;

/**
 * Rows to insert or upsert.
 *
 * @param partition empty: the default partition, or where the partition key says
 * @param rowCount what the client said; every column has to agree
 * @param schemaTimestamp {@link CollectionDescription#updatedTimestamp} as the client knows it, or 0 for no check
 */
public record WriteRequest(
        CollectionName name,
        Optional<String> partition,
        List<InputColumn> columns,
        int rowCount,
        long schemaTimestamp) {
    public WriteRequest {
        columns = List.copyOf(columns);
    }
}
