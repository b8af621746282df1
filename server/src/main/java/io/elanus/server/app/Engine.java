package io.elanus.server.app;

import io.elanus.database.Database;

/** The engine behind the server. */
final class Engine {
    private Engine() {}

    static Database open(ServerSettings settings) {
        throw new StartException("this build has no engine: data=" + settings.data());
    }
}
