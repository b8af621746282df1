package io.elanus.model;

import java.util.Optional;

/**
 * How fresh one read is to be.
 *
 * @param level empty: the level of the collection
 * @param timestamp what the client knows to be written (SESSION, CUSTOMIZED); with {@code pinned} the exact time to read at
 * @param pinned read at exactly {@code timestamp}, as the later pages of an iterator do
 */
public record ReadConsistency(Optional<ConsistencyLevel> level, long timestamp, boolean pinned) {
    public static ReadConsistency ofCollection() {
        return new ReadConsistency(Optional.empty(), 0, false);
    }

    public static ReadConsistency of(ConsistencyLevel level) {
        return new ReadConsistency(Optional.of(level), 0, false);
    }

    public static ReadConsistency at(long timestamp) {
        return new ReadConsistency(Optional.empty(), timestamp, true);
    }
}
