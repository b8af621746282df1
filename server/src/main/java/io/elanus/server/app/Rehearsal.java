package io.elanus.server.app;

import com.linecorp.armeria.client.grpc.GrpcClients;
import io.elanus.server.grpc.MilvusService;
import io.elanus.wire.ConnectRequest;
import io.elanus.wire.GetVersionRequest;
import io.elanus.wire.MilvusServiceGrpc.MilvusServiceBlockingStub;
import java.util.Map;

/** Starts a server on any free ports, calls it, and stops: what the launcher has the JVM learn a start from. */
public final class Rehearsal {
    private static final int ROUNDS = 50;

    private Rehearsal() {}

    public static void main(String[] arguments) {
        ServerSettings settings = ServerSettings.of(Map.of("port", "0", "http-port", "0"));
        try (Server server = Server.start(
                settings, () -> Engine.open(settings), database -> new MilvusService(database, Main.version()))) {
            MilvusServiceBlockingStub milvus = GrpcClients.newClient(
                    "gproto+http://" + settings.bind() + ":" + server.port(), MilvusServiceBlockingStub.class);
            for (int round = 0; round < ROUNDS; round++) {
                milvus.connect(ConnectRequest.getDefaultInstance());
                milvus.getVersion(GetVersionRequest.getDefaultInstance());
            }
        }
        System.exit(0);
    }
}
