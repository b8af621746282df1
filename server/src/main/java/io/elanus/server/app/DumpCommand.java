package io.elanus.server.app;

import io.elanus.database.FileDump;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints one of our files. */
@Command(name = "dump", description = "Prints any of our files: column, manifest, deletes, index or log.")
final class DumpCommand implements Callable<Integer> {
    private final PrintStream out;

    @Parameters(paramLabel = "FILE", description = "The file, in its place in a data folder.")
    private Path file = Path.of("");

    @Option(
            names = "--rows",
            paramLabel = "N",
            description = "How many rows, keys or log records to print of each list (default 10).")
    private int rows = 10;

    DumpCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() {
        FileDump.print(file, Math.max(0, rows), out::println);
        return 0;
    }
}
