package io.elanus.server.grpc;

import io.elanus.model.ConsistencyLevel;
import io.elanus.model.ReadConsistency;
import java.util.Optional;

/** From the four things a read says about its freshness to the one that counts. */
final class ReadConsistencies {
    /** Older clients say a level as a timestamp that is none. */
    private static final long EVENTUALLY_TIMESTAMP = 1;

    private static final long BOUNDED_TIMESTAMP = 2;

    private ReadConsistencies() {}

    /**
     * @param ofCollection whether the collection's own level counts
     * @param levelNumber the level of the request; 0, Strong, is also what a client leaves that names only a timestamp
     * @param iterator pages of an iterator read at exactly the timestamp that its first page answered
     */
    static ReadConsistency of(boolean ofCollection, int levelNumber, long guarantee, boolean iterator) {
        if (iterator && Long.compareUnsigned(guarantee, BOUNDED_TIMESTAMP) > 0) {
            return ReadConsistency.at(guarantee);
        }
        if (ofCollection) {
            return new ReadConsistency(Optional.empty(), guarantee, false);
        }
        ConsistencyLevel level = ConsistencyLevel.ofNumber(levelNumber);
        return level == ConsistencyLevel.STRONG && guarantee != 0
                ? ofTimestamp(guarantee)
                : new ReadConsistency(Optional.of(level), guarantee, false);
    }

    private static ReadConsistency ofTimestamp(long guarantee) {
        if (guarantee == EVENTUALLY_TIMESTAMP) {
            return ReadConsistency.of(ConsistencyLevel.EVENTUALLY);
        }
        if (guarantee == BOUNDED_TIMESTAMP) {
            return ReadConsistency.of(ConsistencyLevel.BOUNDED);
        }
        return new ReadConsistency(Optional.of(ConsistencyLevel.CUSTOMIZED), guarantee, false);
    }
}
