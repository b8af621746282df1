package io.elanus.durable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * The frame of our binary files: a header page, a body, and checksums at the end. Format version {@value #FRAME_VERSION}.
 *
 * <pre>
 * header   4096 bytes
 *          byte[4]  kind, for example ELCO for a column
 *          int      version of the kind, chosen by its owner
 *          int      version of this frame
 *          zeros
 *          int      CRC32C of the 4092 bytes above
 * body     any length, contiguous, from offset 4096 on
 * footer   int[n]   CRC32C of each block of 64 KB of the body; the last block is as long as what is left
 *          long     length of the body in bytes
 *          byte[4]  kind, again
 *          int      CRC32C of the footer above
 * </pre>
 *
 * All numbers are little-endian. The checksums lie apart from the body, so that a mapped body can be searched as it is: it
 * begins at a page, so what the owner aligns to 64 bytes in the body is aligned so in memory. Every byte of the file is
 * under a checksum.
 */
final class BlockFile {
    static final int FRAME_VERSION = 1;
    static final int HEADER_BYTES = 4096;
    static final int BLOCK_BYTES = 64 << 10;

    /** What follows the block checksums. */
    static final int TRAILER_BYTES = 16;

    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int KIND_BYTES = 4;

    private BlockFile() {}

    static byte[] kindBytes(String kind) {
        byte[] bytes = kind.getBytes(StandardCharsets.US_ASCII);
        if (bytes.length != KIND_BYTES || !kind.chars().allMatch(c -> c >= 'A' && c <= 'Z')) {
            throw new IllegalArgumentException("file kind is not 4 capital letters: kind=" + kind);
        }
        return bytes;
    }

    static String kindAt(MemorySegment file, long offset) {
        return new String(file.asSlice(offset, KIND_BYTES).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
    }

    static long blockCount(long bodyBytes) {
        return (bodyBytes + BLOCK_BYTES - 1) / BLOCK_BYTES;
    }

    static int crcOf(MemorySegment bytes) {
        CRC32C crc = new CRC32C();
        for (long done = 0; done < bytes.byteSize(); done += BLOCK_BYTES) {
            crc.update(bytes.asSlice(done, Math.min(BLOCK_BYTES, bytes.byteSize() - done))
                    .asByteBuffer());
        }
        return (int) crc.getValue();
    }
}
