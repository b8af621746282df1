package io.elanus.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LocalLogTest extends LogContract {
    private static final int FILE_BYTES_MAX = 400;

    @TempDir
    Path temp;

    private Path folder = Path.of("");

    @BeforeEach
    void chooseFolder() {
        folder = temp.resolve("log");
    }

    @Override
    LogStore openStore() {
        return storeIn(folder, SyncPolicy.ALWAYS, FILE_BYTES_MAX, FileChannel::open);
    }

    @ParameterizedTest
    @EnumSource
    void keepsRecordsUnderEveryPolicy(SyncPolicy policy) throws Exception {
        try (LogStore store = storeIn(folder, policy, FILE_BYTES_MAX, FileChannel::open)) {
            append(store.open("a"), "one", "two");
        }
        try (LogStore store = storeIn(folder, policy, FILE_BYTES_MAX, FileChannel::open)) {
            assertThat(texts(recordsFrom(store.open("a"), LogPosition.START))).containsExactly("one", "two");
        }
    }

    @Test
    void fsyncsWithinTheIntervalWithoutFurtherAppends() throws Exception {
        CountDownLatch forced = new CountDownLatch(2); // The header's, and one for the record.
        FaultyChannel.Faults counting = new FaultyChannel.Faults() {
            @Override
            void beforeForce() {
                forced.countDown();
            }
        };
        try (LogStore store = storeIn(folder, SyncPolicy.INTERVAL, 1 << 20, FaultyChannel.opener(counting))) {
            append(store.open("a"), "one");
            assertThat(forced.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void goesOnInNewFilesAndReadsThroughThem() throws Exception {
        String large = "x".repeat(3 * FILE_BYTES_MAX);
        try (LogStore store = openStore()) {
            Log log = store.open("a");
            append(log, "one", large, "two", "y".repeat(FILE_BYTES_MAX / 2), "z".repeat(FILE_BYTES_MAX / 2));
            assertThat(logFiles("a")).hasSizeGreaterThanOrEqualTo(4);
            assertThat(recordsFrom(log, LogPosition.START)).hasSize(5);
            assertThat(log.byteSize()).isEqualTo(bytesOnDisk("a"));
        }
    }

    @Test
    void givesTheSpaceBack() throws Exception {
        String text = "x".repeat(100);
        List<LogPosition> positions;
        long bytesBefore;
        try (LogStore store = openStore()) {
            Log log = store.open("a");
            positions = append(log, text, text, text, text, text, text, text);
            bytesBefore = bytesOnDisk("a");
            log.truncateBefore(positions.get(6));
            assertThat(log.byteSize()).isLessThan(bytesBefore / 2);
        }
        assertThat(bytesOnDisk("a")).isLessThan(bytesBefore / 2);

        try (LogStore store = openStore()) {
            Log log = store.open("a");
            log.truncateBefore(log.end());
            assertThat(log.byteSize()).isEqualTo(LogFile.HEADER_BYTES);
        }
        assertThat(bytesOnDisk("a")).isEqualTo(LogFile.HEADER_BYTES);
    }

    @Test
    void refusesToReadWhatWasTruncatedUnderTheCursor() throws Exception {
        try (LogStore store = openStore()) {
            Log log = store.open("a");
            append(log, "x".repeat(FILE_BYTES_MAX), "y".repeat(FILE_BYTES_MAX), "z");
            try (LogCursor cursor = log.read(LogPosition.START)) {
                log.truncateBefore(log.end());
                assertThatThrownBy(cursor::poll)
                        .isInstanceOf(DurableException.class)
                        .hasMessageContaining("truncated");
            }
        }
    }

    @Test
    void readsTheFilesWhenTheCursorFallsBehindItsMemory() throws Exception {
        try (LogStore store = storeIn(folder, SyncPolicy.OS, 8 << 20, FileChannel::open)) {
            Log log = store.open("a");
            try (LogCursor cursor = log.read(LogPosition.START)) {
                for (int i = 0; i < 30; i++) {
                    log.append(ByteBuffer.allocate(1 << 20).putInt(0, i)).get();
                }
                for (int i = 0; i < 30; i++) {
                    assertThat(cursor.next().orElseThrow().payload().getInt(0)).isEqualTo(i);
                }
            }
        }
    }

    @Test
    void keepsEverythingAcknowledgedWhenItIsNeverClosed() throws Exception {
        try (LogStore abandoned = openStore()) {
            append(abandoned.open("a"), "one", "two");
            try (LogStore store = storeIn(copyOf(folder), SyncPolicy.ALWAYS, FILE_BYTES_MAX, FileChannel::open)) {
                assertThat(texts(recordsFrom(store.open("a"), LogPosition.START)))
                        .containsExactly("one", "two");
            }
        }
    }

    @Test
    void blocksAppendersAtTheBudget() throws Exception {
        CountDownLatch disk = new CountDownLatch(1);
        ByteBudget budget = new ByteBudget("test", 1000);
        try (LogStore store =
                new LocalLogStore(folder, LogSettings.DEFAULT, budget, FaultyChannel.opener(new FaultyChannel.Faults() {
                    @Override
                    void beforeWrite(Path file) throws IOException {
                        if (Files.size(file) >= LogFile.HEADER_BYTES) {
                            FaultyChannel.await(disk);
                        }
                    }
                }))) {
            Log log = store.open("a");
            CompletableFuture<LogPosition> first = log.append(ByteBuffer.allocate(900));
            FutureTask<LogPosition> blocked =
                    startInThread(() -> log.append(ByteBuffer.allocate(5000)).get());
            FutureTask<LogPosition> givesUp =
                    new FutureTask<>(() -> log.append(ByteBuffer.allocate(900)).get());
            Thread.ofVirtual().start(givesUp).interrupt();

            assertThatThrownBy(givesUp::get).hasCauseInstanceOf(InterruptedException.class);
            assertThat(budget.bytesHeld()).isEqualTo(900 + LogFrame.HEADER_BYTES);
            assertThat(first).isNotDone();
            disk.countDown();
            assertThat(blocked.get()).isGreaterThan(first.get());
            assertThat(recordsFrom(log, LogPosition.START)).hasSize(2);
            assertThat(budget.bytesHeld()).isZero();
        }
    }

    @Test
    void isNotHarmedByInterruptedCallers() throws Exception {
        try (LogStore store = openStore()) {
            Log log = store.open("a");
            for (int i = 0; i < 50; i++) {
                FutureTask<CompletableFuture<Void>> caller = new FutureTask<>(() -> {
                    CompletableFuture<LogPosition> done = log.append(bytes("x"));
                    Thread.currentThread().interrupt();
                    return done.thenRun(() -> Thread.currentThread().interrupt());
                });
                Thread.ofVirtual().start(caller);
                caller.get().get();
            }
            append(log, "last");
            assertThat(recordsFrom(log, LogPosition.START)).hasSize(51);
        }
    }

    @Test
    void failsEverythingThatWaitsBehindAFullDiskAndGoesOnWhenThereIsSpace() throws Exception {
        FaultyChannel.StandsStill faults = new FaultyChannel.StandsStill() {
            @Override
            int writeBytesMax(Path file) {
                return wasReached() ? 10 : Integer.MAX_VALUE;
            }
        };
        try (LogStore store = storeIn(folder, SyncPolicy.ALWAYS, FILE_BYTES_MAX, FaultyChannel.opener(faults))) {
            Log log = store.open("a");
            CompletableFuture<LogPosition> written = log.append(bytes("written"));
            faults.awaitStandstill();
            CompletableFuture<LogPosition> failed = log.append(bytes("failed"));
            CompletableFuture<LogPosition> behind = log.append(bytes("behind"));
            faults.release();
            written.get();
            assertThatThrownBy(failed::get).hasRootCauseMessage("no space left on device");
            assertThatThrownBy(behind::get).hasRootCauseMessage("no space left on device");
            assertThat(texts(recordsFrom(log, LogPosition.START))).containsExactly("written");

            faults.clear();
            append(log, "later");
            assertThat(texts(recordsFrom(log, LogPosition.START))).containsExactly("written", "later");
        }
        try (LogStore store = openStore()) {
            assertThat(texts(recordsFrom(store.open("a"), LogPosition.START))).containsExactly("written", "later");
        }
    }

    @Test
    void takesNothingAfterAFailedFsyncUntilItIsOpenedAgain() throws Exception {
        FaultyChannel.Faults faults = new FaultyChannel.Faults() {
            private int forces;

            @Override
            void beforeForce() throws IOException {
                if (++forces == 3) {
                    throw new IOException("bad sector");
                }
            }
        };
        try (LogStore store = storeIn(folder, SyncPolicy.ALWAYS, FILE_BYTES_MAX, FaultyChannel.opener(faults))) {
            Log log = store.open("a");
            append(log, "one");
            assertThatThrownBy(() -> append(log, "two")).hasRootCauseMessage("bad sector");
            assertThatThrownBy(() -> append(log, "three"))
                    .cause()
                    .isInstanceOf(DurableException.class)
                    .hasMessageContaining("until it is opened again");
            assertThat(texts(recordsFrom(log, LogPosition.START))).containsExactly("one");
            log.close();
            append(store.open("a"), "four");
        }
    }

    @Test
    void writesARecordLargerThanAFileAndAWriteCall() throws Exception {
        try (LogStore store = storeIn(folder, SyncPolicy.OS, 8 << 20, FileChannel::open)) {
            Log log = store.open("a");
            int largeBytes = 5 * Channels.WRITE_BYTES_MAX + 1;
            ByteBuffer large = ByteBuffer.allocateDirect(largeBytes);
            large.putLong(largeBytes - 8, 42);
            log.append(large).get();
            append(log, "small");
            List<LogRecord> records = recordsFrom(log, LogPosition.START);
            assertThat(records.get(0).payload().getLong(largeBytes - 8)).isEqualTo(42);
            assertThat(text(records.get(1))).isEqualTo("small");
        }
    }

    static LocalLogStore storeIn(Path folder, SyncPolicy policy, long fileBytesMax, LogFolder.ChannelOpener opener) {
        LogSettings settings = new LogSettings(policy, Duration.ofMillis(1), fileBytesMax);
        return new LocalLogStore(folder, settings, new ByteBudget("test", 1 << 20), opener);
    }

    static Path copyOf(Path folder) throws IOException {
        Path copy = Files.createTempDirectory(folder.getParent(), "copy");
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.toList()) {
                Path target = copy.resolve(folder.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target);
                }
            }
        }
        return copy;
    }

    private List<Path> logFiles(String name) throws IOException {
        try (Stream<Path> paths = Files.list(folder.resolve(name))) {
            return paths.sorted().toList();
        }
    }

    private long bytesOnDisk(String name) throws IOException {
        long bytes = 0;
        for (Path file : logFiles(name)) {
            bytes += Files.size(file);
        }
        return bytes;
    }
}
