package io.elanus.durable;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;

/**
 * Immutable blobs by name.
 *
 * <p>Thread-safe. A key is written once, and appears with all its bytes or not at all. Keys look like {@code
 * collections/17/0/segments/42/101.column}: parts of letters, digits, {@code . _ -}, that do not begin with a dot, joined
 * by slashes, {@link #KEY_LENGTH_MAX} characters at most. Every method refuses other keys with an {@link
 * IllegalArgumentException} and reports what it could not do with a {@link DurableException}.
 */
public interface ObjectStore {
    int KEY_LENGTH_MAX = 512;

    /**
     * Begins an object; nobody sees it before {@link ObjectWriter#commit}.
     *
     * @throws IllegalStateException if the key exists
     */
    ObjectWriter create(String key);

    /**
     * Makes objects visible and durable, cheaper than one by one. Each is there whole or not at all, but after a failure or
     * a crash there may be only some of them; a manifest that names them says which count.
     *
     * @param writers of this store, not closed; closed by this call
     * @throws IllegalStateException if a key exists
     */
    void commitAll(Collection<? extends ObjectWriter> writers);

    /** Writes a small object at once. */
    default void put(String key, byte[] bytes) {
        try (ObjectWriter writer = create(key)) {
            writer.write(ByteBuffer.wrap(bytes));
            writer.commit();
        }
    }

    /** Gives the bytes of an object, as memory that is paged in when it is read. */
    MappedObject open(String key);

    /** The size in bytes. */
    long size(String key);

    /**
     * The objects whose keys begin with some characters, sorted by key.
     *
     * @param prefix need not end at a slash; empty for all
     */
    List<ObjectInfo> list(String prefix);

    /** How many more bytes there is space for, about; others may use it up meanwhile. */
    long usableBytes();

    /**
     * Deletes objects; those that are not there are passed over. Mapped objects stay readable until they are closed, and
     * their space comes back then. After the loss of power a deleted object may be there again.
     */
    void delete(Collection<String> keys);
}
