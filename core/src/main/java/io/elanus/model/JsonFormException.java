package io.elanus.model;

/** Bytes that should be a JSON value in our form ({@link JsonForm}) and are not. */
public final class JsonFormException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param at the byte that is wrong, from the beginning of the value */
    JsonFormException(String text, long at) {
        super(text + ": at=" + at);
    }

    /** The same for those who asked for rows of a column. */
    public DatabaseException inRow(int row) {
        return new DatabaseException(
                ErrorCode.CORRUPT, "json of a row cannot be read: row=" + row + ", " + getMessage(), this);
    }
}
