package io.elanus.segment;

import io.elanus.durable.CorruptFileException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file that several versions of a segment share; closed with the last of them. Its bytes are verified when somebody first
 * reads them, so that opening stays cheap and no read ever gets bytes that are not what was written. Thread-safe.
 */
final class OpenFile<T> extends Counted {
    private static final System.Logger LOG = System.getLogger(OpenFile.class.getName());

    private final AutoCloseable resource;
    private final T content;
    private final Runnable verifier;
    private final Runnable closed;
    private volatile boolean verified;
    private volatile @Nullable CorruptFileException damage;

    /**
     * @param resource closed at the end
     * @param content what is read through it
     * @param verifier reads all of it; throws a {@link CorruptFileException} if it is damaged
     * @param closed called behind the closing
     */
    OpenFile(AutoCloseable resource, T content, Runnable verifier, Runnable closed) {
        this.resource = resource;
        this.content = content;
        this.verifier = verifier;
        this.closed = closed;
    }

    /** @throws CorruptFileException if it is damaged */
    T content() {
        if (!verified) {
            verify();
        }
        return content;
    }

    private synchronized void verify() {
        CorruptFileException known = damage;
        if (known != null) {
            throw new CorruptFileException(known.file(), known.offset(), known.text());
        }
        if (!verified) {
            try {
                verifier.run();
            } catch (CorruptFileException e) {
                damage = e;
                LOG.log(System.Logger.Level.ERROR, "file is damaged, whatever needs it fails", e);
                throw e;
            }
            verified = true;
        }
    }

    /** What somebody else reads, after {@link #content} has been asked. */
    T unverified() {
        return content;
    }

    /** What is wrong with it, as far as anybody has read it. */
    Optional<CorruptFileException> damage() {
        return Optional.ofNullable(damage);
    }

    @Override
    protected void close() {
        try {
            resource.close();
        } catch (Exception e) {
            throw new IllegalStateException("file does not close: " + resource, e);
        }
        closed.run();
    }
}
