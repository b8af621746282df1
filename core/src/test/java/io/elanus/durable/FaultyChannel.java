package io.elanus.durable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A file channel whose disk can be slow, full, broken or fast. */
final class FaultyChannel extends FileChannel {
    /** A disk that never waits; for tests that write much. */
    static final Faults NO_FSYNC = new Faults() {
        @Override
        boolean skipsForce() {
            return true;
        }
    };

    private final Path file;
    private final FileChannel real;
    private final Faults faults;

    /** What goes wrong; nothing, until a method is overridden. */
    abstract static class Faults {
        private volatile boolean cleared;

        void beforeWrite(Path file) throws IOException {}

        void beforeForce() throws IOException {}

        boolean skipsForce() {
            return false;
        }

        /** Beyond this many bytes a write call writes only so many, and the next one fails. */
        int writeBytesMax(Path file) {
            return Integer.MAX_VALUE;
        }

        /** From now on nothing goes wrong. */
        void clear() {
            cleared = true;
        }
    }

    /** A disk that stands still during the fsync of the first record, so that a test decides what gathers meanwhile. */
    static class StandsStill extends Faults {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);
        private int forces;

        @Override
        void beforeForce() throws IOException {
            if (++forces == 2) { // The first is the header's.
                reached.countDown();
                await(released);
            }
        }

        /** Waits until the first record is being fsynced. */
        final void awaitStandstill() {
            await(reached);
        }

        final void release() {
            released.countDown();
        }

        final boolean wasReached() {
            return reached.getCount() == 0;
        }
    }

    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private FaultyChannel(Path file, FileChannel real, Faults faults) {
        this.file = file;
        this.real = real;
        this.faults = faults;
    }

    static LogFolder.ChannelOpener opener(Faults faults) {
        return (path, options) -> new FaultyChannel(path, FileChannel.open(path, options), faults);
    }

    @Override
    public long write(ByteBuffer[] buffers, int offset, int length) throws IOException {
        if (faults.cleared) {
            return real.write(buffers, offset, length);
        }
        faults.beforeWrite(file);
        int bytesMax = faults.writeBytesMax(file);
        long wanted = 0;
        for (int i = offset; i < offset + length; i++) {
            wanted += buffers[i].remaining();
        }
        if (wanted > bytesMax) {
            real.write(ByteBuffer.allocate(bytesMax)); // Half a frame is on the disk when it turns out to be full.
            throw new IOException("no space left on device");
        }
        return real.write(buffers, offset, length);
    }

    @Override
    public void force(boolean metaData) throws IOException {
        if (!faults.cleared) {
            faults.beforeForce();
        }
        if (!faults.skipsForce()) {
            real.force(metaData);
        }
    }

    @Override
    public int write(ByteBuffer buffer) throws IOException {
        return real.write(buffer);
    }

    @Override
    public int write(ByteBuffer buffer, long position) throws IOException {
        return real.write(buffer, position);
    }

    @Override
    public int read(ByteBuffer buffer) throws IOException {
        return real.read(buffer);
    }

    @Override
    public long read(ByteBuffer[] buffers, int offset, int length) throws IOException {
        return real.read(buffers, offset, length);
    }

    @Override
    public int read(ByteBuffer buffer, long position) throws IOException {
        return real.read(buffer, position);
    }

    @Override
    public long position() throws IOException {
        return real.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
        real.position(position);
        return this;
    }

    @Override
    public long size() throws IOException {
        return real.size();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        real.truncate(size);
        return this;
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        return real.transferTo(position, count, target);
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) throws IOException {
        return real.transferFrom(source, position, count);
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
        return real.map(mode, position, size);
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
        return real.lock(position, size, shared);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
        return real.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        real.close();
    }
}
