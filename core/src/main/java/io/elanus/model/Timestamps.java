package io.elanus.model;

import java.time.Duration;

/** Hybrid timestamps: 46 bits of physical milliseconds since 1970, 18 bits of logical counter, as on Milvus's wire. */
public final class Timestamps {
    public static final int LOGICAL_BITS = 18;

    private Timestamps() {}

    public static long ofMillis(long epochMillis) {
        return epochMillis << LOGICAL_BITS;
    }

    public static long millis(long timestamp) {
        return timestamp >>> LOGICAL_BITS;
    }

    public static long minus(long timestamp, Duration age) {
        return Math.max(0, timestamp - ofMillis(age.toMillis()));
    }
}
