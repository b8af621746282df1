package io.elanus.segment;

import io.elanus.model.IndexParams;
import io.elanus.model.Metric;

/** An index that each segment of a collection is to have on one field. */
public record IndexDefinition(long id, String name, long fieldId, IndexParams params, Metric metric) {}
