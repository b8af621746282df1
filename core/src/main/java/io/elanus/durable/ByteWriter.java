package io.elanus.durable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Encodes small records: manifests, catalog values, log records. {@link ByteReader} reads them back.
 *
 * <pre>
 * byte      1 byte
 * boolean   1 byte, 0 or 1
 * varint    7 bits a byte, low bits first, the high bit says that more follow; negative numbers take 10 bytes
 * int long float double   fixed, little-endian
 * bytes     varint length, bytes
 * string    varint length in bytes, UTF-8
 * optional  boolean, then the value if there is one
 * list      varint count, then the elements
 * map       varint count, then key and value in turn, in the order of the map
 * </pre>
 *
 * Owned by one thread.
 */
public final class ByteWriter {
    private ByteBuffer buffer = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);

    public ByteWriter writeByte(int value) {
        room(1).put((byte) value);
        return this;
    }

    public ByteWriter writeBoolean(boolean value) {
        return writeByte(value ? 1 : 0);
    }

    public ByteWriter writeVarint(long value) {
        ByteBuffer out = room(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
        return this;
    }

    public ByteWriter writeInt(int value) {
        room(Integer.BYTES).putInt(value);
        return this;
    }

    public ByteWriter writeLong(long value) {
        room(Long.BYTES).putLong(value);
        return this;
    }

    public ByteWriter writeFloat(float value) {
        room(Float.BYTES).putFloat(value);
        return this;
    }

    public ByteWriter writeDouble(double value) {
        room(Double.BYTES).putDouble(value);
        return this;
    }

    public ByteWriter writeBytes(byte[] value) {
        writeVarint(value.length);
        room(value.length).put(value);
        return this;
    }

    public ByteWriter writeString(String value) {
        return writeBytes(value.getBytes(StandardCharsets.UTF_8));
    }

    public <T> ByteWriter writeOptional(Optional<T> value, BiConsumer<ByteWriter, ? super T> write) {
        writeBoolean(value.isPresent());
        value.ifPresent(present -> write.accept(this, present));
        return this;
    }

    /** Every element must take at least one byte. */
    public <T> ByteWriter writeList(Collection<T> values, BiConsumer<ByteWriter, ? super T> write) {
        writeVarint(values.size());
        values.forEach(value -> write.accept(this, value));
        return this;
    }

    public <K, V> ByteWriter writeMap(
            Map<K, V> map, BiConsumer<ByteWriter, ? super K> writeKey, BiConsumer<ByteWriter, ? super V> writeValue) {
        writeVarint(map.size());
        map.forEach((key, value) -> {
            writeKey.accept(this, key);
            writeValue.accept(this, value);
        });
        return this;
    }

    public int byteSize() {
        return buffer.position();
    }

    /** A copy of what was written. */
    public byte[] toBytes() {
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private ByteBuffer room(int byteCount) {
        if (buffer.remaining() < byteCount) {
            int wanted = Math.addExact(buffer.position(), byteCount);
            int doubled = (int) Math.min(2L * buffer.capacity(), Integer.MAX_VALUE - 8);
            byte[] grown = Arrays.copyOf(buffer.array(), Math.max(wanted, doubled));
            buffer = ByteBuffer.wrap(grown).order(ByteOrder.LITTLE_ENDIAN).position(buffer.position());
        }
        return buffer;
    }
}
