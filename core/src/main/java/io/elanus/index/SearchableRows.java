package io.elanus.index;

/** The vectors of the rows of one segment, of one type. */
public sealed interface SearchableRows permits VectorRows, BinaryRows, SparseRows {
    /** How many rows, possibly none. */
    int rowCount();
}
