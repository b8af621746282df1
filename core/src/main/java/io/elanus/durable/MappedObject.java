package io.elanus.durable;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The bytes of one object in memory, read-only, beginning at a page (4096 bytes).
 *
 * <p>Thread-safe. After closing, any access to the segment throws an {@link IllegalStateException}.
 */
public final class MappedObject implements AutoCloseable {
    private static final int PAGE_BYTES = 4096;

    private final String key;
    private final MemorySegment segment;
    private final Arena arena;

    private MappedObject(String key, MemorySegment segment, Arena arena) {
        this.key = key;
        this.segment = segment;
        this.arena = arena;
    }

    /** Maps a whole file, whose channel may be closed afterwards. */
    static MappedObject map(String key, FileChannel channel) throws IOException {
        Arena arena = sharedArena();
        boolean mapped = false;
        try {
            MemorySegment segment = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
            mapped = true;
            return new MappedObject(key, segment, arena);
        } finally {
            if (!mapped) {
                arena.close();
            }
        }
    }

    /**
     * Maps a file wherever it lies; the key is its path.
     *
     * @throws DurableException if it is missing or cannot be read
     */
    public static MappedObject ofFile(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return map(file.toString(), channel);
        } catch (NoSuchFileException e) {
            throw new DurableException("file is missing: file=" + file);
        } catch (IOException e) {
            throw new DurableException("file cannot be read: file=" + file, e);
        }
    }

    /** Bytes of the heap in the form of a mapping. */
    static MappedObject copyOf(String key, byte[] bytes) {
        Arena arena = sharedArena();
        MemorySegment segment = arena.allocate(bytes.length, PAGE_BYTES).copyFrom(MemorySegment.ofArray(bytes));
        return new MappedObject(key, segment.asReadOnly(), arena);
    }

    @SuppressWarnings("MustBeClosedChecker") // Closed by close().
    private static Arena sharedArena() {
        return Arena.ofShared();
    }

    public String key() {
        return key;
    }

    public MemorySegment segment() {
        return segment;
    }

    /** Unmaps the bytes. Idempotent. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
