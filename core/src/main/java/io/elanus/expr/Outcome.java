package io.elanus.expr;

/** What a predicate says about one row. */
enum Outcome {
    TRUE,
    FALSE,
    UNKNOWN;

    static Outcome of(boolean holds) {
        return holds ? TRUE : FALSE;
    }
}
