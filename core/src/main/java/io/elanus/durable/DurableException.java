package io.elanus.durable;

/**
 * What survives could not be read or written: a disk is full, a file is gone, a folder is in use.
 *
 * <p>Thrown once, at the port, with the key, the file or the position that the operation was about. Whether a write that
 * failed so will be there after the next opening is unknown, unless the method says otherwise.
 */
public final class DurableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DurableException(String message) {
        super(message);
    }

    public DurableException(String message, Throwable cause) {
        super(message + ": " + cause, cause);
    }
}
