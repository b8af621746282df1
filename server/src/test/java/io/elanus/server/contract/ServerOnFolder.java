package io.elanus.server.contract;

import io.elanus.database.DatabaseSettings;
import io.elanus.database.LocalDatabase;
import io.elanus.server.app.Server;
import io.elanus.server.app.ServerSettings;
import io.elanus.server.grpc.MilvusService;
import java.nio.file.Path;
import java.util.Map;

/** A server of a data folder on a free port. */
final class ServerOnFolder implements AutoCloseable {
    private final Server server;

    ServerOnFolder(Path folder) {
        this.server = Server.start(
                ServerSettings.of(Map.of("port", "0", "http-port", "0")),
                () -> LocalDatabase.open(folder, DatabaseSettings.DEFAULT),
                database -> new MilvusService(database, "contract"));
    }

    String uri() {
        return "http://127.0.0.1:" + server.port();
    }

    @Override
    public void close() {
        server.close();
    }
}
