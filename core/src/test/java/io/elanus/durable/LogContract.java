package io.elanus.durable;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every {@link LogStore} and {@link Log} does. */
abstract class LogContract {
    private LogStore store = new MemoryLogStore();

    /** A store over the same content in every call of one test. */
    abstract LogStore openStore();

    private Log open() {
        store.close();
        store = openStore();
        return store.open("shard-1");
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void givesRecordsInTheOrderOfTheAppends() throws Exception {
        Log log = open();
        List<LogPosition> positions = append(log, "one", "two", "three");

        assertThat(positions).isSorted().doesNotHaveDuplicates();
        assertThat(positions.getFirst()).isGreaterThanOrEqualTo(LogPosition.START);
        List<LogRecord> records = recordsFrom(log, LogPosition.START);
        assertThat(texts(records)).containsExactly("one", "two", "three");
        assertThat(records).extracting(LogRecord::position).isEqualTo(positions);
    }

    @Test
    void joinsTheParts() throws Exception {
        Log log = open();
        log.append(bytes("he"), bytes("ll"), bytes("o")).get();

        assertThat(texts(recordsFrom(log, LogPosition.START))).containsExactly("hello");
    }

    @Test
    void readsFromAnyPosition() throws Exception {
        Log log = open();
        List<LogPosition> positions = append(log, "one", "two", "three");

        assertThat(texts(recordsFrom(log, positions.get(1)))).containsExactly("two", "three");
        assertThat(texts(recordsFrom(log, positions.get(1).after()))).containsExactly("three");
        assertThat(recordsFrom(log, positions.get(2).after())).isEmpty();
        assertThat(recordsFrom(log, log.end())).isEmpty();
    }

    @Test
    void endIsAboveEveryCompletedAppend() throws Exception {
        Log log = open();
        assertThat(log.end()).isEqualTo(log.begin());
        LogPosition position = append(log, "one").getFirst();

        assertThat(log.end()).isGreaterThan(position);
        assertThat(log.begin()).isLessThanOrEqualTo(position);
        assertThat(log.byteSize()).isPositive();
    }

    @Test
    void handsNewRecordsToAWaitingCursor() throws Exception {
        Log log = open();
        append(log, "old");
        try (LogCursor cursor = log.read(LogPosition.START)) {
            assertThat(text(cursor.next().orElseThrow())).isEqualTo("old");
            FutureTask<Optional<LogRecord>> waiting = startInThread(cursor::next);
            append(log, "new");

            assertThat(text(waiting.get().orElseThrow())).isEqualTo("new");
            assertThat(cursor.poll()).isEmpty();
            assertThat(cursor.position()).isEqualTo(log.end());
        }
    }

    @Test
    void endsAWaitingCursorWhenItOrTheLogIsClosed() throws Exception {
        Log log = open();
        LogCursor first = log.read(LogPosition.START);
        FutureTask<Optional<LogRecord>> waiting = startInThread(first::next);
        first.close();
        assertThat(waiting.get()).isEmpty();

        LogCursor second = log.read(LogPosition.START);
        waiting = startInThread(second::next);
        log.close();
        assertThat(waiting.get()).isEmpty();
        assertThat(second.next()).isEmpty();
        assertThatThrownBy(second::poll).isInstanceOf(DurableException.class).hasMessageContaining("closed");
    }

    @Test
    void passesAnInterruptOnToAWaitingReader() throws Exception {
        Log log = open();
        try (LogCursor cursor = log.read(LogPosition.START)) {
            FutureTask<Optional<LogRecord>> waiting = new FutureTask<>(cursor::next);
            Thread thread = Thread.ofPlatform().start(waiting);
            thread.interrupt();
            assertThatThrownBy(waiting::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(InterruptedException.class);
            append(log, "still alive");
            assertThat(text(cursor.next().orElseThrow())).isEqualTo("still alive");
        }
    }

    @Test
    void keepsRecordsAcrossReopening() throws Exception {
        List<LogPosition> positions = append(open(), "one", "two");
        Log log = open();
        positions.addAll(append(log, "three"));

        List<LogRecord> records = recordsFrom(log, LogPosition.START);
        assertThat(texts(records)).containsExactly("one", "two", "three");
        assertThat(records).extracting(LogRecord::position).isEqualTo(positions);
    }

    @Test
    void truncatesRecordsBelowAPosition() throws Exception {
        Log log = open();
        List<LogPosition> positions = append(log, "one", "two", "three");
        log.truncateBefore(positions.get(1));
        assertThat(log.begin()).isLessThanOrEqualTo(positions.get(1));
        assertThat(texts(recordsFrom(log, positions.get(1)))).containsExactly("two", "three");

        LogPosition end = log.end();
        log.truncateBefore(positions.get(2).after());
        assertThat(log.end()).isEqualTo(end);
        assertThat(log.begin()).isEqualTo(end);
        assertThatThrownBy(() -> log.read(LogPosition.START))
                .isInstanceOf(DurableException.class)
                .hasMessageContaining("begin=" + end);
        LogPosition next = append(log, "four").getFirst();
        assertThat(next).isGreaterThan(positions.get(2));
        assertThat(texts(recordsFrom(log, end))).containsExactly("four");
    }

    @Test
    void keepsItsEndWhenReopenedAfterATruncationOfAll() throws Exception {
        Log log = open();
        LogPosition position = append(log, "one").getFirst();
        log.truncateBefore(log.end());
        Log reopened = open();

        assertThat(reopened.begin()).isGreaterThan(position);
        assertThat(append(reopened, "two").getFirst()).isGreaterThan(position);
    }

    @Test
    void refusesACursorBeyondItsEnd() {
        Log log = open();
        LogPosition beyond = log.end().after();
        assertThatThrownBy(() -> log.read(beyond)).isInstanceOf(DurableException.class);
    }

    @Test
    void hasOneCursorAtATime() {
        Log log = open();
        LogCursor first = log.read(LogPosition.START);
        assertThatThrownBy(() -> log.read(LogPosition.START)).isInstanceOf(IllegalStateException.class);
        first.close();
        first.close();
        log.read(LogPosition.START).close();
    }

    @Test
    void refusesRecordsOfAWrongSize() {
        Log log = open();
        ByteBuffer megabyte = ByteBuffer.allocate(1 << 20);
        ByteBuffer[] parts = Stream.generate(megabyte::duplicate).limit(257).toArray(ByteBuffer[]::new);

        assertThatThrownBy(() -> log.append(bytes(""))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> log.append(parts)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void failsAppendsAfterClosing() throws Exception {
        Log log = open();
        log.close();
        log.close();
        assertThatThrownBy(log.append(bytes("late"))::get).hasCauseInstanceOf(DurableException.class);
    }

    @Test
    void opensListsAndDeletesByName() throws Exception {
        Log log = open();
        append(log, "one");
        store.open("shard-2");

        assertThat(store.names()).containsExactly("shard-1", "shard-2");
        assertThatThrownBy(() -> store.open("shard-1")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> store.delete("shard-1")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> store.open("../x")).isInstanceOf(IllegalArgumentException.class);
        log.close();
        store.delete("shard-1");
        store.delete("never-there");
        assertThat(store.names()).containsExactly("shard-2");
        assertThat(recordsFrom(store.open("shard-1"), LogPosition.START)).isEmpty();
    }

    @Test
    void keepsTheOrderOfEveryCallerAmongMany() throws Exception {
        Log log = open();
        int callerCount = 8;
        int perCaller = 200;
        List<FutureTask<Void>> callers = new ArrayList<>();
        for (int caller = 0; caller < callerCount; caller++) {
            String prefix = caller + ":";
            callers.add(startInThread(() -> {
                List<CompletableFuture<LogPosition>> appends = new ArrayList<>();
                for (int i = 0; i < perCaller; i++) {
                    appends.add(log.append(bytes(prefix + i)));
                }
                CompletableFuture.allOf(appends.toArray(CompletableFuture[]::new))
                        .get();
                return null;
            }));
        }
        List<String> seen = new ArrayList<>();
        try (LogCursor cursor = log.read(LogPosition.START)) {
            while (seen.size() < callerCount * perCaller) {
                seen.add(text(cursor.next().orElseThrow()));
            }
        }
        for (FutureTask<Void> caller : callers) {
            caller.get();
        }
        for (int caller = 0; caller < callerCount; caller++) {
            String prefix = caller + ":";
            assertThat(seen.stream().filter(text -> text.startsWith(prefix)))
                    .containsExactlyElementsOf(IntStream.range(0, perCaller)
                            .mapToObj(i -> prefix + i)
                            .toList());
        }
        assertThat(texts(recordsFrom(log, LogPosition.START))).isEqualTo(seen);
    }

    @Test
    void behavesLikeAListUnderRandomOperations() throws Exception {
        for (long seed = 1; seed <= 5; seed++) {
            compareWithList(seed);
        }
    }

    private void compareWithList(long seed) throws Exception {
        Random random = new Random(seed);
        Log log = open();
        LogPosition firstOfSeed = log.end();
        List<LogRecord> expected = new ArrayList<>();
        for (int step = 0; step < 150; step++) {
            switch (random.nextInt(10)) {
                case 0 -> log = open();
                case 1 -> {
                    if (!expected.isEmpty()) {
                        int cut = random.nextInt(expected.size() + 1);
                        LogPosition below = cut == expected.size()
                                ? log.end()
                                : expected.get(cut).position();
                        log.truncateBefore(below);
                        expected.subList(0, cut).clear();
                        firstOfSeed = below;
                    }
                }
                case 2, 3 -> {
                    LogPosition from = expected.isEmpty()
                            ? firstOfSeed
                            : expected.get(random.nextInt(expected.size())).position();
                    assertThat(recordsFrom(log, from))
                            .as("seed=%d, step=%d", seed, step)
                            .isEqualTo(expected.stream()
                                    .filter(record -> !record.position().isBefore(from))
                                    .toList());
                }
                default -> {
                    byte[] payload = new byte[1 + random.nextInt(200)];
                    random.nextBytes(payload);
                    LogPosition position = log.append(ByteBuffer.wrap(payload)).get();
                    expected.add(new LogRecord(position, ByteBuffer.wrap(payload)));
                }
            }
        }
        assertThat(recordsFrom(log, firstOfSeed)).as("seed=%d", seed).isEqualTo(expected);
        store.close();
    }

    static <T> FutureTask<T> startInThread(java.util.concurrent.Callable<T> task) {
        FutureTask<T> future = new FutureTask<>(task);
        Thread.ofVirtual().start(future);
        return future;
    }

    static List<LogPosition> append(Log log, String... texts) throws Exception {
        List<LogPosition> positions = new ArrayList<>();
        for (String text : texts) {
            positions.add(log.append(bytes(text)).get());
        }
        return positions;
    }

    static List<LogRecord> recordsFrom(Log log, LogPosition from) {
        List<LogRecord> records = new ArrayList<>();
        LogPosition end = log.end();
        try (LogCursor cursor = log.read(from)) {
            while (cursor.position().isBefore(end)) {
                cursor.poll().ifPresent(records::add);
            }
        }
        return records;
    }

    static List<String> texts(List<LogRecord> records) {
        return records.stream().map(LogContract::text).toList();
    }

    static String text(LogRecord record) {
        return UTF_8.decode(record.payload().duplicate()).toString();
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }
}
