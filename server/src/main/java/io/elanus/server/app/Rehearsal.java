package io.elanus.server.app;

import com.linecorp.armeria.client.grpc.GrpcClients;
import io.elanus.server.grpc.MilvusService;
import io.elanus.wire.ConnectRequest;
import io.elanus.wire.GetVersionRequest;
import io.elanus.wire.MilvusServiceGrpc.MilvusServiceBlockingStub;
import io.elanus.wire.ShowCollectionsRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** Starts a server on any free ports, calls it, and stops: what the launcher has the JVM learn a start from. */
public final class Rehearsal {
    private static final int ROUNDS = 50;

    private Rehearsal() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("elanus-rehearsal");
        try {
            rehearse(folder);
        } finally {
            delete(folder);
        }
        System.exit(0);
    }

    private static void rehearse(Path folder) {
        ServerSettings settings = ServerSettings.of(Map.of(
                "port", "0", "http-port", "0", "data", folder.resolve("data").toString()));
        try (Server server = Server.start(
                settings, () -> Engine.open(settings), database -> new MilvusService(database, Main.version()))) {
            MilvusServiceBlockingStub milvus = GrpcClients.newClient(
                    "gproto+http://" + settings.bind() + ":" + server.port(), MilvusServiceBlockingStub.class);
            for (int round = 0; round < ROUNDS; round++) {
                milvus.connect(ConnectRequest.getDefaultInstance());
                milvus.getVersion(GetVersionRequest.getDefaultInstance());
                milvus.showCollections(ShowCollectionsRequest.getDefaultInstance());
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
