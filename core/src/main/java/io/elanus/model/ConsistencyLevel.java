package io.elanus.model;

/** How fresh a read is. The numbers are Milvus's. */
public enum ConsistencyLevel {
    /** Sees every write that was acknowledged before the read began. */
    STRONG(0),
    /** Sees the client's own last write. */
    SESSION(1),
    /** Sees every write older than a few seconds. */
    BOUNDED(2),
    /** Sees what is there. */
    EVENTUALLY(3),
    /** Sees every write up to a timestamp that the client names. */
    CUSTOMIZED(4);

    private final int number;

    ConsistencyLevel(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** @throws DatabaseException (1100) if no level has this number */
    public static ConsistencyLevel ofNumber(int number) {
        for (ConsistencyLevel level : values()) {
            if (level.number == number) {
                return level;
            }
        }
        throw DatabaseException.invalid("consistency level is unknown: level=" + number);
    }
}
