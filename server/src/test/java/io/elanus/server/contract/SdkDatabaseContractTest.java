package io.elanus.server.contract;

import io.elanus.database.Database;
import io.elanus.testkit.Capability;
import io.elanus.testkit.DatabaseContract;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract through the official Java SDK and a server. */
class SdkDatabaseContractTest extends DatabaseContract {
    @TempDir
    private static Path folder;

    private ServerOnFolder server;
    private SdkDatabase database;

    @BeforeAll
    void open() {
        server = new ServerOnFolder(folder);
        database = new SdkDatabase(server.uri());
    }

    @AfterAll
    void close() {
        database.close();
        server.close();
    }

    @Override
    public Database database() {
        return database;
    }

    @Override
    protected Set<Capability> capabilities() {
        return Set.of(Capability.RESTART);
    }

    @Override
    public void restart() {
        close();
        open();
    }
}
