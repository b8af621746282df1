package io.elanus.model;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * How an index is searched.
 *
 * @param beam candidates kept while a graph is walked (ef), at least the number of hits asked for; empty: the index chooses
 * @param probes lists of an inverted file that are looked into (nprobe); empty: the index chooses
 * @param radius only hits nearer than this score
 * @param rangeFilter only hits not nearer than this score; needs a radius
 */
public record SearchParams(OptionalInt beam, OptionalInt probes, Optional<Float> radius, Optional<Float> rangeFilter) {
    public static SearchParams defaults() {
        return new SearchParams(OptionalInt.empty(), OptionalInt.empty(), Optional.empty(), Optional.empty());
    }
}
