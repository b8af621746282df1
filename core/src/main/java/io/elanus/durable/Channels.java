package io.elanus.durable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.util.ArrayList;
import java.util.List;

/** Writing much through a channel. */
final class Channels {
    /**
     * The most that one write call is given. The JDK copies heap buffers to direct memory of the same size and keeps that
     * for the thread; without a bound one large record would hold its size in direct memory for ever.
     */
    static final int WRITE_BYTES_MAX = 4 << 20;

    private Channels() {}

    /** Writes all buffers, from their positions to their limits, in as few calls as the bound allows. */
    static void writeFully(GatheringByteChannel channel, List<ByteBuffer> buffers) throws IOException {
        List<ByteBuffer> window = new ArrayList<>();
        int windowBytes = 0;
        for (ByteBuffer buffer : buffers) {
            while (buffer.hasRemaining()) {
                int taken = Math.min(buffer.remaining(), WRITE_BYTES_MAX - windowBytes);
                window.add(buffer.slice(buffer.position(), taken));
                windowBytes += taken;
                buffer.position(buffer.position() + taken);
                if (windowBytes == WRITE_BYTES_MAX) {
                    writeWindow(channel, window, windowBytes);
                    window.clear();
                    windowBytes = 0;
                }
            }
        }
        writeWindow(channel, window, windowBytes);
    }

    private static void writeWindow(GatheringByteChannel channel, List<ByteBuffer> window, int windowBytes)
            throws IOException {
        ByteBuffer[] buffers = window.toArray(ByteBuffer[]::new);
        int first = 0;
        for (long rest = windowBytes; rest > 0; ) {
            rest -= channel.write(buffers, first, buffers.length - first);
            while (first < buffers.length && !buffers[first].hasRemaining()) {
                first++;
            }
        }
    }
}
