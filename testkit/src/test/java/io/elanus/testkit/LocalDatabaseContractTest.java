package io.elanus.testkit;

import io.elanus.database.Database;
import io.elanus.database.DatabaseSettings;
import io.elanus.database.LocalDatabase;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract in a process. */
class LocalDatabaseContractTest extends DatabaseContract {
    @TempDir
    private static Path folder;

    private LocalDatabase database;

    @BeforeAll
    void open() {
        database = LocalDatabase.open(folder, DatabaseSettings.DEFAULT);
    }

    @AfterAll
    void close() {
        database.close();
    }

    @Override
    public Database database() {
        return database;
    }

    @Override
    protected Set<Capability> capabilities() {
        return EnumSet.allOf(Capability.class);
    }

    @Override
    public void restart() {
        database.close();
        open();
    }
}
