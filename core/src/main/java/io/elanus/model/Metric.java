package io.elanus.model;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How near two vectors are.
 *
 * <p>Inside the engine every metric is a <em>distance</em>: smaller is nearer. {@link #score} turns a distance into the
 * number that clients see: the dot product for IP and the cosine for COSINE (larger is nearer), the squared Euclidean
 * distance for L2, the number of bits that differ for HAMMING, the part of the bits set in either vector that is not set
 * in both for JACCARD, and 0 for SUBSTRUCTURE and SUPERSTRUCTURE, where a row is found only if it has all bits of the
 * query, or none but those (smaller is nearer).
 *
 * <p>The metrics called MAX_SIM compare lists of vectors: for each vector of the query the nearest one of the row is taken by
 * the metric {@link #ofElements}, and the sum of what these are apart is the distance.
 */
public enum Metric {
    L2,
    IP,
    COSINE,
    HAMMING,
    JACCARD,
    SUBSTRUCTURE,
    SUPERSTRUCTURE,
    /** The same as MAX_SIM_COSINE. */
    MAX_SIM,
    MAX_SIM_COSINE,
    MAX_SIM_IP,
    MAX_SIM_L2,
    MAX_SIM_HAMMING,
    MAX_SIM_JACCARD;

    /** The metrics for vectors of a type; the first is the default. Empty if it is no type of vectors. */
    public static List<Metric> of(DataType type) {
        return switch (type) {
            case FLOAT_VECTOR, FLOAT16_VECTOR, BFLOAT16_VECTOR, INT8_VECTOR -> List.of(COSINE, L2, IP);
            case BINARY_VECTOR -> List.of(HAMMING, JACCARD, SUBSTRUCTURE, SUPERSTRUCTURE);
            case SPARSE_FLOAT_VECTOR -> List.of(IP);
            case BOOL,
                    INT8,
                    INT16,
                    INT32,
                    INT64,
                    FLOAT,
                    DOUBLE,
                    VARCHAR,
                    ARRAY,
                    JSON,
                    GEOMETRY,
                    TEXT,
                    TIMESTAMPTZ,
                    ARRAY_OF_VECTOR -> List.of();
        };
    }

    /** The metrics for lists of vectors of a type; the first is the default. */
    public static List<Metric> ofLists(DataType element) {
        return element == DataType.BINARY_VECTOR
                ? List.of(MAX_SIM_HAMMING, MAX_SIM_JACCARD)
                : List.of(MAX_SIM_COSINE, MAX_SIM, MAX_SIM_IP, MAX_SIM_L2);
    }

    /** Whether lists of vectors are compared, not single ones. */
    public boolean comparesLists() {
        return ofElements() != this;
    }

    /** The metric of the vectors of lists; of one that compares single vectors, the metric itself. */
    public Metric ofElements() {
        return switch (this) {
            case MAX_SIM, MAX_SIM_COSINE -> COSINE;
            case MAX_SIM_IP -> IP;
            case MAX_SIM_L2 -> L2;
            case MAX_SIM_HAMMING -> HAMMING;
            case MAX_SIM_JACCARD -> JACCARD;
            case L2, IP, COSINE, HAMMING, JACCARD, SUBSTRUCTURE, SUPERSTRUCTURE -> this;
        };
    }

    /** Whether a larger score, as clients see it, is nearer. */
    public boolean largerIsNearer() {
        return ofElements() == IP || ofElements() == COSINE;
    }

    /** The score that clients see for a distance of the engine. */
    public float score(float distance) {
        return largerIsNearer() ? 0f - distance : distance;
    }

    /** The distance of the engine for a score that clients see; the inverse of {@link #score}. */
    public float distance(float score) {
        return largerIsNearer() ? 0f - score : score;
    }

    /** Finds a metric by its name in any case, as Milvus does. */
    public static Optional<Metric> find(String name) {
        String wanted = name.toUpperCase(Locale.ROOT);
        return Stream.of(values())
                .filter(metric -> metric.name().equals(wanted))
                .findFirst();
    }
}
