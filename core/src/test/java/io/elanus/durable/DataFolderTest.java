package io.elanus.durable;

import static io.elanus.durable.MetaStoreContract.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    Path temp;

    @Test
    void keepsWhatItsStoresHold() throws Exception {
        Path path = temp.resolve("new/data");
        try (DataFolder data = open(path)) {
            LogContract.append(data.logs().open("s"), "one");
            data.objects().put("a/1", new byte[1]);
            data.meta().commit(List.of(), List.of(put("k", "v")));
        }
        try (DataFolder data = open(path)) {
            assertThat(LogContract.recordsFrom(data.logs().open("s"), LogPosition.START))
                    .hasSize(1);
            assertThat(data.objects().list("")).containsExactly(new ObjectInfo("a/1", 1));
            assertThat(MetaStoreContract.text(data.meta(), "k")).isEqualTo("v");
        }
    }

    @Test
    void refusesASecondOpeningInThisProcess() {
        try (DataFolder data = open(temp)) {
            assertThat(data.folder()).isDirectory();
            assertThatThrownBy(() -> open(temp.resolve("../" + temp.getFileName())))
                    .isInstanceOf(DurableException.class)
                    .hasMessageContaining("open in this process already");
        }
        open(temp).close();
    }

    @Test
    void refusesAFolderOfANewerVersionAndTouchesNothing() throws IOException {
        Files.writeString(temp.resolve("FORMAT"), "elanus 2\n");
        assertThatThrownBy(() -> open(temp))
                .isInstanceOf(DurableException.class)
                .hasMessageContaining("version=2, versionMax=1")
                .hasMessageNotContaining("\n");
        assertThat(namesIn(temp)).containsExactly("FORMAT");
    }

    @Test
    void refusesAFolderOfSomethingElse() throws IOException {
        Files.writeString(temp.resolve("letter.txt"), "dear");
        assertThatThrownBy(() -> open(temp))
                .isInstanceOf(DurableException.class)
                .hasMessageContaining("not empty");
        assertThat(namesIn(temp)).containsExactly("letter.txt");
    }

    @Test
    void isLockedAgainstOtherProcessesAndKeepsWhatWasAcknowledgedWhenKilled() throws Exception {
        Process process = startWriter(temp);
        int acknowledged = 0;
        try (BufferedReader output = process.inputReader()) {
            while (acknowledged < 50) {
                String line = output.readLine();
                assertThat(line).isEqualTo("written " + acknowledged++);
            }
            assertThatThrownBy(() -> open(temp))
                    .isInstanceOf(DurableException.class)
                    .hasMessage("data folder is in use by another process: folder=" + temp.toRealPath());
            assertThatThrownBy(() -> ReadOnlyFolder.open(temp))
                    .isInstanceOf(DurableException.class)
                    .hasMessage("data folder is in use by another process: folder=" + temp);
            process.toHandle().destroyForcibly(); // The process itself would close its output too.
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                acknowledged += line.equals("written " + acknowledged) ? 1 : 0;
            }
        }
        process.waitFor();
        try (DataFolder data = open(temp)) {
            int revision = Integer.parseInt(MetaStoreContract.text(data.meta(), "k"));
            assertThat(revision).isBetween(acknowledged - 1, acknowledged);
            assertThat(LogContract.recordsFrom(data.logs().open("s"), LogPosition.START))
                    .hasSizeBetween(acknowledged, acknowledged + 1);
            assertThat(data.objects().list("o/")).hasSizeBetween(acknowledged, acknowledged + 1);
        }
    }

    private static Process startWriter(Path folder) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
    }

    /** Writes to all three stores until it is killed, and says how far it has come. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] args) throws Exception {
            try (DataFolder data = open(Path.of(args[0]))) {
                Log log = data.logs().open("s");
                for (int i = 0; true; i++) {
                    data.objects().put("o/" + i, new byte[100]);
                    log.append(ByteBuffer.allocate(1000)).get();
                    data.meta().commit(List.of(), List.of(put("k", Integer.toString(i))));
                    System.out.println("written " + i);
                }
            }
        }
    }

    private static DataFolder open(Path path) {
        return DataFolder.open(path, LogSettings.DEFAULT, new ByteBudget("test", 1 << 20));
    }

    private static List<String> namesIn(Path folder) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
