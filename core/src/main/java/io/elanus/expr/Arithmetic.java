package io.elanus.expr;

/**
 * How two numbers make a third. Integers are of 64 bits, wrap around, and are divided towards zero; the divisor is never an
 * integer zero, which {@link Numbers} and {@link Comparisons} refuse.
 */
enum Arithmetic {
    ADD("add"),
    SUBTRACT("subtract"),
    MULTIPLY("multiply"),
    DIVIDE("divide"),
    MODULO("modulo"),
    BIT_AND("bitand"),
    BIT_OR("bitor"),
    BIT_XOR("bitxor");

    private final String verb;

    Arithmetic(String verb) {
        this.verb = verb;
    }

    static Arithmetic of(String operator) {
        return switch (operator) {
            case "+" -> ADD;
            case "-" -> SUBTRACT;
            case "*" -> MULTIPLY;
            case "/" -> DIVIDE;
            case "%" -> MODULO;
            case "&" -> BIT_AND;
            case "|" -> BIT_OR;
            case "^" -> BIT_XOR;
            default -> throw new IllegalStateException("not an arithmetic operator: operator=" + operator);
        };
    }

    /** The word that messages use. */
    String verb() {
        return verb;
    }

    boolean integersOnly() {
        return switch (this) {
            case ADD, SUBTRACT, MULTIPLY, DIVIDE -> false;
            case MODULO, BIT_AND, BIT_OR, BIT_XOR -> true;
        };
    }

    boolean divides() {
        return this == DIVIDE || this == MODULO;
    }

    /** Whether the constant may stand on the left of the field. */
    boolean commutes() {
        return switch (this) {
            case ADD, MULTIPLY, BIT_AND, BIT_OR, BIT_XOR -> true;
            case SUBTRACT, DIVIDE, MODULO -> false;
        };
    }

    long apply(long left, long right) {
        return switch (this) {
            case ADD -> left + right;
            case SUBTRACT -> left - right;
            case MULTIPLY -> left * right;
            case DIVIDE -> left / right;
            case MODULO -> left % right;
            case BIT_AND -> left & right;
            case BIT_OR -> left | right;
            case BIT_XOR -> left ^ right;
        };
    }

    /** Requires: not {@link #integersOnly}. */
    double apply(double left, double right) {
        return switch (this) {
            case ADD -> left + right;
            case SUBTRACT -> left - right;
            case MULTIPLY -> left * right;
            case DIVIDE -> left / right;
            case MODULO, BIT_AND, BIT_OR, BIT_XOR ->
                throw new IllegalStateException("operator takes integers only: operator=" + this);
        };
    }
}
