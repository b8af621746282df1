package io.elanus.testkit;

import static io.elanus.testkit.FormUnderTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.Collection;
import io.elanus.Delete;
import io.elanus.Field;
import io.elanus.Query;
import io.elanus.model.CollectionName;
import io.elanus.model.ErrorCode;
import io.elanus.model.IndexParams.HnswParams;
import io.elanus.model.LoadState;
import io.elanus.model.Metric;
import org.junit.jupiter.api.Test;

/** All rows go, and nothing else. */
interface TruncationContract extends FormUnderTest {
    private static void assertEmpty(Collection films) {
        assertThat(films.count()).isZero();
        assertThat(films.rowCount()).isZero();
        assertThat(films.segments()).isEmpty();
        assertThat(films.query(Query.all().limit(10))).isEmpty();
        assertThat(films.search(Films.plot(1), 10)).isEmpty();
    }

    @Test
    default void rowsInFilesAndInMemoryAreGoneAndNewOnesStay() {
        Collection films = Films.create(elanus(), new HnswParams(16, 100), Metric.L2);
        films.insert(Films.batch(0, 2_000));
        films.flush();
        films.insert(Films.batch(2_000, 2_100));
        films.delete(Delete.ids(7, 2_007));

        films.truncate();
        assertEmpty(films);

        films.insert(Films.batch(0, 20));
        assertThat(films.count()).as("deletes from before have no effect").isEqualTo(20);
        films.flush();
        assertThat(films.rowCount()).isEqualTo(20);
        assertThat(films.search(Films.plot(7), 1).get(0).id()).isEqualTo(7);
    }

    @Test
    default void whatIsKnownOfTheCollectionStays() {
        Collection films = Films.create(elanus());
        films.createPartition("silent");
        films.createAlias("latest");
        films.insert(Films.batch(0, 10).partition("silent"));
        films.addField(Field.int32("stars").nullable().defaultValue(3));
        var before = films.describe();
        var indexes = films.indexes().stream().map(index -> index.name()).toList();

        elanus().collection("latest").truncate();

        assertThat(films.describe()).isEqualTo(before);
        assertThat(films.indexes()).extracting(index -> index.name()).isEqualTo(indexes);
        assertThat(films.loadState()).isEqualTo(LoadState.LOADED);
        assertEmpty(films);
        films.insert(Films.batch(0, 3).partition("silent"));
        assertThat(films.count(Query.where("stars == 3").partitions("silent"))).isEqualTo(3);
    }

    @Test
    default void anEmptyOrReleasedCollectionCanBeTruncatedToo() {
        Collection films = Films.create(elanus());
        films.truncate();
        assertEmpty(films);
        films.insert(Films.batch(0, 10));
        films.release();
        films.truncate();
        films.load();
        assertEmpty(films);
    }

    @Test
    default void whatWasTruncatedIsGoneAfterARestart() {
        needs(Capability.RESTART);
        Collection films = Films.create(elanus());
        films.insert(Films.batch(0, 100));
        films.flush();
        films.insert(Films.batch(100, 200));
        films.truncate();
        films.insert(Films.batch(300, 310));

        restart();

        assertThat(elanus().collection("films").count()).isEqualTo(10);
        elanus().collection("films").truncate();
        restart();
        assertEmpty(elanus().collection("films"));
    }

    @Test
    default void aMissingCollectionIsRefused() {
        assertRefused(
                ErrorCode.COLLECTION_NOT_FOUND,
                "collection not found",
                () -> database().truncateCollection(CollectionName.of("nowhere")));
    }
}
