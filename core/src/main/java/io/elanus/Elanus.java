package io.elanus;

import io.elanus.database.Database;
import io.elanus.database.DatabaseSettings;
import io.elanus.database.LocalDatabase;
import io.elanus.model.CollectionName;
import io.elanus.model.DatabaseDescription;
import io.elanus.model.DatabaseException;
import io.elanus.model.ReadStatistics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A vector database in this process, over one data folder.
 *
 * <pre>{@code
 * try (Elanus elanus = Elanus.open(Path.of("data"))) {
 *     Collection films = elanus.createCollection(
 *             "films", Field.int64("film_id").primaryKey(), Field.text("title", 200), Field.vector("plot", 384));
 *     films.createIndex("plot", Metric.COSINE);
 *     films.load();
 *
 *     films.insert(Row.of("film_id", 1, "title", "Playtime", "plot", embedding));
 *     for (Hit hit : films.search(Search.near(question).limit(3).output("title"))) {
 *         IO.println(hit.score() + " " + hit.text("title"));
 *     }
 * }
 * }</pre>
 *
 * <p>Thread-safe. Calls block, which suits virtual threads. A call that fails throws {@link DatabaseException} and has
 * changed nothing. What was acknowledged is on the disk.
 *
 * <p>Collections live in databases, as in Milvus; names mean the database {@code default} unless {@link #using} says
 * otherwise.
 */
public final class Elanus implements AutoCloseable {
    private final Database database;
    private final String databaseName;

    private Elanus(Database database, String databaseName) {
        this.database = database;
        this.databaseName = databaseName;
    }

    /**
     * Opens a data folder, and creates it if it is not there or empty.
     *
     * @throws io.elanus.durable.DurableException if it is in use, of a newer version, or no data folder
     */
    public static Elanus open(Path folder) {
        return open(folder, DatabaseSettings.DEFAULT);
    }

    /** As {@link #open(Path)}, with other settings: for example, how soon a write has to be on the disk. */
    public static Elanus open(Path folder, DatabaseSettings settings) {
        return over(LocalDatabase.open(folder, settings));
    }

    /** The same verbs over any form of the database. Closing closes it. */
    public static Elanus over(Database database) {
        return new Elanus(database, CollectionName.DATABASE_DEFAULT);
    }

    // Databases

    /** The same folder, with names of collections meant in another database. Closing either closes both. */
    public Elanus using(String otherDatabase) {
        return new Elanus(database, otherDatabase);
    }

    public Elanus createDatabase(String name) {
        database.createDatabase(name, Map.of());
        return using(name);
    }

    /** The database has to be empty; a missing one is no error. */
    public void dropDatabase(String name) {
        database.dropDatabase(name);
    }

    public List<String> databases() {
        return database.databases().stream().map(DatabaseDescription::name).toList();
    }

    // Collections

    /** Making a collection again with the same fields is no error. */
    public Collection createCollection(String name, Field... fields) {
        return createCollection(name, Schema.of(fields));
    }

    /** Making a collection again with the same schema is no error. */
    public Collection createCollection(String name, Schema schema) {
        database.createCollection(schema.request(named(name)));
        return new Collection(database, named(name));
    }

    /**
     * A collection by its name or an alias of it.
     *
     * @throws DatabaseException (100) if there is none
     */
    public Collection collection(String name) {
        database.describeCollection(named(name));
        return new Collection(database, named(name));
    }

    public boolean hasCollection(String name) {
        return database.hasCollection(named(name));
    }

    public List<String> collections() {
        return database.collections(databaseName).stream()
                .map(description -> description.name().collection())
                .toList();
    }

    /** A missing collection is no error; an alias, or a collection with aliases, is. */
    public void dropCollection(String name) {
        database.dropCollection(named(name));
    }

    /** All aliases, of whatever collection. */
    public List<String> aliases() {
        return database.aliases(named(""));
    }

    public void dropAlias(String alias) {
        database.dropAlias(databaseName, alias);
    }

    /** A compaction by the id that it was given, also long after and after a restart; an unknown one has ended. */
    public Compaction compaction(long id) {
        return new Compaction(database, id);
    }

    /** What all searches and queries since the start had to look at, and what they could skip. */
    public ReadStatistics readStatistics() {
        return database.readStatistics();
    }

    private CollectionName named(String collection) {
        return new CollectionName(databaseName, collection);
    }

    /** Ends what runs behind, closes the files and gives the data folder free. */
    @Override
    public void close() {
        database.close();
    }
}
