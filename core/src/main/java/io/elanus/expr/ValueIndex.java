package io.elanus.expr;

import io.elanus.model.RowSet;

/**
 * The rows of each value of a field. Values are numbered from 0, ascending: numbers as signed longs, texts as unsigned UTF-8
 * bytes; {@link IndexKeys} says which value stands for what. A row has no value, one, or (elements of an array, parts of a
 * text) several. Immutable and thread-safe.
 */
public interface ValueIndex {
    int rowCount();

    int valueCount();

    /** The first value that is not below a number, or {@link #valueCount}. Requires: values are numbers. */
    int ceiling(long number);

    /** The first value that is not below a text, or {@link #valueCount}. Requires: values are texts. */
    int ceiling(byte[] text);

    /** Requires: values are texts. */
    byte[] text(int value);

    /** How many rows the values from {@code from} up to, not including, {@code to} have; a row counts for each of them. */
    long entryCount(int from, int to);

    /** Adds the rows of the values from {@code from} up to, not including, {@code to}. */
    void addRows(int from, int to, RowSet rows);

    int absentCount();

    /** A set of its own of the rows that are null, or not of the type of the index. */
    RowSet absent();
}
