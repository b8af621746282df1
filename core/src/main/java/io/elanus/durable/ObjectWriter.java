package io.elanus.durable;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Writes one object from its beginning to its end. Owned by one thread. */
public interface ObjectWriter extends AutoCloseable {
    String key();

    /** Adds the bytes from the buffer's position to its limit. Every call may be a system call, so buffer small pieces. */
    void write(ByteBuffer bytes);

    /** Adds all bytes of a segment of any size. */
    default void write(MemorySegment bytes) {
        long pieceMax = 16L << 20;
        for (long done = 0; done < bytes.byteSize(); done += pieceMax) {
            write(bytes.asSlice(done, Math.min(pieceMax, bytes.byteSize() - done))
                    .asByteBuffer());
        }
    }

    /** The bytes written so far. */
    long byteSize();

    /** Makes the object visible and durable, and closes the writer. For several objects: {@link ObjectStore#commitAll}. */
    void commit();

    /** Discards the object, unless it was committed. Idempotent. */
    @Override
    void close();
}
