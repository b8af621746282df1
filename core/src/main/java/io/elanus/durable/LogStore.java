package io.elanus.durable;

import java.util.List;

/**
 * The logs of one data folder or one cluster, by name.
 *
 * <p>Thread-safe. A name is 1 to {@link #NAME_LENGTH_MAX} of {@code a-z 0-9 - _}. Closing closes every open log.
 */
public interface LogStore extends AutoCloseable {
    int NAME_LENGTH_MAX = 128;

    /**
     * Opens a log, and creates it if it is not there.
     *
     * @throws IllegalStateException if the log is open already
     * @throws CorruptFileException if acknowledged records are damaged
     */
    Log open(String name);

    /** All logs, open or not, sorted. */
    List<String> names();

    /**
     * Deletes a log with all its records; nothing happens if there is none.
     *
     * @throws IllegalStateException if the log is open
     */
    void delete(String name);

    @Override
    void close();

    /** Refuses what cannot be a folder name and a topic name alike. */
    static void requireName(String name) {
        if (name.isEmpty() || name.length() > NAME_LENGTH_MAX || !name.chars().allMatch(LogStore::isNameChar)) {
            throw new IllegalArgumentException("log name is not valid: name=" + name + "; use a-z 0-9 - _, at most "
                    + NAME_LENGTH_MAX + " characters");
        }
    }

    private static boolean isNameChar(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }
}
