package io.elanus.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.database.DatabaseSettings;
import io.elanus.database.LocalDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands check and dump, as an operator calls them. */
class FileCommandsTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void makeFolder() {
        LocalDatabase.open(folder, DatabaseSettings.DEFAULT).close();
    }

    private int run(String... arguments) {
        out.reset();
        err.reset();
        return Main.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                arguments);
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }

    private Path metaLog() {
        return folder.resolve("meta/commits/00000000000000000000.log");
    }

    @Test
    void checkAnswersByLinesAndExitCode() throws IOException {
        assertThat(run("check", folder.toString())).isZero();
        assertThat(text(out)).matches("checked 2 files, \\d+ bytes: no problem found\n");

        Files.writeString(folder.resolve("FORMAT"), "else");
        assertThat(run("check", folder.toString())).isEqualTo(1);
        assertThat(text(out)).startsWith("problem: ").contains("file=" + folder.resolve("FORMAT"), ": 1 problem\n");
    }

    @Test
    void dumpPrintsAFile() {
        assertThat(run("dump", metaLog().toString(), "--rows", "0")).isZero();
        assertThat(text(out)).startsWith("log of the meta store: begin=0");
    }

    @Test
    void whatCannotBeReadIsOneLine() {
        assertThat(run("check", folder.resolve("nowhere").toString())).isEqualTo(1);
        assertThat(text(err)).matches("elanus: folder is no data folder: folder=.*\n");
        assertThat(run("dump", folder.resolve("FORMAT").toString())).isEqualTo(1);
        assertThat(text(err)).matches("elanus: file is none of ours: file=.*\n");
        assertThat(run("dump")).isEqualTo(1);
        assertThat(text(err)).contains("Missing required parameter");
    }
}
