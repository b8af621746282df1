package io.elanus.model;

/** A request that could not be done, with the reason as a code and a text; nothing of the request has happened. */
public final class DatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public DatabaseException(ErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    public DatabaseException(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }

    /** Milvus's "invalid parameter" (1100), the commonest refusal. */
    public static DatabaseException invalid(String message) {
        return new DatabaseException(ErrorCode.INVALID_PARAMETER, message + ": invalid parameter");
    }

    /** Milvus's "invalid parameter" (1100) with what was wanted and what came. */
    public static DatabaseException invalid(String message, Object expected, Object actual) {
        return new DatabaseException(
                ErrorCode.INVALID_PARAMETER,
                message + ": invalid parameter[expected=" + expected + "][actual=" + actual + "]");
    }
}
