package io.elanus.segment;

import io.elanus.durable.ObjectStore;
import java.util.Collection;

/** Clears away what was written when what it was for has failed. */
public final class FailedWrite {
    private FailedWrite() {}

    /**
     * Deletes files that nothing names. If that fails too, they stay until the shard is opened again.
     *
     * @param cause why they are not wanted; gets to know of a second failure
     */
    public static void discard(ObjectStore objects, Collection<String> keys, Throwable cause) {
        try {
            objects.delete(keys);
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }
}
