package io.elanus.segment;

import io.elanus.model.IndexParams;
import io.elanus.model.Metric;
import java.util.Optional;

/**
 * An index that each segment of a collection is to have on one field.
 *
 * @param metric of vectors; empty for an index on scalar values
 */
public record IndexDefinition(long id, String name, long fieldId, IndexParams params, Optional<Metric> metric) {}
