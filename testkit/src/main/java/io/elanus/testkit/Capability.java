package io.elanus.testkit;

/** What a form of the database may be unable to do, because its transport has no words for it. */
public enum Capability {
    /** Closing and opening the same data again. */
    RESTART,
    /** Writes reach the database as they are, so that it is the database that refuses them. */
    UNCHECKED_WRITES,
    /** Fields can be dropped. */
    DROP_FIELD,
    /** Plans of a compaction tell rows and bytes. */
    PLAN_FIGURES
}
