package io.elanus.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.durable.CorruptFileException;
import io.elanus.durable.DurableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FileDumpTest {
    private Path temp = Path.of("");
    private Path folder = Path.of("");

    @BeforeAll
    void make(@TempDir Path fresh) {
        temp = fresh;
        folder = temp.resolve("data");
        SampleFolder.make(folder);
    }

    private List<String> dump(String part, int rows) throws IOException {
        Path file = SampleFolder.files(folder).stream()
                .filter(path -> folder.relativize(path).toString().contains(part))
                .findFirst()
                .orElseThrow();
        List<String> lines = new ArrayList<>();
        FileDump.print(file, rows, lines::add);
        return lines;
    }

    @Test
    void printsColumns() throws IOException {
        List<String> lines = dump("100.column", 2);

        assertThat(lines.get(0)).startsWith("column: version=2, type=VARCHAR, dim=0, rows=");
        assertThat(lines.get(2)).startsWith("0: \"key-");
        assertThat(lines).hasSize(5);
        assertThat(lines.get(4)).startsWith("... ").endsWith(" more rows");
        assertThat(dump("101.column", 400)).contains("0: null").anyMatch(line -> line.endsWith(": true"));
        assertThat(dump("110.column", 1).get(2)).startsWith("0: [");
    }

    @Test
    void printsManifests() throws IOException {
        assertThat(String.join("\n", dump("manifest-", 0)))
                .startsWith("manifest: version=")
                .contains(
                        "segments=2, deletes=1",
                        "\nsegment ",
                        "\n  column 1: key=",
                        "\n  range 100: min=\"key-",
                        "\n  deaths: key=",
                        "\n  index ",
                        "\ndeletes ");
    }

    @Test
    void printsDeletes() throws IOException {
        assertThat(String.join("\n", dump("deletes-", 3)))
                .startsWith("deletes: version=1, entries=")
                .contains("deletes: partition=", "\"key-", " more");
    }

    @Test
    void printsDeaths() throws IOException {
        List<String> lines = dump("/deaths", 2);
        assertThat(lines.get(0)).startsWith("deaths: version=1, deaths=");
        assertThat(lines.get(1)).matches("row=\\d+, timestamp=\\d+");
        assertThat(lines).hasSize(4).last().asString().endsWith(" more deaths");
    }

    @Test
    void printsIndexes() throws IOException {
        assertThat(dump(".index", 0))
                .anyMatch(line -> line.startsWith("hnsw index: version=1, metric=COSINE, rows="))
                .anyMatch(line -> line.startsWith("level 0: nodes="));
    }

    @Test
    void printsLogsOfShards() throws IOException {
        assertThat(String.join("\n", dump("log/", 100)))
                .startsWith("log of a shard: begin=")
                .contains("fence: epoch=2", "write: epoch=1, timestamp=", "rows: partition=")
                .contains("    field 110: [", "deletes: partition=", "mark: all before is fsynced", "tornBytes=0");
        assertThat(dump("log/", 1)).anyMatch(line -> line.endsWith(" more frames"));
    }

    @Test
    void printsTheLogOfTheMetaStore() throws IOException {
        assertThat(String.join("\n", dump("meta/", 1_000)))
                .startsWith("log of the meta store: begin=0")
                .contains("commit: revision=1\n", "put collections/", "put aliases/", "manifestKey=collections/");
    }

    @Test
    void refusesWhatIsNotOurs() throws IOException {
        assertThatThrownBy(() -> dump("FORMAT", 1))
                .isInstanceOf(DurableException.class)
                .hasMessageContaining("file is none of ours");
        Path short3 = Files.writeString(temp.resolve("short"), "ELC");
        assertThatThrownBy(() -> FileDump.print(short3, 1, line -> {}))
                .isInstanceOf(DurableException.class)
                .hasMessageContaining("file is none of ours");
        assertThatThrownBy(() -> FileDump.print(temp.resolve("nowhere"), 1, line -> {}))
                .isInstanceOf(DurableException.class)
                .hasMessageContaining("file is missing");
    }

    @Test
    void saysWhereAFileIsDamaged() throws IOException {
        Path column = SampleFolder.files(folder).stream()
                .filter(path -> path.endsWith("100.column"))
                .findFirst()
                .orElseThrow();
        byte[] content = Files.readAllBytes(column);
        content[5_000]++;
        Path damaged = Files.write(temp.resolve("damaged.column"), content);

        assertThatThrownBy(() -> FileDump.print(damaged, 1, line -> {}))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("file=" + damaged + ", offset=4096");
    }
}
