package io.elanus.durable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.LongConsumer;

/**
 * Writes one of our binary files: the body piece by piece, the frame around it. The format is in {@code BlockFile}.
 *
 * <p>Owned by one thread. Closing gives the memory back and waits for what is being written; the caller commits the
 * {@link ObjectWriter} after {@link #finish}, and closes it after this.
 */
public final class BlockFileWriter implements AutoCloseable {
    /* While the caller fills one piece, a virtual thread checksums and writes the one before. Most files of ours are smaller
     * than a piece and see neither the second piece nor the thread. */
    private static final int SMALL_BYTES = BlockFile.BLOCK_BYTES;
    private static final int PIECE_BYTES = 16 * BlockFile.BLOCK_BYTES;

    private final ObjectWriter out;
    private final byte[] kind;
    private final LongConsumer written;
    private final ByteWriter blockCrcs = new ByteWriter();
    private final Arena arena = sharedArena();

    /** What is being filled, a multiple of a block. */
    private MemorySegment piece = arena.allocate(SMALL_BYTES);

    private int pieceBytes;

    /** What comes next, free when {@link #writing} is done; without bytes as long as there was only a small piece. */
    private MemorySegment spare = MemorySegment.NULL;

    private final WorkBehind writing = new WorkBehind();
    private long bodyBytes;
    private boolean finished;

    /**
     * @param out empty
     * @param kind 4 capital letters
     * @param version of the kind's format, which the reader finds again
     */
    public BlockFileWriter(ObjectWriter out, String kind, int version) {
        this(out, kind, version, bytes -> {});
    }

    /**
     * @param written told on the caller's thread how many more bytes of the body are on their way, a megabyte or so at a
     *     time; may wait, and may throw to end the writing
     */
    public BlockFileWriter(ObjectWriter out, String kind, int version, LongConsumer written) {
        this.out = out;
        this.kind = BlockFile.kindBytes(kind);
        this.written = written;
        ByteBuffer header = ByteBuffer.allocate(BlockFile.HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        header.put(this.kind).putInt(version).putInt(BlockFile.FRAME_VERSION);
        int crcOffset = BlockFile.HEADER_BYTES - Integer.BYTES;
        header.putInt(
                crcOffset, BlockFile.crcOf(MemorySegment.ofArray(header.array()).asSlice(0, crcOffset)));
        out.write(header.rewind());
    }

    @SuppressWarnings("MustBeClosedChecker") // Closed by close().
    private static Arena sharedArena() {
        return Arena.ofShared();
    }

    /** The length of a file with such a body. */
    public static long byteSize(long bodyBytes) {
        return BlockFile.HEADER_BYTES
                + bodyBytes
                + BlockFile.blockCount(bodyBytes) * Integer.BYTES
                + BlockFile.TRAILER_BYTES;
    }

    /** Adds all bytes of a segment to the body. */
    public void write(MemorySegment bytes) {
        write(bytes, 0, bytes.byteSize());
    }

    /** Adds some bytes of a segment to the body. */
    public void write(MemorySegment bytes, long offset, long byteCount) {
        requireUnfinished();
        for (long done = 0; done < byteCount; ) {
            if (pieceBytes == piece.byteSize()) {
                writePiece();
            }
            long taken = Math.min(piece.byteSize() - pieceBytes, byteCount - done);
            MemorySegment.copy(bytes, offset + done, piece, pieceBytes, taken);
            pieceBytes += (int) taken;
            done += taken;
        }
        bodyBytes += byteCount;
    }

    public void write(byte[] bytes) {
        write(MemorySegment.ofArray(bytes));
    }

    /** Adds zeros until the body's length is a multiple of an alignment, 1 to 4096. */
    public void align(int alignment) {
        int padding = (int) (Math.ceilDiv(bodyBytes, alignment) * alignment - bodyBytes);
        write(new byte[padding]);
    }

    /** The length of the body so far: the offset in the body at which the next byte will lie. */
    public long bodyBytes() {
        return bodyBytes;
    }

    /** Writes the footer. Nothing can be added afterwards. */
    public void finish() {
        requireUnfinished();
        finished = true;
        writing.await();
        writeBlocks(piece.asSlice(0, pieceBytes));
        written.accept(pieceBytes);
        ByteBuffer footer = ByteBuffer.allocate(blockCrcs.byteSize() + BlockFile.TRAILER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        footer.put(blockCrcs.toBytes()).putLong(bodyBytes).put(kind);
        footer.putInt(BlockFile.crcOf(MemorySegment.ofArray(footer.array()).asSlice(0, footer.position())));
        out.write(footer.flip());
    }

    /** Begins to write the full piece, and goes on with the other one. */
    private void writePiece() {
        writing.await();
        MemorySegment full = piece;
        piece = spare.byteSize() == PIECE_BYTES ? spare : arena.allocate(PIECE_BYTES);
        pieceBytes = 0;
        spare = full;
        writing.start(() -> writeBlocks(full));
        written.accept(full.byteSize());
    }

    private void writeBlocks(MemorySegment bytes) {
        for (long start = 0; start < bytes.byteSize(); start += BlockFile.BLOCK_BYTES) {
            long length = Math.min(BlockFile.BLOCK_BYTES, bytes.byteSize() - start);
            blockCrcs.writeInt(BlockFile.crcOf(bytes.asSlice(start, length)));
        }
        if (bytes.byteSize() > 0) {
            out.write(bytes.asByteBuffer());
        }
    }

    private void requireUnfinished() {
        if (finished) {
            throw new IllegalStateException("file is finished: key=" + out.key());
        }
    }

    @Override
    public void close() {
        writing.awaitEnd();
        arena.close();
    }
}
