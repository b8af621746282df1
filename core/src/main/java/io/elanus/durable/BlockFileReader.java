package io.elanus.durable;

import java.lang.foreign.MemorySegment;

/**
 * Reads one of our binary files: checks the frame, and gives the body as memory. The format is in {@code BlockFile}.
 *
 * <p>Thread-safe. Opening checks header and footer, which is cheap; {@link #verify} reads the whole file. Closing unmaps
 * the file, after which any access to the body fails.
 */
public final class BlockFileReader implements AutoCloseable {
    private final MappedObject object;
    private final int version;
    private final MemorySegment body;
    private final MemorySegment blockCrcs;

    private BlockFileReader(MappedObject object, int version, MemorySegment body, MemorySegment blockCrcs) {
        this.object = object;
        this.version = version;
        this.body = body;
        this.blockCrcs = blockCrcs;
    }

    /**
     * Opens a file of a kind.
     *
     * @param kind 4 capital letters
     * @param versionMax the newest version that the caller can read; a newer file is refused
     * @throws CorruptFileException if header or footer are damaged, or of another kind
     */
    public static BlockFileReader open(ObjectStore store, String key, String kind, int versionMax) {
        MappedObject object = store.open(key);
        boolean opened = false;
        try {
            BlockFileReader reader = open(object, kind, versionMax);
            opened = true;
            return reader;
        } finally {
            if (!opened) {
                object.close();
            }
        }
    }

    /** As {@link #open(ObjectStore, String, String, int)}, of an object that is open; closing the reader closes it. */
    public static BlockFileReader open(MappedObject object, String kind, int versionMax) {
        String key = object.key();
        MemorySegment file = object.segment();
        long fileBytes = file.byteSize();
        if (fileBytes < BlockFile.HEADER_BYTES + BlockFile.TRAILER_BYTES) {
            throw new CorruptFileException(key, fileBytes, "file is shorter than header and footer");
        }
        requireKind(key, file, 0, kind);
        requireCrc(key, "header", file, 0, BlockFile.HEADER_BYTES);
        int version = requireVersions(key, file, versionMax);

        long trailer = fileBytes - BlockFile.TRAILER_BYTES;
        long bodyBytes = file.get(BlockFile.LONG, trailer);
        long footer = BlockFile.HEADER_BYTES + bodyBytes;
        if (bodyBytes < 0
                || bodyBytes > fileBytes
                || footer + BlockFile.blockCount(bodyBytes) * Integer.BYTES != trailer) {
            throw new CorruptFileException(
                    key, trailer, "file has a wrong length: bodyBytes=" + bodyBytes + ", fileBytes=" + fileBytes);
        }
        requireKind(key, file, trailer + Long.BYTES, kind);
        requireCrc(key, "footer", file, footer, fileBytes - footer);
        return new BlockFileReader(
                object,
                version,
                file.asSlice(BlockFile.HEADER_BYTES, bodyBytes),
                file.asSlice(footer, trailer - footer));
    }

    /** The first four letters of a file; empty if it is shorter. They name the kind, if it is one of our block files. */
    public static String kindOf(MappedObject object) {
        return object.segment().byteSize() < Integer.BYTES ? "" : BlockFile.kindAt(object.segment(), 0);
    }

    /** The version of the kind's format. */
    public int version() {
        return version;
    }

    /** The body, read-only; begins at a page. */
    public MemorySegment body() {
        return body;
    }

    /** A reader of the body, for files that are one small record. */
    public ByteReader bodyReader() {
        return new ByteReader(object.key(), BlockFile.HEADER_BYTES, body.asByteBuffer());
    }

    public String key() {
        return object.key();
    }

    /**
     * Reads the whole body.
     *
     * @throws CorruptFileException for the first block that is not what was written; the offset is the block's
     */
    public void verify() {
        verifyFrom(0);
    }

    /** As {@link #verify}, from the block on that holds an offset in the body. */
    public void verifyFrom(long bodyOffset) {
        for (long block = bodyOffset / BlockFile.BLOCK_BYTES;
                block * BlockFile.BLOCK_BYTES < body.byteSize();
                block++) {
            long start = block * BlockFile.BLOCK_BYTES;
            int found = BlockFile.crcOf(body.asSlice(start, Math.min(BlockFile.BLOCK_BYTES, body.byteSize() - start)));
            int expected = blockCrcs.get(BlockFile.INT, block * Integer.BYTES);
            if (found != expected) {
                throw mismatch(object.key(), BlockFile.HEADER_BYTES + start, "block", expected, found);
            }
        }
    }

    /** The error for content that does not fit together although its checksums do. */
    public CorruptFileException corrupt(long bodyOffset, String text) {
        return new CorruptFileException(object.key(), BlockFile.HEADER_BYTES + bodyOffset, text);
    }

    @Override
    public void close() {
        object.close();
    }

    private static void requireKind(String key, MemorySegment file, long offset, String kind) {
        BlockFile.kindBytes(kind);
        String found = BlockFile.kindAt(file, offset);
        if (!found.equals(kind)) {
            throw new CorruptFileException(
                    key, offset, "file is of another kind: expected=" + kind + ", found=" + found);
        }
    }

    private static int requireVersions(String key, MemorySegment file, int versionMax) {
        int version = file.get(BlockFile.INT, 4);
        int frameVersion = file.get(BlockFile.INT, 8);
        if (frameVersion != BlockFile.FRAME_VERSION || version < 0 || version > versionMax) {
            throw new DurableException("file is of a newer version; open it with a newer Elanus: file=" + key
                    + ", version=" + version + ", versionMax=" + versionMax + ", frameVersion=" + frameVersion);
        }
        return version;
    }

    /** Checks bytes whose last four are the checksum of the others. */
    private static void requireCrc(String key, String name, MemorySegment file, long offset, long byteCount) {
        long crcOffset = byteCount - Integer.BYTES;
        int expected = file.get(BlockFile.INT, offset + crcOffset);
        int found = BlockFile.crcOf(file.asSlice(offset, crcOffset));
        if (found != expected) {
            throw mismatch(key, offset, name, expected, found);
        }
    }

    private static CorruptFileException mismatch(String key, long offset, String name, int expected, int found) {
        return new CorruptFileException(
                key, offset, name + " checksum mismatch: expected=%08x, found=%08x".formatted(expected, found));
    }
}
