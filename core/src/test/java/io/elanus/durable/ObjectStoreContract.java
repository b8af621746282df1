package io.elanus.durable;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link ObjectStore} does. */
abstract class ObjectStoreContract {
    /** A store over the same content in every call of one test. */
    abstract ObjectStore openStore();

    @Test
    void givesBackWhatWasWritten() {
        ObjectStore store = openStore();
        try (ObjectWriter writer = store.create("a/b/1.column")) {
            writer.write(ByteBuffer.wrap("one ".getBytes(UTF_8)));
            writer.write(MemorySegment.ofArray("two".getBytes(UTF_8)));
            assertThat(writer.byteSize()).isEqualTo(7);
            writer.commit();
        }
        assertThat(store.size("a/b/1.column")).isEqualTo(7);
        assertThat(text(openStore(), "a/b/1.column")).isEqualTo("one two");
    }

    @Test
    void keepsEmptyObjects() {
        ObjectStore store = openStore();
        store.put("empty", new byte[0]);
        assertThat(text(store, "empty")).isEmpty();
    }

    @Test
    void hasSpace() {
        assertThat(openStore().usableBytes()).isPositive();
    }

    @Test
    void showsNothingBeforeTheCommit() {
        ObjectStore store = openStore();
        try (ObjectWriter writer = store.create("a")) {
            writer.write(ByteBuffer.wrap(new byte[10]));
            assertThat(store.list("")).isEmpty();
            assertThatThrownBy(() -> store.open("a"))
                    .isInstanceOf(DurableException.class)
                    .hasMessageContaining("key=a");
            assertThatThrownBy(() -> store.size("a")).isInstanceOf(DurableException.class);
        }
        assertThat(store.list("")).isEmpty();
    }

    @Test
    void commitsManyTogether() {
        ObjectStore store = openStore();
        try (ObjectWriter first = store.create("x/1");
                ObjectWriter second = store.create("x/2")) {
            first.write(ByteBuffer.wrap(new byte[1]));
            second.write(ByteBuffer.wrap(new byte[2]));
            store.commitAll(List.of(first, second));
        }
        assertThat(openStore().list("x/")).containsExactly(new ObjectInfo("x/1", 1), new ObjectInfo("x/2", 2));
    }

    @Test
    void writesAKeyOnce() {
        ObjectStore store = openStore();
        try (ObjectWriter late = store.create("a")) {
            store.put("a", new byte[1]);
            assertThatThrownBy(late::commit).isInstanceOf(IllegalStateException.class);
        }
        assertThatThrownBy(() -> store.create("a")).isInstanceOf(IllegalStateException.class);
        assertThat(store.size("a")).isEqualTo(1);
    }

    @Test
    void refusesAClosedWriter() {
        ObjectStore store = openStore();
        ObjectWriter writer = store.create("a");
        writer.close();
        writer.close();
        assertThatThrownBy(() -> writer.write(ByteBuffer.allocate(1))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(writer::commit).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void mapsReadOnlyAndPageAlignedUntilClosed() {
        ObjectStore store = openStore();
        store.put("a", new byte[] {1, 2, 3});
        MappedObject object = store.open("a");
        MemorySegment segment = object.segment();
        assertThat(segment.isReadOnly()).isTrue();
        assertThat(segment.address() % 4096).isZero();
        store.delete(List.of("a"));
        assertThat(segment.get(ValueLayout.JAVA_BYTE, 2)).isEqualTo((byte) 3);

        object.close();
        object.close();
        assertThatThrownBy(() -> segment.get(ValueLayout.JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void listsByPrefixInTheOrderOfKeys() {
        ObjectStore store = openStore();
        for (String key : List.of("b/2", "a/1/x", "a/10", "a/1.y", "ab", "a/1/w")) {
            store.put(key, new byte[0]);
        }
        assertThat(store.list(""))
                .extracting(ObjectInfo::key)
                .containsExactly("a/1.y", "a/1/w", "a/1/x", "a/10", "ab", "b/2");
        assertThat(store.list("a/1")).extracting(ObjectInfo::key).containsExactly("a/1.y", "a/1/w", "a/1/x", "a/10");
        assertThat(store.list("a/1/")).extracting(ObjectInfo::key).containsExactly("a/1/w", "a/1/x");
        assertThat(store.list("a")).hasSize(5);
        assertThat(store.list("nothing/here")).isEmpty();
    }

    @Test
    void deletesWhatIsThere() {
        ObjectStore store = openStore();
        store.put("a/b/1", new byte[0]);
        store.put("a/b/2", new byte[0]);
        store.delete(List.of("a/b/1", "a/b/none", "x/none"));
        assertThat(store.list("")).extracting(ObjectInfo::key).containsExactly("a/b/2");
        store.delete(List.of("a/b/2"));
        store.put("a/b/2", new byte[3]);
        assertThat(store.size("a/b/2")).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/a", "a/", "a//b", "..", "a/../b", "a/.b", ".incoming/0", "a b", "a\\b", "ä", "a:b"})
    void refusesOtherKeys(String key) {
        ObjectStore store = openStore();
        assertThatThrownBy(() -> store.create(key)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.open(key)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.delete(List.of(key))).isInstanceOf(IllegalArgumentException.class);
    }

    static String text(ObjectStore store, String key) {
        try (MappedObject object = store.open(key)) {
            return new String(object.segment().toArray(ValueLayout.JAVA_BYTE), UTF_8);
        }
    }
}
