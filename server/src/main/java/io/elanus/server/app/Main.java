package io.elanus.server.app;

import io.elanus.durable.CorruptFileException;
import io.elanus.durable.DurableException;
import io.elanus.model.DatabaseException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The program {@code elanus}: one command each time; exit code 0, or 1 with one line on the standard error stream. */
@Command(
        name = "elanus",
        description = "A vector database that speaks the Milvus protocol.",
        subcommands = HelpCommand.class)
public final class Main {
    private final PrintStream out;

    private Main(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] arguments) {
        System.exit(run(System.out, System.err, arguments));
    }

    static int run(PrintStream out, PrintStream err, String... arguments) {
        return new CommandLine(new Main(out))
                .addSubcommand(new ServeCommand(out))
                .addSubcommand(new CheckCommand(out))
                .addSubcommand(new DumpCommand(out))
                .setOut(new PrintWriter(out, true, out.charset()))
                .setErr(new PrintWriter(err, true, err.charset()))
                .setParameterExceptionHandler(Main::refused)
                .setExecutionExceptionHandler(Main::failed)
                .execute(arguments);
    }

    @Command(name = "version", description = "Prints the version.")
    void printVersion() {
        out.println("elanus " + version());
    }

    /** Ours as the jar says, or {@code dev} where the classes come from a folder. */
    static String version() {
        return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                .orElse("dev");
    }

    private static int refused(ParameterException exception, String[] arguments) {
        exception.getCommandLine().getErr().println("elanus: " + exception.getMessage() + "; see elanus help");
        return 1;
    }

    private static int failed(Exception exception, CommandLine command, ParseResult result) {
        PrintWriter err = command.getErr();
        if (exception instanceof StartException
                || exception instanceof DatabaseException
                || exception instanceof DurableException
                || exception instanceof CorruptFileException) {
            err.println("elanus: " + exception.getMessage());
        } else {
            exception.printStackTrace(err);
        }
        return 1;
    }
}
