package io.elanus.durable;

import java.util.List;
import java.util.Optional;

/**
 * A small sorted map with versions and transactions: pointers and the catalog, nothing per row and nothing per segment.
 *
 * <p>Thread-safe. A key is 1 to {@link #KEY_LENGTH_MAX} printable ASCII characters. Every commit that changes something has
 * a revision, larger than those before; a key's revision is that of the commit that put it last. Values are never changed
 * by either side once they are handed over. Closing is idempotent.
 */
@SuppressWarnings("ArrayRecordComponent") // Values are opaque bytes; nobody compares these records.
public interface MetaStore extends AutoCloseable {
    /** Conditions and changes of one commit together. */
    int COMMIT_OPS_MAX = 100;

    /** Keys and values of one commit together, conditions included. */
    int COMMIT_BYTES_MAX = 512 << 10;

    int KEY_LENGTH_MAX = 512;

    /** A value, and when it was put. */
    record Versioned(byte[] value, long revision) {}

    /** A key with its value. */
    record Entry(String key, byte[] value, long revision) {}

    /** What must hold for a commit to happen. */
    sealed interface Condition {
        String key();

        /** The key was put last by the commit with this revision. */
        record HasRevision(String key, long revision) implements Condition {}

        /** The key is not there. */
        record IsAbsent(String key) implements Condition {}
    }

    /** What a commit does to one key. */
    sealed interface Change {
        String key();

        /** Sets the value. */
        record Put(String key, byte[] value) implements Change {}

        /** Removes the key; it need not be there. */
        record Delete(String key) implements Change {}
    }

    Optional<Versioned> get(String key);

    /** All entries whose keys begin with some characters, sorted by key, as of one moment. */
    List<Entry> range(String prefix);

    /**
     * Changes all or nothing.
     *
     * @param when all must hold; may be empty
     * @param then at most one change a key
     * @return whether the conditions held; if so, the changes are durable
     * @throws IllegalArgumentException for too many, too large or contradictory changes, or a key that is not valid
     * @throws DurableException if the outcome is unknown; it will be known after the store is opened again
     */
    boolean commit(List<Condition> when, List<Change> then);

    @Override
    void close();
}
