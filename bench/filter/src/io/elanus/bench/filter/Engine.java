package io.elanus.bench.filter;

/** Holds the rows, and counts those that a filter keeps, on the caller's thread. */
interface Engine extends AutoCloseable {
    String name();

    /** What {@link #count} takes for this filter; null: the engine has no such filter. */
    Object prepare(Case filter) throws Exception;

    long count(Object prepared) throws Exception;

    @Override
    void close() throws Exception;
}
