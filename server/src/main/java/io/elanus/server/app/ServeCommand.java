package io.elanus.server.app;

import io.elanus.server.grpc.MilvusService;
import io.elanus.simd.FloatDistances;
import io.elanus.simd.ValueType;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Serves a data folder until the process is told to stop. A flag wins over {@code --set}, and that over the file. */
@Command(name = "serve", description = "Serves a data folder.")
final class ServeCommand implements Callable<Integer> {
    private final PrintStream out;

    @Option(names = "--config", paramLabel = "FILE", description = "Settings, one a line: key: value.")
    private @Nullable Path config;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "One setting; may be repeated.")
    private Map<String, String> set = Map.of();

    @Option(names = "--data", paramLabel = "DIR", description = "The data folder (default elanus-data).")
    private @Nullable String data;

    @Option(names = "--port", description = "For Milvus's clients (default 19530).")
    private @Nullable String port;

    @Option(names = "--http-port", description = "For health and metrics (default 9091).")
    private @Nullable String httpPort;

    @Option(names = "--bind", paramLabel = "ADDRESS", description = "Where to listen (default 127.0.0.1).")
    private @Nullable String bind;

    ServeCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws InterruptedException {
        ServerSettings settings = settings();
        Server server = Server.start(
                settings, () -> Engine.open(settings), database -> new MilvusService(database, Main.version()));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop"));
        announce(settings, server);
        new CountDownLatch(1).await();
        return 0;
    }

    private ServerSettings settings() {
        Map<String, String> values = new TreeMap<>();
        if (config != null) {
            values.putAll(ServerSettings.read(config));
        }
        values.putAll(set);
        put(values, "data", data);
        put(values, "port", port);
        put(values, "http-port", httpPort);
        put(values, "bind", bind);
        return ServerSettings.of(values);
    }

    private static void put(Map<String, String> values, String key, @Nullable String value) {
        if (value != null) {
            values.put(key, value);
        }
    }

    private void announce(ServerSettings settings, Server server) {
        out.println("elanus " + Main.version());
        out.println("grpc " + settings.bind() + ":" + server.port());
        out.println("http " + settings.bind() + ":" + server.httpPort());
        out.println("data " + settings.data().toAbsolutePath().normalize());
        out.println("simd " + FloatDistances.best(ValueType.FLOAT32).name());
        out.println("ready in " + ManagementFactory.getRuntimeMXBean().getUptime() + " ms");
    }

    /** A JVM that a signal ends answers 143; being told to stop is no failure, so the code is set here. */
    private static void stop(Server server) {
        server.close();
        Runtime.getRuntime().halt(0);
    }
}
