package io.elanus.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteCodecTest {
    @Test
    void readsWhatWasWritten() {
        ByteReader in = new ByteReader("f", everything());
        readEverything(in);
        in.requireEnd();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 127, 128, 16_383, 16_384, Integer.MAX_VALUE, Long.MAX_VALUE, -1, Long.MIN_VALUE})
    void keepsVarints(long value) {
        assertThat(new ByteReader("f", new ByteWriter().writeVarint(value).toBytes()).readVarint())
                .isEqualTo(value);
    }

    @Test
    void reportsEveryEarlyEnd() {
        byte[] whole = everything();
        for (int length = 0; length < whole.length; length++) {
            ByteReader in = new ByteReader("f", Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> readEverything(in))
                    .as("length=%d", length)
                    .isInstanceOf(CorruptFileException.class)
                    .hasMessageContaining("file=f");
        }
    }

    @Test
    void survivesRandomBytes() {
        for (long seed = 0; seed < 2000; seed++) {
            byte[] garbage = everything();
            Random random = new Random(seed);
            for (int i = 0; i < 3; i++) {
                garbage[random.nextInt(garbage.length)] = (byte) random.nextInt();
            }
            try {
                readValues(new ByteReader("f", garbage));
            } catch (CorruptFileException expected) {
                assertThat(expected.file()).as("seed=%d", seed).isEqualTo("f");
            }
        }
    }

    @Test
    void refusesWrongTagsBooleansNumbersTextsAndRests() {
        assertCorrupt(() -> new ByteReader("f", new byte[] {3}).readTag(2));
        assertCorrupt(() -> new ByteReader("f", new byte[] {2}).readBoolean());
        assertCorrupt(() -> new ByteReader("f", new byte[] {11}).readVarint(10));
        assertCorrupt(() -> new ByteReader("f", new byte[] {1, (byte) 0xFF}).readString());
        assertCorrupt(() -> new ByteReader("f", new byte[] {0}).requireEnd());
        byte[] endless = new byte[20];
        Arrays.fill(endless, (byte) 0x80);
        assertCorrupt(() -> new ByteReader("f", endless).readVarint());
        byte[] hugeList = new ByteWriter().writeVarint(Integer.MAX_VALUE).toBytes();
        assertCorrupt(() -> new ByteReader("f", hugeList).readList(ByteReader::readByte));
    }

    private static void assertCorrupt(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(CorruptFileException.class);
    }

    private static byte[] everything() {
        return new ByteWriter()
                .writeByte(200)
                .writeBoolean(true)
                .writeVarint(300)
                .writeInt(-5)
                .writeLong(Long.MIN_VALUE)
                .writeFloat(1.5f)
                .writeDouble(-0.0)
                .writeBytes(new byte[] {1, 2, 3})
                .writeString("größe 𝛑")
                .writeOptional(Optional.of("x"), ByteWriter::writeString)
                .writeOptional(Optional.<String>empty(), ByteWriter::writeString)
                .writeList(List.of(1L, 2L, 3L), ByteWriter::writeVarint)
                .writeMap(new TreeMap<>(Map.of("a", 1, "b", 2)), ByteWriter::writeString, ByteWriter::writeInt)
                .writeString("x".repeat(1000))
                .toBytes();
    }

    private static void readEverything(ByteReader in) {
        assertThat(Byte.toUnsignedInt(in.readByte())).isEqualTo(200);
        assertThat(in.readBoolean()).isTrue();
        assertThat(in.readVarint()).isEqualTo(300);
        assertThat(in.readInt()).isEqualTo(-5);
        assertThat(in.readLong()).isEqualTo(Long.MIN_VALUE);
        assertThat(in.readFloat()).isEqualTo(1.5f);
        assertThat(in.readDouble()).isEqualTo(-0.0);
        assertThat(in.readBytes()).containsExactly(1, 2, 3);
        assertThat(in.readString()).isEqualTo("größe 𝛑");
        assertThat(in.readOptional(ByteReader::readString)).contains("x");
        assertThat(in.readOptional(ByteReader::readString)).isEmpty();
        assertThat(in.readList(ByteReader::readVarint)).containsExactly(1L, 2L, 3L);
        assertThat(in.readMap(ByteReader::readString, ByteReader::readInt)).isEqualTo(Map.of("a", 1, "b", 2));
        assertThat(in.readString()).hasSize(1000);
    }

    private static void readValues(ByteReader in) {
        in.readByte();
        in.readBoolean();
        in.readVarint();
        in.readInt();
        in.readLong();
        in.readFloat();
        in.readDouble();
        in.readBytes();
        in.readString();
        in.readOptional(ByteReader::readString);
        in.readOptional(ByteReader::readString);
        in.readList(ByteReader::readVarint);
        in.readMap(ByteReader::readString, ByteReader::readInt);
        in.readString();
        in.requireEnd();
    }
}
