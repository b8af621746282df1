package io.elanus.durable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Decodes what a {@link ByteWriter} wrote. Every method throws a {@link CorruptFileException} if the bytes are not what it
 * expects, or end too early; nothing is allocated by a length that the bytes do not have.
 *
 * <p>Owned by one thread.
 */
public final class ByteReader {
    private final String file;
    private final long offset;
    private final ByteBuffer buffer;

    /** @param file the name for errors */
    public ByteReader(String file, byte[] bytes) {
        this(file, 0, ByteBuffer.wrap(bytes));
    }

    /**
     * @param file the name for errors
     * @param offset where in the file the bytes begin, for errors
     * @param bytes from its position to its limit; not changed
     */
    public ByteReader(String file, long offset, ByteBuffer bytes) {
        this.file = file;
        this.offset = offset;
        this.buffer = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    public byte readByte() {
        return need(1).get();
    }

    public boolean readBoolean() {
        byte value = readByte();
        if (value != 0 && value != 1) {
            throw corrupt("boolean is neither 0 nor 1: found=" + value);
        }
        return value == 1;
    }

    /** A byte that chooses among forms; any but 0 to {@code max} is corrupt. */
    public int readTag(int max) {
        int tag = Byte.toUnsignedInt(readByte());
        if (tag > max) {
            throw corrupt("tag is unknown: found=" + tag + ", max=" + max);
        }
        return tag;
    }

    public long readVarint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = readByte();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw corrupt("varint is longer than 10 bytes");
    }

    /** A varint that is 0 to {@code max}. */
    public int readVarint(int max) {
        long value = readVarint();
        if (value < 0 || value > max) {
            throw corrupt("number is out of range: found=" + value + ", max=" + max);
        }
        return (int) value;
    }

    public int readInt() {
        return need(Integer.BYTES).getInt();
    }

    public long readLong() {
        return need(Long.BYTES).getLong();
    }

    public float readFloat() {
        return need(Float.BYTES).getFloat();
    }

    public double readDouble() {
        return need(Double.BYTES).getDouble();
    }

    public byte[] readBytes() {
        byte[] bytes = new byte[readCount()];
        buffer.get(bytes);
        return bytes;
    }

    public String readString() {
        byte[] bytes = readBytes();
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw corrupt("string is not UTF-8");
        }
    }

    public <T> Optional<T> readOptional(Function<ByteReader, T> read) {
        return readBoolean() ? Optional.of(read.apply(this)) : Optional.empty();
    }

    public <T> List<T> readList(Function<ByteReader, T> read) {
        int count = readCount();
        List<T> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(read.apply(this));
        }
        return values;
    }

    /** Keeps the order. */
    public <K, V> Map<K, V> readMap(Function<ByteReader, K> readKey, Function<ByteReader, V> readValue) {
        int count = readCount();
        Map<K, V> map = LinkedHashMap.newLinkedHashMap(count);
        for (int i = 0; i < count; i++) {
            map.put(readKey.apply(this), readValue.apply(this));
        }
        return map;
    }

    public int remaining() {
        return buffer.remaining();
    }

    /** Refuses bytes behind the last field. */
    public void requireEnd() {
        if (buffer.hasRemaining()) {
            throw corrupt("record has bytes behind its end: bytes=" + buffer.remaining());
        }
    }

    /** An error at the current offset. */
    public CorruptFileException corrupt(String text) {
        return new CorruptFileException(file, offset + buffer.position(), text);
    }

    /** A count of things that take at least one byte each. */
    private int readCount() {
        long count = readVarint();
        if (count < 0 || count > buffer.remaining()) {
            throw corrupt("record ends too early: wanted=" + count + ", remaining=" + buffer.remaining());
        }
        return (int) count;
    }

    private ByteBuffer need(int byteCount) {
        if (buffer.remaining() < byteCount) {
            throw corrupt("record ends too early: wanted=" + byteCount + ", remaining=" + buffer.remaining());
        }
        return buffer;
    }
}
