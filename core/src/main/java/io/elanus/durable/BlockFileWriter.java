package io.elanus.durable;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes one of our binary files: the body piece by piece, the frame around it. The format is in {@code BlockFile}.
 *
 * <p>Owned by one thread. The caller commits and closes the {@link ObjectWriter}, after {@link #finish}.
 */
public final class BlockFileWriter {
    private final ObjectWriter out;
    private final byte[] kind;
    private final ByteWriter blockCrcs = new ByteWriter();
    private final ByteBuffer block =
            ByteBuffer.allocateDirect(BlockFile.BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final MemorySegment blockSegment = MemorySegment.ofBuffer(block.duplicate());
    private long bodyBytes;
    private boolean finished;

    /**
     * @param out empty
     * @param kind 4 capital letters
     * @param version of the kind's format, which the reader finds again
     */
    public BlockFileWriter(ObjectWriter out, String kind, int version) {
        this.out = out;
        this.kind = BlockFile.kindBytes(kind);
        ByteBuffer header = ByteBuffer.allocate(BlockFile.HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        header.put(this.kind).putInt(version).putInt(BlockFile.FRAME_VERSION);
        int crcOffset = BlockFile.HEADER_BYTES - Integer.BYTES;
        header.putInt(
                crcOffset, BlockFile.crcOf(MemorySegment.ofArray(header.array()).asSlice(0, crcOffset)));
        out.write(header.rewind());
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
        requireUnfinished();
        for (long done = 0; done < bytes.byteSize(); ) {
            long taken = Math.min(block.remaining(), bytes.byteSize() - done);
            MemorySegment.copy(bytes, done, blockSegment, block.position(), taken);
            block.position(block.position() + (int) taken);
            done += taken;
            bodyBytes += taken;
            if (!block.hasRemaining()) {
                writeBlock();
            }
        }
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
        if (block.position() > 0) {
            writeBlock();
        }
        ByteBuffer footer = ByteBuffer.allocate(blockCrcs.byteSize() + BlockFile.TRAILER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        footer.put(blockCrcs.toBytes()).putLong(bodyBytes).put(kind);
        footer.putInt(BlockFile.crcOf(MemorySegment.ofArray(footer.array()).asSlice(0, footer.position())));
        out.write(footer.flip());
    }

    private void writeBlock() {
        block.flip();
        blockCrcs.writeInt(BlockFile.crcOf(blockSegment.asSlice(0, block.limit())));
        out.write(block);
        block.clear();
    }

    private void requireUnfinished() {
        if (finished) {
            throw new IllegalStateException("file is finished: key=" + out.key());
        }
    }
}
