package io.elanus.server.app;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.grpc.GrpcMeterIdPrefixFunction;
import com.linecorp.armeria.common.util.BlockingTaskExecutor;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.GracefulShutdown;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.metric.MetricCollectingService;
import io.elanus.database.Database;
import io.elanus.model.ReadStatistics;
import io.elanus.server.grpc.GrpcFront;
import io.elanus.server.rest.RestFront;
import io.grpc.BindableService;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A running server: gRPC on one port, health and metrics on another. Thread-safe.
 *
 * <p>Closing stops taking calls, waits for those under way, at most {@link #DRAIN_TIME_MAX}, and lets go of everything.
 */
public final class Server implements AutoCloseable {
    public static final Duration DRAIN_TIME_MAX = Duration.ofSeconds(8);

    /** A connection without calls lives on while its client pings, which Milvus's SDKs do every ten seconds. */
    private static final Duration IDLE_TIME_MAX = Duration.ofMinutes(5);

    // Armeria hands these milliseconds to the socket as seconds of TCP keep-alive, which end at 32767.
    private static final Duration PING_INTERVAL = Duration.ofSeconds(30);

    /** Armeria waits for calls under way only if this is not zero. */
    private static final Duration QUIET_TIME = Duration.ofMillis(1);

    private final CallThreads threads = new CallThreads();
    private final Metrics metrics = new Metrics();
    private final Database database;
    private final com.linecorp.armeria.server.Server calls;
    private final com.linecorp.armeria.server.Server operations;
    private final Supplier<ReadStatistics> reads;
    private volatile boolean closing;

    private Server(ServerSettings settings, Database database, BindableService service) {
        this.database = database;
        this.reads = database::readStatistics; // Micrometer keeps only a weak reference to what it asks.
        ServerBuilder front = listener(settings.bind(), settings.port(), metrics.registry())
                .service(GrpcFront.of(service), counting())
                .decorator(refusing());
        RestFront.addTo(front, database);
        this.calls = front.build();
        this.operations = listener(settings.bind(), settings.httpPort(), new SimpleMeterRegistry())
                .service("/healthz", alive())
                .service("/livez", alive())
                .service("/metrics", metrics.page())
                .build();
    }

    /**
     * Returns once calls are accepted.
     *
     * @param opening asked for the database once the ports are known to be free; closing the server closes it
     * @param serving what answers the calls
     * @throws StartException if a port cannot be used; then nothing has been touched
     */
    public static Server start(
            ServerSettings settings, Supplier<Database> opening, Function<Database, BindableService> serving) {
        requireFree("port", settings.bind(), settings.port());
        requireFree("http-port", settings.bind(), settings.httpPort());
        Database database = opening.get();
        Server server = new Server(settings, database, serving.apply(database));
        server.metrics.watchProcess();
        server.metrics.watchReads(server.reads);
        server.operations.start().join();
        server.calls.start().join();
        return server;
    }

    /** The port of gRPC, also where any free one was asked for. */
    public int port() {
        return calls.activeLocalPort();
    }

    /** The port of health and metrics, also where any free one was asked for. */
    public int httpPort() {
        return operations.activeLocalPort();
    }

    @Override
    public void close() {
        closing = true;
        // Both at once: Armeria takes two seconds to let go of a port, whatever the limits say.
        CompletableFuture.allOf(calls.stop(), operations.stop()).join();
        database.close();
        threads.shutdown();
        metrics.close();
    }

    // Two listeners instead of one with two ports: Armeria tells ports apart by number, which port 0 does not have yet.
    private ServerBuilder listener(String bind, int port, MeterRegistry registry) {
        return com.linecorp.armeria.server.Server.builder()
                .port(new InetSocketAddress(bind, port), SessionProtocol.HTTP)
                .meterRegistry(registry)
                .blockingTaskExecutor(BlockingTaskExecutor.of(threads), false)
                .requestTimeout(Duration.ZERO)
                .maxRequestLength(0)
                .idleTimeout(IDLE_TIME_MAX, true)
                .pingInterval(PING_INTERVAL)
                .gracefulShutdown(GracefulShutdown.builder()
                        .quietPeriod(QUIET_TIME)
                        .timeout(DRAIN_TIME_MAX)
                        .build());
    }

    private static Function<? super HttpService, MetricCollectingService> counting() {
        return MetricCollectingService.newDecorator(GrpcMeterIdPrefixFunction.of("elanus.grpc"));
    }

    /** Once closing, a call is answered 503, which gRPC's clients read as UNAVAILABLE: they may try elsewhere or again. */
    private DecoratingHttpServiceFunction refusing() {
        return (next, context, request) ->
                closing ? HttpResponse.of(HttpStatus.SERVICE_UNAVAILABLE) : next.serve(context, request);
    }

    private static HttpService alive() {
        return (context, request) -> HttpResponse.of(MediaType.PLAIN_TEXT_UTF_8, "OK");
    }

    private static void requireFree(String key, String bind, int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(bind))) {
            assert socket.isBound();
        } catch (IOException e) {
            throw new StartException(
                    "cannot listen: " + key + "=" + port + ", bind=" + bind + ", reason=" + e.getMessage(), e);
        }
    }
}
