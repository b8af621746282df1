package io.elanus.expr;

/** How two values are compared. */
enum Comparison {
    EQUAL,
    NOT_EQUAL,
    LESS,
    LESS_EQUAL,
    GREATER,
    GREATER_EQUAL;

    static Comparison of(int token) {
        return switch (token) {
            case FilterParser.EQUAL -> EQUAL;
            case FilterParser.NOT_EQUAL -> NOT_EQUAL;
            case FilterParser.LESS -> LESS;
            case FilterParser.LESS_EQUAL -> LESS_EQUAL;
            case FilterParser.GREATER -> GREATER;
            case FilterParser.GREATER_EQUAL -> GREATER_EQUAL;
            default -> throw new IllegalStateException("not a comparison: token=" + token);
        };
    }

    /** The comparison that says the same with the two sides exchanged. */
    Comparison mirrored() {
        return switch (this) {
            case EQUAL -> EQUAL;
            case NOT_EQUAL -> NOT_EQUAL;
            case LESS -> GREATER;
            case LESS_EQUAL -> GREATER_EQUAL;
            case GREATER -> LESS;
            case GREATER_EQUAL -> LESS_EQUAL;
        };
    }

    /** Whether equal values compare so; false of NOT_EQUAL. */
    boolean includesEqual() {
        return holds(0);
    }

    /** @param order of the left value to the right one, as of a comparator */
    boolean holds(int order) {
        return switch (this) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case LESS -> order < 0;
            case LESS_EQUAL -> order <= 0;
            case GREATER -> order > 0;
            case GREATER_EQUAL -> order >= 0;
        };
    }
}
