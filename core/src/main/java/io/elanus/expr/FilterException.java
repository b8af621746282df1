package io.elanus.expr;

/** Why a filter cannot be used; {@link Filter#parse} adds the text of the filter and the code. */
final class FilterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FilterException(String reason) {
        super(reason);
    }
}
