package io.elanus.durable;

import static io.elanus.durable.MetaStoreContract.put;
import static io.elanus.durable.MetaStoreContract.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.durable.MetaStore.Versioned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalMetaStoreTest extends MetaStoreContract {
    /** Kept here, as a logger that nobody holds forgets its level. */
    private static final Logger LOGGER = Logger.getLogger(LogFolder.class.getName());

    @TempDir
    Path temp;

    private Path folder = Path.of("");

    @BeforeAll
    static void silenceWarningsAboutTornTails() {
        LOGGER.setLevel(Level.SEVERE);
    }

    @AfterAll
    static void restoreWarnings() {
        LOGGER.setLevel(null);
    }

    @BeforeEach
    void chooseFolder() {
        folder = temp.resolve("meta");
    }

    @Override
    MetaStore openStore() {
        return new LocalMetaStore(folder);
    }

    @Test
    void staysSmallUnderThousandsOfUpdates() throws IOException {
        String value = "x".repeat(4000);
        try (LocalMetaStore meta = new LocalMetaStore(folder, FaultyChannel.opener(FaultyChannel.NO_FSYNC))) {
            for (int i = 0; i < 10_000; i++) {
                meta.commit(List.of(), List.of(put("shard/" + i % 8, i + value)));
                assertThat(meta.byteSize()).as("update %d", i).isLessThan(6 << 20);
            }
            assertThat(bytesOnDisk()).isEqualTo(meta.byteSize());
        }
        try (LocalMetaStore meta = new LocalMetaStore(folder)) {
            for (int i = 0; i < 8; i++) {
                assertThat(text(meta, "shard/" + i)).isEqualTo(10_000 - 8 + i + value);
            }
            meta.commit(List.of(), List.of(put("revision", "")));
            assertThat(meta.get("revision").orElseThrow().revision()).isEqualTo(10_001);
        }
    }

    @Test
    void keepsEveryCommitWhenItIsNeverClosed() throws IOException {
        try (MetaStore abandoned = openStore()) {
            for (int i = 0; i < 20; i++) {
                assertThat(abandoned.commit(List.of(), List.of(put("a", "v" + i))))
                        .isTrue();
                try (MetaStore meta = new LocalMetaStore(LocalLogTest.copyOf(folder))) {
                    assertThat(text(meta, "a")).isEqualTo("v" + i);
                }
            }
        }
    }

    @Test
    void opensAsBeforeOrAfterACommitOfWhichOnlySomeBlocksReachedTheDisk() throws IOException {
        long seed = 11;
        Random random = new Random(seed);
        try (MetaStore meta = openStore()) {
            for (int i = 0; i < 100; i++) {
                Path logFile = onlyFile(folder);
                byte[] before = Files.readAllBytes(logFile);
                assertThat(meta.commit(List.of(), List.of(put("a", i + "x".repeat(random.nextInt(5000))))))
                        .isTrue();
                byte[] after = Files.readAllBytes(logFile);
                Path crashed = LocalLogTest.copyOf(folder);
                Files.write(onlyFile(crashed), someBlocks(before, after, random));
                try (MetaStore opened = new LocalMetaStore(crashed)) {
                    assertThat(opened.get("a").map(Versioned::revision).orElse(0L))
                            .as("seed=%d, commit=%d", seed, i)
                            .isBetween((long) i, i + 1L);
                }
            }
        }
    }

    @Test
    void refusesCommitsAfterAFailedFsync() throws IOException {
        FaultyChannel.Faults faults = new FaultyChannel.Faults() {
            private int forces;

            @Override
            void beforeForce() throws IOException {
                if (++forces == 3) {
                    throw new IOException("bad sector");
                }
            }
        };
        try (MetaStore meta = new LocalMetaStore(folder, FaultyChannel.opener(faults))) {
            meta.commit(List.of(), List.of(put("a", "1")));
            assertThatThrownBy(() -> meta.commit(List.of(), List.of(put("a", "2"))))
                    .isInstanceOf(DurableException.class)
                    .hasRootCauseMessage("bad sector");
            assertThatThrownBy(() -> meta.commit(List.of(), List.of(put("b", "3"))))
                    .isInstanceOf(DurableException.class);
            assertThat(text(meta, "a")).isEqualTo("1");
        }
    }

    @Test
    void refusesACommitAfterClosing() {
        MetaStore meta = openStore();
        meta.close();
        meta.close();
        assertThatThrownBy(() -> meta.commit(List.of(), List.of(put("a", "1")))).isInstanceOf(DurableException.class);
    }

    private static byte[] someBlocks(byte[] before, byte[] after, Random random) {
        int blockBytes = 512;
        byte[] mixed = Arrays.copyOf(before, after.length);
        for (int start = 0; start < after.length; start += blockBytes) {
            if (random.nextBoolean()) {
                System.arraycopy(after, start, mixed, start, Math.min(blockBytes, after.length - start));
            }
        }
        return mixed;
    }

    private static Path onlyFile(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
    }

    private long bytesOnDisk() throws IOException {
        long bytes = 0;
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path file : paths.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }
}
