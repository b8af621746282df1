package io.elanus.durable;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Reads the frames of one log file in order.
 *
 * <p>Owned by one thread. Uses a {@link RandomAccessFile} and no channel, because an interrupt of the reading thread would
 * close a channel.
 */
final class LogFileReader implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 << 10;

    private final LogFile file;
    private final RandomAccessFile input;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int bufferStart;
    private int bufferEnd;
    private long address;

    /** One frame with its bytes; the payload of a mark is empty. */
    record Entry(LogFrame frame, ByteBuffer payload) {}

    /** Opens at the first frame. */
    LogFileReader(LogFile file) {
        this.file = file;
        this.address = file.base();
        try {
            input = new RandomAccessFile(file.path().toFile(), "r");
        } catch (IOException e) {
            throw new DurableException("log file cannot be opened: file=" + file.path(), e);
        }
        try {
            readHeader();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void readHeader() {
        byte[] header = new byte[LogFile.HEADER_BYTES];
        try {
            input.readFully(header);
        } catch (EOFException e) {
            throw file.corrupt(0, "log file ends inside its header");
        } catch (IOException e) {
            throw failed(e);
        }
        file.requireHeader(ByteBuffer.wrap(header));
    }

    /** Goes on at a frame. */
    void seek(long frameAddress) {
        try {
            input.seek(file.offset(frameAddress));
        } catch (IOException e) {
            throw failed(e);
        }
        address = frameAddress;
        bufferStart = 0;
        bufferEnd = 0;
    }

    /** Where the next frame begins. */
    long address() {
        return address;
    }

    /**
     * Reads the next frame.
     *
     * @param limit an address above this frame's; no byte at or above it is looked at, as it may be being written
     * @throws CorruptFileException if there is no whole frame; the reader cannot be used any more
     */
    Entry next(long limit) {
        long start = address;
        LogFrame frame = LogFrame.decode(MemorySegment.ofArray(read(LogFrame.HEADER_BYTES, limit)), 0, start)
                .orElseThrow(() -> file.corrupt(file.offset(start), "log frame has a wrong header"));
        byte[] payload = read(frame.payloadBytes(), limit);
        if (!frame.isMark() && crcOf(payload) != frame.payloadCrc()) {
            throw file.corrupt(
                    file.offset(start),
                    "log frame has a wrong checksum: expected=%08x, found=%08x"
                            .formatted(frame.payloadCrc(), crcOf(payload)));
        }
        return new Entry(frame, ByteBuffer.wrap(payload).asReadOnlyBuffer());
    }

    private byte[] read(int byteCount, long limit) {
        if (address + byteCount > limit) {
            throw file.corrupt(file.offset(address), "log file ends inside a frame");
        }
        byte[] bytes = new byte[byteCount];
        try {
            int done = 0;
            while (done < byteCount) {
                if (bufferStart == bufferEnd) {
                    int rest = byteCount - done;
                    if (rest >= BUFFER_BYTES) {
                        input.readFully(bytes, done, rest);
                        break;
                    }
                    fill(limit - address - done);
                }
                int taken = Math.min(bufferEnd - bufferStart, byteCount - done);
                System.arraycopy(buffer, bufferStart, bytes, done, taken);
                bufferStart += taken;
                done += taken;
            }
        } catch (EOFException e) {
            throw file.corrupt(file.offset(address), "log file ends inside a frame");
        } catch (IOException e) {
            throw failed(e);
        }
        address += byteCount;
        return bytes;
    }

    private void fill(long bytesMax) throws IOException {
        int count = input.read(buffer, 0, (int) Math.min(bytesMax, BUFFER_BYTES));
        if (count < 0) {
            throw new EOFException();
        }
        bufferStart = 0;
        bufferEnd = count;
    }

    private static int crcOf(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private DurableException failed(IOException e) {
        return new DurableException(
                "log file cannot be read: file=" + file.path() + ", offset=" + file.offset(address), e);
    }

    @Override
    public void close() {
        try {
            input.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }
}
