package io.elanus.durable;

import static io.elanus.durable.LogContract.append;
import static io.elanus.durable.LogContract.bytes;
import static io.elanus.durable.LogContract.recordsFrom;
import static io.elanus.durable.LogContract.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is cut after a crash, and what is refused. */
class LogTailTest {
    private static final List<String> TEXTS = List.of("first", "second one", "third", "fourth record", "fifth");

    /** Kept here, as a logger that nobody holds forgets its level. */
    private static final Logger LOGGER = Logger.getLogger(LogFolder.class.getName());

    @TempDir
    Path temp;

    private Path folder = Path.of("");

    @BeforeEach
    void createFolder() throws IOException {
        folder = Files.createDirectory(temp.resolve("log"));
    }

    @BeforeAll
    static void silenceWarningsAboutTornTails() {
        LOGGER.setLevel(Level.SEVERE);
    }

    @AfterAll
    static void restoreWarnings() {
        LOGGER.setLevel(null);
    }

    @Test
    void cutsAHalfWrittenTailAtEveryByte() throws Exception {
        Path crashed = crashAfter(TEXTS);
        byte[] file = Files.readAllBytes(lastFile(crashed));
        int[] frameEnds = frameEnds();
        for (int kept = frameEnds[1]; kept <= file.length; kept++) {
            Files.write(lastFile(crashed), Arrays.copyOf(file, kept));
            int end = kept;
            int whole = (int)
                    IntStream.of(frameEnds).filter(frameEnd -> frameEnd <= end).count();
            assertOpensWith(crashed, TEXTS.subList(0, whole));
            Files.write(lastFile(crashed), file);
        }
    }

    @Test
    void cutsATailOfZerosOrGarbage() throws Exception {
        Path crashed = crashAfter(TEXTS);
        byte[] file = Files.readAllBytes(lastFile(crashed));
        for (byte garbage : new byte[] {0, 1, -1, 0x7F}) {
            byte[] longer = Arrays.copyOf(file, file.length + 5000);
            Arrays.fill(longer, file.length, longer.length, garbage);
            Files.write(lastFile(crashed), longer);
            assertOpensWith(crashed, TEXTS);
            Files.write(lastFile(crashed), file);
        }
    }

    @Test
    void refusesAnyFlippedByteBelowTheLastFrame() throws Exception {
        Path crashed = crashAfter(TEXTS);
        Path last = lastFile(crashed);
        byte[] file = Files.readAllBytes(last);
        int[] frameEnds = frameEnds();
        for (int offset = 0; offset < frameEnds[3]; offset++) {
            byte[] damaged = file.clone();
            damaged[offset] ^= 0x10;
            Files.write(last, damaged);
            int frame = offset < LogFile.HEADER_BYTES ? 0 : frameStart(frameEnds, offset);
            assertThatThrownBy(() -> openAndRead(crashed))
                    .as("flipped byte at %d", offset)
                    .isInstanceOfSatisfying(CorruptFileException.class, e -> {
                        assertThat(e.file()).isEqualTo(last.toString());
                        assertThat(e.offset()).isEqualTo(frame);
                    });
        }
    }

    @Test
    void refusesAFlippedByteInTheLastFrameAfterACleanClose() throws Exception {
        try (LogStore store = store(folder)) {
            append(store.open("a"), TEXTS.toArray(String[]::new));
        }
        byte[] file = Files.readAllBytes(lastFile(folder));
        file[frameEnds()[4] - 1] ^= 1;
        Files.write(lastFile(folder), file);
        assertThatThrownBy(() -> openAndRead(folder)).isInstanceOf(CorruptFileException.class);
    }

    @Test
    void refusesAFlippedByteInAnEarlierFileWhenItIsRead() throws Exception {
        try (LogStore store = LocalLogTest.storeIn(folder, SyncPolicy.OS, 100, FileChannel::open)) {
            append(store.open("a"), "x".repeat(60), "y".repeat(60), "z");
        }
        Path first = files(folder).getFirst();
        byte[] file = Files.readAllBytes(first);
        file[file.length - 1] ^= 1;
        Files.write(first, file);
        assertThatThrownBy(() -> openAndRead(folder))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining(first.toString());

        Files.write(first, Arrays.copyOf(file, file.length - 1));
        assertThatThrownBy(() -> openAndRead(folder))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("does not reach to the next one");
    }

    @Test
    void cutsAnUnacknowledgedBatchOfWhichOnlyTheMiddleIsMissing() throws Exception {
        FaultyChannel.StandsStill disk = new FaultyChannel.StandsStill();
        try (LogStore store = LocalLogTest.storeIn(folder, SyncPolicy.ALWAYS, 1 << 20, FaultyChannel.opener(disk))) {
            Log log = store.open("a");
            List<CompletableFuture<LogPosition>> appends = new ArrayList<>();
            for (String text : TEXTS) {
                appends.add(log.append(bytes(text)));
                disk.awaitStandstill(); // While the first record is fsynced, the others gather.
            }
            disk.release();
            CompletableFuture.allOf(appends.toArray(CompletableFuture[]::new)).get();
            Path crashed = LocalLogTest.copyOf(folder);
            byte[] file = Files.readAllBytes(lastFile(crashed));
            int[] ends = frameEnds();
            Arrays.fill(file, ends[1], ends[2], (byte) 0);
            Files.write(lastFile(crashed), file);

            assertOpensWith(crashed, TEXTS.subList(0, 2));
            assertThat(Files.size(lastFile(crashed))).isGreaterThanOrEqualTo(ends[1]);
        }
    }

    @Test
    void takesAFileThatDiedAtBirthForEmpty() throws Exception {
        Path crashed = crashAfter(TEXTS);
        LogFile next = LogFile.in(crashed.resolve("a"), frameEnds()[4] - LogFile.HEADER_BYTES);
        for (int bytes = 0; bytes <= LogFile.HEADER_BYTES; bytes++) {
            Files.write(next.path(), new byte[bytes]);
            assertThat(texts(openAndRead(crashed))).isEqualTo(TEXTS);
            Files.delete(next.path());
        }
    }

    @Test
    void appendsBehindACutTail() throws Exception {
        Path crashed = crashAfter(TEXTS);
        byte[] file = Files.readAllBytes(lastFile(crashed));
        Files.write(lastFile(crashed), Arrays.copyOf(file, file.length - 1));
        try (LogStore store = store(crashed)) {
            append(store.open("a"), "after");
        }
        assertThat(texts(openAndRead(crashed)))
                .containsExactly("first", "second one", "third", "fourth record", "after");
    }

    /** The folder as a crash leaves it after some records were appended one by one. */
    private Path crashAfter(List<String> texts) throws Exception {
        try (LogStore store = store(folder)) {
            append(store.open("a"), texts.toArray(String[]::new));
            return LocalLogTest.copyOf(folder);
        }
    }

    private static void assertOpensWith(Path folder, List<String> expected) throws IOException {
        assertThat(texts(openAndRead(folder))).isEqualTo(expected);
    }

    private static List<LogRecord> openAndRead(Path folder) {
        try (LogStore store = store(folder)) {
            return recordsFrom(store.open("a"), LogPosition.START);
        }
    }

    private static LogStore store(Path folder) {
        return LocalLogTest.storeIn(folder, SyncPolicy.ALWAYS, 1 << 20, FileChannel::open);
    }

    private static int[] frameEnds() {
        int[] ends = new int[TEXTS.size()];
        int end = LogFile.HEADER_BYTES;
        for (int i = 0; i < ends.length; i++) {
            end += LogFrame.HEADER_BYTES + TEXTS.get(i).length();
            ends[i] = end;
        }
        return ends;
    }

    private static int frameStart(int[] frameEnds, int offset) {
        return IntStream.concat(IntStream.of(LogFile.HEADER_BYTES), IntStream.of(frameEnds))
                .filter(end -> end <= offset)
                .max()
                .orElseThrow();
    }

    private static Path lastFile(Path folder) throws IOException {
        return files(folder).getLast();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> paths = Files.list(folder.resolve("a"))) {
            return paths.sorted().toList();
        }
    }
}
