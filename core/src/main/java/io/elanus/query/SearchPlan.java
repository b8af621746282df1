package io.elanus.query;

import io.elanus.expr.Filter;
import io.elanus.index.DistanceRange;
import io.elanus.index.SearchEffort;
import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import io.elanus.model.Metric;

/**
 * A search, resolved against schema and index.
 *
 * @param k hits a query, the ones that the offset skips included
 * @param effort what the request says of how thoroughly to search
 * @param range distances that count
 */
record SearchPlan(
        FieldSchema field,
        Metric metric,
        SearchVectors queries,
        int k,
        SearchEffort effort,
        DistanceRange range,
        Filter filter) {
    /** Whether hits are elements of arrays, not rows. */
    boolean findsElements() {
        return field.type() == DataType.ARRAY_OF_VECTOR && !metric.comparesLists();
    }
}
