package io.elanus.durable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Writes an object to a file beside the store; the store moves the file to its place. */
final class LocalObjectWriter implements ObjectWriter {
    private static final long WRITE_BACK_BYTES = 32 << 20;

    private final LocalObjectStore store;
    private final String key;
    private final Path file;
    private final FileChannel channel;
    private final WorkBehind writeBack = new WorkBehind();
    private long byteSize;

    /** How much had been written when the disk was last told to begin. */
    private long writtenBack;

    LocalObjectWriter(LocalObjectStore store, String key, Path file) {
        this.store = store;
        this.key = key;
        this.file = file;
        try {
            this.channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public void write(ByteBuffer bytes) {
        requireOpen();
        int byteCount = bytes.remaining();
        try {
            Channels.writeFully(channel, List.of(bytes));
        } catch (IOException e) {
            throw failed(e);
        }
        byteSize += byteCount;
        writeBack();
    }

    /** Lets the disk begin, so that the fsync at the end finds little left. */
    private void writeBack() {
        if (byteSize - writtenBack >= WRITE_BACK_BYTES && writeBack.isDone()) {
            writtenBack = byteSize;
            writeBack.start(() -> force(false));
        }
    }

    private void force(boolean metadata) {
        try {
            channel.force(metadata);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public long byteSize() {
        return byteSize;
    }

    @Override
    public void commit() {
        store.commitAll(List.of(this));
    }

    @Override
    public void close() {
        writeBack.awaitEnd();
        try (channel) {
            Files.deleteIfExists(file); // After a commit the file is elsewhere.
        } catch (IOException e) {
            throw failed(e);
        }
    }

    boolean belongsTo(LocalObjectStore candidate) {
        return store == candidate;
    }

    Path file() {
        return file;
    }

    /** Begins to make the bytes durable under the name they have now; no more can be added. */
    void beginFinish() {
        requireOpen();
        writeBack.start(() -> force(true)); // Fails if an earlier one did: the kernel tells of a failure once.
    }

    /** Waits until the bytes are durable. Requires: {@link #beginFinish}. */
    void finish() {
        writeBack.await();
        try {
            channel.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void requireOpen() {
        if (!channel.isOpen()) {
            throw new IllegalStateException("object writer is closed: key=" + key);
        }
    }

    private DurableException failed(IOException e) {
        return new DurableException("object cannot be written: key=" + key + ", offset=" + byteSize, e);
    }
}
