package io.elanus.testkit;

import io.elanus.Elanus;
import io.elanus.database.Database;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/**
 * What every form of the database does. A form opens itself before all tests and closes itself after them; each test
 * works in a database of its own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class DatabaseContract
        implements CatalogContract,
                PartitionContract,
                AliasContract,
                WriteContract,
                UpdateContract,
                ValueContract,
                ExpiryContract,
                QueryContract,
                SearchContract,
                LoadContract,
                FlushContract,
                CompactionContract,
                ClusteringContract,
                FieldContract,
                TruncationContract,
                RestartContract {
    private int testCount;
    private String databaseName = "";

    /** The form; another one after {@link #restart}. */
    @Override
    public abstract Database database();

    protected abstract Set<Capability> capabilities();

    /** Closes the form and opens its data again. */
    @Override
    public void restart() {
        throw new UnsupportedOperationException("this form does not restart");
    }

    @Override
    public final boolean can(Capability capability) {
        return capabilities().contains(capability);
    }

    @Override
    public final void needs(Capability capability) {
        Assumptions.assumeTrue(can(capability), "the form cannot: " + capability);
    }

    @Override
    public final Elanus elanus() {
        return Elanus.over(database()).using(databaseName);
    }

    @BeforeEach
    final void createDatabase() {
        databaseName = "contract_" + testCount++;
        Elanus.over(database()).createDatabase(databaseName);
    }

    @AfterEach
    final void dropDatabase() {
        Elanus elanus = elanus();
        elanus.aliases().forEach(elanus::dropAlias);
        elanus.collections().forEach(elanus::dropCollection);
        elanus.dropDatabase(databaseName);
    }
}
