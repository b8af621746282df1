package io.elanus.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockFileTest {
    private static final String KIND = "ELCO";

    private final ObjectStore store = new MemoryObjectStore();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 200_000, (1 << 20) + 65_536, 5_000_000})
    void givesTheBodyBack(int bodyBytes) {
        byte[] body = randomBytes(bodyBytes);
        write("a", body);
        try (BlockFileReader reader = BlockFileReader.open(store, "a", KIND, 3)) {
            reader.verify();
            assertThat(reader.version()).isEqualTo(3);
            assertThat(reader.body().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(body);
            assertThat(reader.body().address() % 64).isZero();
        }
        assertThat(store.size("a")).isEqualTo(4096 + bodyBytes + 4 * ((bodyBytes + 65_535) / 65_536) + 16);
    }

    @Test
    void alignsInTheBody() {
        try (ObjectWriter out = store.create("a");
                BlockFileWriter writer = new BlockFileWriter(out, KIND, 1)) {
            writer.write(new byte[] {1});
            writer.align(64);
            assertThat(writer.bodyBytes()).isEqualTo(64);
            writer.align(64);
            writer.write(MemorySegment.ofArray(new byte[] {2, 3}));
            assertThat(writer.bodyBytes()).isEqualTo(66);
            writer.finish();
            assertThatThrownBy(() -> writer.write(new byte[1])).isInstanceOf(IllegalStateException.class);
            out.commit();
        }
        try (BlockFileReader reader = BlockFileReader.open(store, "a", KIND, 1)) {
            assertThat(reader.body().get(ValueLayout.JAVA_BYTE, 64)).isEqualTo((byte) 2);
        }
    }

    @Test
    void findsEveryFlippedByte() {
        write("a", randomBytes(70_000));
        byte[] file = bytes("a");
        Random random = new Random(1);
        for (int offset = 0; offset < file.length; offset += 1 + random.nextInt(200)) {
            byte[] damaged = file.clone();
            damaged[offset] ^= (byte) (1 << random.nextInt(8));
            assertDamaged("flipped-" + offset, damaged);
        }
        for (int offset = file.length - 40; offset < file.length; offset++) {
            byte[] damaged = file.clone();
            damaged[offset] ^= 1;
            assertDamaged("flipped-end-" + offset, damaged);
        }
    }

    @Test
    void findsEveryOtherLength() {
        write("a", randomBytes(1000));
        byte[] file = bytes("a");
        for (int length = 0; length < file.length; length += 7) {
            assertDamaged("short-" + length, Arrays.copyOf(file, length));
        }
        assertDamaged("long", Arrays.copyOf(file, file.length + 1));
    }

    @Test
    void namesFileAndOffset() {
        write("a", randomBytes(200_000));
        byte[] damaged = bytes("a");
        damaged[4096 + 65_536 + 5] ^= 1;
        store.put("b", damaged);
        try (BlockFileReader reader = BlockFileReader.open(store, "b", KIND, 3)) {
            assertThatThrownBy(reader::verify)
                    .isInstanceOf(CorruptFileException.class)
                    .hasMessageContaining("file=b, offset=" + (4096 + 65_536));
        }
    }

    @Test
    void refusesOtherKindsAndNewerVersions() {
        write("a", new byte[1]);
        assertThatThrownBy(() -> BlockFileReader.open(store, "a", "ELMA", 3))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("expected=ELMA, found=ELCO");
        assertThatThrownBy(() -> BlockFileReader.open(store, "a", KIND, 2))
                .isInstanceOf(DurableException.class)
                .hasMessageContaining("version=3, versionMax=2");
    }

    private void assertDamaged(String key, byte[] file) {
        store.put(key, file);
        assertThatThrownBy(() -> {
                    try (BlockFileReader reader = BlockFileReader.open(store, key, KIND, 3)) {
                        reader.verify();
                    }
                })
                .as(key)
                .isInstanceOfSatisfying(
                        CorruptFileException.class, e -> assertThat(e.file()).isEqualTo(key));
    }

    private void write(String key, byte[] body) {
        try (ObjectWriter out = store.create(key);
                BlockFileWriter writer = new BlockFileWriter(out, KIND, 3)) {
            writer.write(body);
            writer.finish();
            out.commit();
        }
    }

    private byte[] bytes(String key) {
        try (MappedObject object = store.open(key)) {
            return object.segment().toArray(ValueLayout.JAVA_BYTE);
        }
    }

    private static byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }
}
