package io.elanus.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example for Java's developers, run as they run it. */
class SeedPageTest {
    @TempDir
    private Path folder;

    @Test
    void fiveSegmentsBecomeOne() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-modules",
                        "jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Path.of("..", "examples", "java", "SeedPage.java").toString(),
                        folder.resolve("data").toString())
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(out).isZero();
        assertThat(out)
                .contains("before: 4500 films, 5000 rows, 5 segments")
                .contains("SUCCEEDED")
                .contains("dropped 500 rows")
                .contains("after: 4500 films, 4500 rows, 1 segments")
                .contains("near (0.5, 0.5): film ");
    }
}
