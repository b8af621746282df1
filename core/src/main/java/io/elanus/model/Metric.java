package io.elanus.model;

import java.util.Locale;
import java.util.Optional;

/**
 * How near two vectors are.
 *
 * <p>Inside the engine every metric is a <em>distance</em>: smaller is nearer. {@link #score} turns a distance into the
 * number that clients see: squared Euclidean distance for L2 (smaller is nearer), dot product for IP and the cosine for
 * COSINE (larger is nearer).
 */
public enum Metric {
    L2,
    IP,
    COSINE;

    /** Whether a larger score, as clients see it, is nearer. */
    public boolean largerIsNearer() {
        return this != L2;
    }

    /** The score that clients see for a distance of the engine. */
    public float score(float distance) {
        return this == L2 ? distance : 0f - distance;
    }

    /** The distance of the engine for a score that clients see; the inverse of {@link #score}. */
    public float distance(float score) {
        return this == L2 ? score : 0f - score;
    }

    /** Finds a metric by its name in any case, as Milvus does. */
    public static Optional<Metric> find(String name) {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "L2" -> Optional.of(L2);
            case "IP" -> Optional.of(IP);
            case "COSINE" -> Optional.of(COSINE);
            default -> Optional.empty();
        };
    }
}
