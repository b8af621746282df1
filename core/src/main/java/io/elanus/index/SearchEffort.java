package io.elanus.index;

/**
 * How thoroughly to search: more finds more and costs more. Each family reads what it knows and ignores the rest.
 *
 * @param beam candidates kept while a graph is walked, Milvus's ef; raised to the rows wanted where smaller; 0 leaves it
 *     to the index
 * @param probes lists of an inverted file that are looked into, Milvus's nprobe; 0 leaves it to the index
 */
public record SearchEffort(int beam, int probes) {
    public static final SearchEffort DEFAULT = new SearchEffort(0, 0);

    public SearchEffort {
        if (beam < 0 || probes < 0) {
            throw new IllegalArgumentException(
                    "beam and probes must not be negative: beam=" + beam + ", probes=" + probes);
        }
    }

    public static SearchEffort ofBeam(int beam) {
        return new SearchEffort(beam, 0);
    }

    public static SearchEffort ofProbes(int probes) {
        return new SearchEffort(0, probes);
    }
}
