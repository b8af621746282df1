package io.elanus.durable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The header of one record in a log file.
 *
 * <pre>
 * int   payloadBytes   0 for a mark, which is no record and only carries {@code unsyncedBytes}
 * int   unsyncedBytes  distance from the address below which everything had been fsynced when this was written
 * int   payloadCrc     CRC32C of the payload
 * int   headerCrc      CRC32C of the 12 bytes above and of the address (long)
 * payload
 * </pre>
 *
 * All numbers are little-endian. The address in the checksum ties a frame to its place, so that bytes of an older file in
 * a reused disk block never pass. {@code unsyncedBytes} is the evidence that tells damage from a torn tail: see {@link
 * LogTail}.
 *
 * @param address of the first byte of the header
 */
record LogFrame(long address, int payloadBytes, int unsyncedBytes, int payloadCrc) {
    static final int HEADER_BYTES = 16;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int MARK_CRC = 'M' | 'A' << 8 | 'R' << 16 | 'K' << 24;

    /** Says that everything below it has been fsynced. */
    static LogFrame mark(long address) {
        return new LogFrame(address, 0, 0, MARK_CRC);
    }

    /** The frame at an address, or nothing if the bytes from {@code offset} on are not the header of one. */
    static Optional<LogFrame> decode(MemorySegment bytes, long offset, long address) {
        LogFrame frame =
                new LogFrame(address, bytes.get(INT, offset), bytes.get(INT, offset + 4), bytes.get(INT, offset + 8));
        boolean plausible = frame.payloadBytes >= 0
                && frame.payloadBytes <= Log.RECORD_BYTES_MAX
                && frame.unsyncedBytes >= 0
                && frame.unsyncedBytes <= address
                && (frame.payloadBytes > 0 || frame.payloadCrc == MARK_CRC);
        return plausible && bytes.get(INT, offset + 12) == frame.headerCrc() ? Optional.of(frame) : Optional.empty();
    }

    ByteBuffer encode() {
        return checkedBytes().putInt(headerCrc()).flip();
    }

    boolean isMark() {
        return payloadBytes == 0;
    }

    /** Where the next frame begins. */
    long end() {
        return address + HEADER_BYTES + payloadBytes;
    }

    /**
     * The position of the record: the address of its last byte. So {@link LogPosition#after} is exactly where the next
     * frame begins, and the position after the last record is the end of the log.
     */
    LogPosition position() {
        return new LogPosition(end() - 1);
    }

    /** Below this address everything had been fsynced when this frame was written. */
    long syncedBelow() {
        return address - unsyncedBytes;
    }

    private int headerCrc() {
        CRC32C crc = new CRC32C();
        crc.update(checkedBytes().flip());
        crc.update(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(address)
                .flip());
        return (int) crc.getValue();
    }

    private ByteBuffer checkedBytes() {
        return ByteBuffer.allocate(HEADER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(payloadBytes)
                .putInt(unsyncedBytes)
                .putInt(payloadCrc);
    }
}
