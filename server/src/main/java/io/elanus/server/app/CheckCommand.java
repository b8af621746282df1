package io.elanus.server.app;

import io.elanus.database.DataCheck;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Verifies a data folder: one line for each finding, a summary, and exit code 1 if anything is wrong. */
@Command(name = "check", description = "Verifies a data folder that no server has open; changes nothing.")
final class CheckCommand implements Callable<Integer> {
    private final PrintStream out;

    @Parameters(paramLabel = "DIR", description = "The data folder.")
    private Path folder = Path.of("");

    CheckCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() {
        DataCheck.Summary summary = DataCheck.run(folder, out::println);
        out.println(summary);
        return summary.problemCount() == 0 ? 0 : 1;
    }
}
