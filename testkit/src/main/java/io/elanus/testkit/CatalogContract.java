package io.elanus.testkit;

import static io.elanus.testkit.FormUnderTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.Collection;
import io.elanus.Elanus;
import io.elanus.Field;
import io.elanus.Schema;
import io.elanus.model.CollectionDescription;
import io.elanus.model.ConsistencyLevel;
import io.elanus.model.DataType;
import io.elanus.model.ErrorCode;
import io.elanus.model.FieldSchema;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Databases and collections: made, described, listed, renamed, dropped. */
interface CatalogContract extends FormUnderTest {
    @Test
    default void aCollectionIsDescribedAsItWasMade() {
        Collection made = elanus().createCollection(
                        "books",
                        Schema.of(
                                        Field.text("isbn", 13).primaryKey().description("the key"),
                                        Field.float64("price").nullable(),
                                        Field.int32("pages").defaultValue(100),
                                        Field.vector("cover", 16))
                                .description("all books")
                                .dynamic()
                                .shards(2)
                                .consistency(ConsistencyLevel.SESSION)
                                .property("owner", "library"));

        CollectionDescription books = made.describe();

        assertThat(books.name().collection()).isEqualTo("books");
        assertThat(books.schema().description()).isEqualTo("all books");
        assertThat(books.schema().dynamicFieldEnabled()).isTrue();
        assertThat(books.shardCount()).isEqualTo(2);
        assertThat(books.consistency()).isEqualTo(ConsistencyLevel.SESSION);
        assertThat(books.properties()).containsEntry("owner", "library");
        assertThat(books.schema().fields().stream().filter(field -> !field.dynamic()))
                .extracting(FieldSchema::name)
                .containsExactly("isbn", "price", "pages", "cover");
        FieldSchema key = books.schema().primaryKey();
        assertThat(key.name()).isEqualTo("isbn");
        assertThat(key.description()).isEqualTo("the key");
        assertThat(key.type()).isEqualTo(DataType.VARCHAR);
        assertThat(key.maxLength()).isEqualTo(13);
        assertThat(books.schema().find("price").orElseThrow().nullable()).isTrue();
        assertThat(books.schema().find("cover").orElseThrow().dim()).isEqualTo(16);
    }

    @Test
    default void aCollectionIsFoundByItsNumber() {
        CollectionDescription films =
                elanus().createCollection("films", Films.schema()).describe();
        assertThat(database().describeCollection(films.id()).name()).isEqualTo(films.name());
    }

    @Test
    default void makingTheSameCollectionAgainChangesNothing() {
        long id = elanus().createCollection("films", Films.schema()).describe().id();
        assertThat(elanus().createCollection("films", Films.schema()).describe().id())
                .isEqualTo(id);
    }

    @Test
    default void makingAnotherCollectionOfThatNameIsRefused() {
        elanus().createCollection("films", Films.schema());
        assertRefused(
                ErrorCode.INVALID_PARAMETER,
                "create duplicate collection with different parameters, collection: films",
                () -> elanus().createCollection("films", Films.schema().shards(3)));
    }

    @Test
    default void collectionsAreListedUntilTheyAreDropped() {
        elanus().createCollection("films", Films.schema());
        elanus().createCollection("series", Films.schema());
        assertThat(elanus().collections()).containsExactlyInAnyOrder("films", "series");

        elanus().dropCollection("films");
        elanus().dropCollection("films");

        assertThat(elanus().collections()).containsExactly("series");
        assertThat(elanus().hasCollection("films")).isFalse();
        assertThat(elanus().hasCollection("series")).isTrue();
    }

    @Test
    default void aMissingCollectionIsRefusedByName() {
        assertRefused(ErrorCode.COLLECTION_NOT_FOUND, "[collection=nowhere]", () -> elanus().collection("nowhere"));
    }

    @Test
    default void aCollectionMadeAgainIsEmpty() {
        Films.create(elanus()).insert(Films.batch(0, 10));
        elanus().dropCollection("films");
        assertThat(Films.create(elanus()).count()).isZero();
    }

    @Test
    default void aRenamedCollectionKeepsItsRows() {
        Collection films = Films.create(elanus());
        films.insert(Films.batch(0, 10));

        Collection movies = films.rename("movies");

        assertThat(movies.count()).isEqualTo(10);
        assertThat(elanus().collections()).containsExactly("movies");
    }

    @Test
    default void propertiesAreSetAndRemoved() {
        Collection films = elanus().createCollection("films", Films.schema().property("color", "red"));
        films.alter(Map.of("owner", "club"), Set.of());
        assertThat(films.describe().properties()).containsEntry("owner", "club").containsEntry("color", "red");
        films.alter(Map.of(), Set.of("color"));
        assertThat(films.describe().properties()).containsEntry("owner", "club").doesNotContainKey("color");
    }

    @Test
    default void databasesHoldTheirOwnCollections() {
        Elanus other = elanus().createDatabase("other_one");
        try {
            assertThat(elanus().databases()).contains("default", "other_one");
            elanus().createCollection("films", Films.schema());
            assertThat(other.collections()).isEmpty();
            other.createCollection("films", Films.schema());
            assertThat(other.collection("films").describe().id())
                    .isNotEqualTo(elanus().collection("films").describe().id());
            assertRefused(
                    ErrorCode.INVALID_PARAMETER,
                    "database:other_one not empty, must drop all collections before drop database",
                    () -> elanus().dropDatabase("other_one"));
        } finally {
            other.dropCollection("films");
            elanus().dropDatabase("other_one");
        }
        assertThat(elanus().databases()).doesNotContain("other_one");
    }

    @Test
    default void aMissingDatabaseIsRefusedByName() {
        assertRefused(
                ErrorCode.DATABASE_NOT_FOUND,
                "database not found",
                () -> elanus().using("nowhere").createCollection("films", Films.schema()));
    }

    @Test
    default void databasesHaveProperties() {
        elanus().createDatabase("with_properties");
        try {
            database().alterDatabase("with_properties", Map.of("owner", "club"), Set.of());
            assertThat(database().describeDatabase("with_properties").properties())
                    .containsEntry("owner", "club");
        } finally {
            elanus().dropDatabase("with_properties");
        }
    }
}
