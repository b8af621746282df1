package io.elanus.model;

/** What a JSON value is. Numbers are integers if they have the form of one and fit into 64 bits, else reals. */
public enum JsonKind {
    NULL,
    BOOL,
    INTEGER,
    REAL,
    TEXT,
    ARRAY,
    OBJECT
}
