package io.elanus.durable;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.durable.MetaStore.Change;
import io.elanus.durable.MetaStore.Condition;
import io.elanus.durable.MetaStore.Entry;
import io.elanus.durable.MetaStore.Versioned;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every {@link MetaStore} does. */
abstract class MetaStoreContract {
    private MetaStore store = new MemoryMetaStore();

    /** A store over the same content in every call of one test. */
    abstract MetaStore openStore();

    private MetaStore open() {
        store.close();
        store = openStore();
        return store;
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void keepsValuesWithRevisions() {
        MetaStore meta = open();
        assertThat(meta.get("a")).isEmpty();
        assertThat(meta.commit(List.of(), List.of(put("a", "1"), put("b", "2"))))
                .isTrue();
        long first = meta.get("a").orElseThrow().revision();
        assertThat(meta.get("b").orElseThrow().revision()).isEqualTo(first);
        assertThat(meta.commit(List.of(), List.of(put("a", "3")))).isTrue();

        MetaStore reopened = open();
        assertThat(text(reopened, "a")).isEqualTo("3");
        assertThat(text(reopened, "b")).isEqualTo("2");
        assertThat(reopened.get("a").orElseThrow().revision()).isGreaterThan(first);
        assertThat(reopened.get("b").orElseThrow().revision()).isEqualTo(first);
    }

    @Test
    void commitsOnlyIfAllConditionsHold() {
        MetaStore meta = open();
        assertThat(meta.commit(List.of(absent("a")), List.of(put("a", "1")))).isTrue();
        assertThat(meta.commit(List.of(absent("a")), List.of(put("a", "2")))).isFalse();
        long revision = meta.get("a").orElseThrow().revision();
        assertThat(meta.commit(List.of(at("a", revision), absent("b")), List.of(put("a", "3"), put("b", "4"))))
                .isTrue();
        assertThat(meta.commit(List.of(at("a", revision)), List.of(put("b", "5"))))
                .isFalse();
        assertThat(meta.commit(List.of(at("c", 1)), List.of(put("b", "5")))).isFalse();
        assertThat(text(meta, "a")).isEqualTo("3");
        assertThat(text(meta, "b")).isEqualTo("4");
    }

    @Test
    void deletes() {
        MetaStore meta = open();
        meta.commit(List.of(), List.of(put("a", "1"), put("b", "2")));
        long revision = meta.get("a").orElseThrow().revision();
        assertThat(meta.commit(List.of(), List.of(new Change.Delete("a"), new Change.Delete("none"))))
                .isTrue();
        assertThat(meta.get("a")).isEmpty();
        meta.commit(List.of(absent("a")), List.of(put("a", "again")));
        assertThat(open().get("a").orElseThrow().revision()).isGreaterThan(revision);
    }

    @Test
    void rangesByPrefixInTheOrderOfKeys() {
        MetaStore meta = open();
        meta.commit(List.of(), List.of(put("s/2", "b"), put("s/10", "a"), put("t", "c"), put("r", "d")));
        assertThat(meta.range("s/")).extracting(Entry::key).containsExactly("s/10", "s/2");
        assertThat(meta.range("")).extracting(Entry::key).containsExactly("r", "s/10", "s/2", "t");
        assertThat(meta.range("x")).isEmpty();
    }

    @Test
    void keepsItsLimits() {
        MetaStore meta = open();
        List<Change> many =
                IntStream.rangeClosed(0, 100).mapToObj(i -> put("k" + i, "v")).toList();
        assertThatThrownBy(() -> meta.commit(List.of(), many)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> meta.commit(List.of(), List.of(put("k", "x".repeat(MetaStore.COMMIT_BYTES_MAX)))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> meta.commit(List.of(), List.of(put("k", "1"), new Change.Delete("k"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> meta.commit(List.of(), List.of(put("a b", "1"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(meta.range("")).isEmpty();
    }

    @Test
    void letsOneOfManyWinEachRound() throws Exception {
        MetaStore meta = open();
        meta.commit(List.of(), List.of(put("counter", "0")));
        List<FutureTask<Void>> callers = new ArrayList<>();
        for (int caller = 0; caller < 4; caller++) {
            callers.add(LogContract.startInThread(() -> {
                for (int i = 0; i < 25; i++) {
                    increment(meta);
                }
                return null;
            }));
        }
        for (FutureTask<Void> caller : callers) {
            caller.get();
        }
        assertThat(text(meta, "counter")).isEqualTo("100");
    }

    @Test
    void commitsOnAnInterruptedThreadAndKeepsTheInterrupt() throws Exception {
        MetaStore meta = open();
        FutureTask<Boolean> caller = new FutureTask<>(() -> {
            Thread.currentThread().interrupt();
            return meta.commit(List.of(), List.of(put("a", "1")))
                    && Thread.currentThread().isInterrupted();
        });
        Thread.ofVirtual().start(caller);
        assertThat(caller.get()).isTrue();
        assertThat(text(meta, "a")).isEqualTo("1");
    }

    @Test
    void behavesLikeAMapUnderRandomOperations() {
        long seed = 7;
        Random random = new Random(seed);
        TreeMap<String, String> expected = new TreeMap<>();
        MetaStore meta = open();
        for (int step = 0; step < 300; step++) {
            String key = "k" + random.nextInt(20);
            if (random.nextInt(20) == 0) {
                meta = open();
            }
            Condition condition = meta.get(key)
                    .<Condition>map(found -> at(key, found.revision()))
                    .orElse(absent(key));
            if (random.nextInt(3) == 0) {
                assertThat(meta.commit(List.of(condition), List.of(new Change.Delete(key))))
                        .isTrue();
                expected.remove(key);
            } else {
                assertThat(meta.commit(List.of(condition), List.of(put(key, "v" + step))))
                        .isTrue();
                expected.put(key, "v" + step);
            }
            TreeMap<String, String> found = new TreeMap<>();
            meta.range("").forEach(entry -> found.put(entry.key(), new String(entry.value(), UTF_8)));
            assertThat(found).as("seed=%d, step=%d", seed, step).isEqualTo(expected);
        }
    }

    private static void increment(MetaStore meta) {
        boolean done = false;
        while (!done) {
            Versioned counter = meta.get("counter").orElseThrow();
            int next = Integer.parseInt(new String(counter.value(), UTF_8)) + 1;
            done = meta.commit(
                    List.of(at("counter", counter.revision())), List.of(put("counter", Integer.toString(next))));
        }
    }

    static Change put(String key, String value) {
        return new Change.Put(key, value.getBytes(UTF_8));
    }

    static Condition absent(String key) {
        return new Condition.IsAbsent(key);
    }

    static Condition at(String key, long revision) {
        return new Condition.HasRevision(key, revision);
    }

    static String text(MetaStore meta, String key) {
        return new String(meta.get(key).orElseThrow().value(), UTF_8);
    }
}
