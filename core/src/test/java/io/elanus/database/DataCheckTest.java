package io.elanus.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.durable.DurableException;
import io.elanus.durable.Findings.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** One folder for all tests; each puts back what it damaged. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DataCheckTest {
    private static final long SEED = 20_260_101;

    private Path temp = Path.of("");
    private Path folder = Path.of("");
    private final List<Finding> found = new ArrayList<>();
    private Map<Path, byte[]> before = Map.of();

    @BeforeAll
    void make(@TempDir Path fresh) {
        temp = fresh;
        folder = temp.resolve("data");
        SampleFolder.make(folder);
    }

    @BeforeEach
    void remember() throws IOException {
        before = contents();
    }

    @AfterEach
    void putBack() throws IOException {
        for (Path file : SampleFolder.files(folder)) {
            if (!before.containsKey(file)) {
                Files.delete(file);
            }
        }
        for (Map.Entry<Path, byte[]> file : before.entrySet()) {
            Files.createDirectories(file.getKey().resolveSibling(""));
            Files.write(file.getKey(), file.getValue());
        }
    }

    private Map<Path, byte[]> contents() throws IOException {
        Map<Path, byte[]> contents = new TreeMap<>();
        for (Path file : SampleFolder.files(folder)) {
            contents.put(file, Files.readAllBytes(file));
        }
        return contents;
    }

    private DataCheck.Summary check() {
        found.clear();
        return DataCheck.run(folder, found::add);
    }

    private List<Path> files(String part) throws IOException {
        List<Path> files = SampleFolder.files(folder).stream()
                .filter(path -> folder.relativize(path).toString().contains(part))
                .toList();
        assertThat(files).describedAs("files with " + part).isNotEmpty();
        return files;
    }

    private List<String> problemFiles() {
        return found.stream().filter(Finding::isProblem).map(Finding::file).toList();
    }

    private List<String> noteFiles() {
        return found.stream()
                .filter(finding -> !finding.isProblem())
                .map(Finding::file)
                .toList();
    }

    private static boolean isLog(Path file) {
        return file.toString().endsWith(".log");
    }

    @Test
    void findsNothingInAFolderThatIsWhole() throws IOException {
        DataCheck.Summary summary = check();

        assertThat(found).isEmpty();
        long bytes =
                before.values().stream().mapToLong(content -> content.length).sum();
        assertThat(summary).hasToString("checked " + before.size() + " files, " + bytes + " bytes: no problem found");
        assertThat(files(".column")).hasSize(4 * 12);
        assertThat(files(".index")).hasSize(4);
        assertThat(files("deletes-")).hasSize(2);
        assertThat(files("manifest-")).hasSize(2);
        assertThat(files("log/")).hasSize(2);
        assertThat(files("meta/")).hasSize(1);
    }

    @Test
    void changesNothing() throws IOException {
        Path incoming = folder.resolve("objects/.incoming/7");
        Files.writeString(incoming, "torn");
        cut(files("log/").getFirst(), 3);
        Map<Path, byte[]> damaged = contents();

        check();

        assertThat(contents().keySet()).isEqualTo(damaged.keySet());
        contents().forEach((file, content) -> assertThat(content).isEqualTo(damaged.get(file)));
    }

    @Test
    void namesAFileOfWhichOneByteIsChanged() throws IOException {
        Random random = new Random(SEED);
        for (Path file : before.keySet()) {
            byte[] content = before.get(file);
            for (int offset : new int[] {0, random.nextInt(content.length), content.length - 1}) {
                byte[] changed = content.clone();
                changed[offset] ^= (byte) (1 + random.nextInt(255));
                Files.write(file, changed);

                check();

                // Damage of the last write before the end of a log is taken for a torn tail, which is only noted.
                assertThat(isLog(file) ? found.stream().map(Finding::file).toList() : problemFiles())
                        .describedAs("seed=%d, file=%s, offset=%d, found=%s", SEED, file, offset, found)
                        .contains(file.toString());
                Files.write(file, content);
            }
        }
    }

    @Test
    void namesAFileThatIsCutShort() throws IOException {
        for (Path file : before.keySet()) {
            cut(file, 5);

            check();

            assertThat(isLog(file) ? noteFiles() : problemFiles())
                    .describedAs("file=%s, found=%s", file, found)
                    .contains(file.toString());
            Files.write(file, before.getOrDefault(file, new byte[0]));
        }
    }

    @Test
    void namesAFileThatIsMissing() throws IOException {
        for (Path file : before.keySet()) {
            Files.delete(file);

            DataCheck.Summary summary = check();

            assertThat(summary.problemCount()).isPositive();
            assertThat(problemFiles())
                    .describedAs("file=%s, found=%s", file, found)
                    .anyMatch(name -> file.toString().startsWith(name));
            Files.write(file, before.getOrDefault(file, new byte[0]));
        }
    }

    @Test
    void damageOfOneFileHidesNoOther() throws IOException {
        List<Path> damaged = List.of(
                files("manifest-").getFirst(),
                files(".column").getFirst(),
                files(".column").getLast(),
                files(".index").getFirst());
        for (Path file : damaged) {
            flip(file, 5_000);
        }

        assertThat(check().toString()).endsWith("4 problems");
        assertThat(problemFiles())
                .containsExactlyInAnyOrderElementsOf(
                        damaged.stream().map(Path::toString).toList());
    }

    @Test
    void withoutTheCatalogEveryFileIsVerifiedByItself() throws IOException {
        flip(files("meta/").getFirst(), 40);
        flip(files(".column").getFirst(), 5_000);
        flip(files("log/").getFirst(), 40);

        check();

        assertThat(problemFiles())
                .containsExactlyInAnyOrder(
                        files("meta/").getFirst().toString(),
                        files(".column").getFirst().toString(),
                        files("log/").getFirst().toString());
        assertThat(noteFiles()).isEmpty();
    }

    @Test
    void aLogThatEndsBeforeTheCheckpointIsAProblem() throws IOException {
        Path lost = files("log/").getFirst();
        Path log = lost.resolveSibling("00000000000000000000.log");
        Files.delete(lost);
        Files.createFile(log);

        check();

        assertThat(found).singleElement().satisfies(finding -> {
            assertThat(finding.isProblem()).isTrue();
            assertThat(finding.text()).startsWith("log ends before the checkpoint");
            assertThat(finding.file()).isEqualTo(log.toString());
        });
    }

    @Test
    void notesFilesThatNothingNames() throws IOException {
        Path column = files(".column").getFirst();
        List<Path> orphans = List.of(
                column.resolveSibling("999.column"),
                folder.resolve("objects/.incoming/0"),
                folder.resolve("log/c1-s0/00000000000000000000.log"),
                folder.resolve("notes.txt"));
        for (Path orphan : orphans) {
            Files.createDirectories(orphan.resolveSibling(""));
            Files.writeString(orphan, "orphan");
        }

        assertThat(check().problemCount()).isZero();
        assertThat(noteFiles())
                .containsExactlyInAnyOrderElementsOf(
                        orphans.stream().map(Path::toString).toList());
    }

    @Test
    void refusesAFolderThatIsInUse() {
        try (LocalDatabase database = LocalDatabase.open(folder, DatabaseSettings.DEFAULT)) {
            assertThat(database.databases()).isNotEmpty();
            assertThatThrownBy(this::check)
                    .isInstanceOf(DurableException.class)
                    .hasMessageContaining("open in this process already");
        }
    }

    @Test
    void refusesWhatIsNoDataFolder() {
        assertThatThrownBy(() -> DataCheck.run(temp.resolve("nowhere"), found::add))
                .isInstanceOf(DurableException.class)
                .hasMessageContaining("no data folder");
        assertThatThrownBy(() -> DataCheck.run(temp, found::add))
                .isInstanceOf(DurableException.class)
                .hasMessageContaining("no data folder");
    }

    private static void cut(Path file, int byteCount) throws IOException {
        byte[] content = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(content, content.length - byteCount), StandardOpenOption.TRUNCATE_EXISTING);
    }

    private static void flip(Path file, int offset) throws IOException {
        byte[] content = Files.readAllBytes(file);
        content[offset % content.length] ^= 0x10;
        Files.write(file, content);
    }
}
