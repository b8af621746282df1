package io.elanus.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A JVM started without the incubator module still computes. */
class FloatDistancesWithoutVectorModuleTest {
    @Test
    void fallsBackToTheScalarForm() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        PrintBest.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output.strip()).isEqualTo("scalar");
    }

    static final class PrintBest {
        private PrintBest() {}

        public static void main(String[] args) {
            System.out.println(FloatDistances.best(ValueType.FLOAT32).name());
        }
    }
}
