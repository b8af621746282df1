package io.elanus.testkit;

import static io.elanus.testkit.FormUnderTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.Collection;
import io.elanus.Delete;
import io.elanus.Field;
import io.elanus.Hit;
import io.elanus.Query;
import io.elanus.Row;
import io.elanus.Schema;
import io.elanus.Search;
import io.elanus.model.CollectionName;
import io.elanus.model.ConsistencyLevel;
import io.elanus.model.ErrorCode;
import io.elanus.model.IndexParams.FlatParams;
import io.elanus.model.Metric;
import org.junit.jupiter.api.Test;

/** Parts of a collection that its user names, or that a key fills. */
interface PartitionContract extends FormUnderTest {
    @Test
    default void partitionsAreListedUntilTheyAreDropped() {
        Collection films = elanus().createCollection("films", Films.schema());
        films.createPartition("silent");
        films.createPartition("silent");
        assertThat(films.partitions()).containsExactlyInAnyOrder("_default", "silent");

        films.dropPartition("silent");
        films.dropPartition("silent");

        assertThat(films.partitions()).containsExactly("_default");
        CollectionName name = films.describe().name();
        assertThat(database().hasPartition(name, "silent")).isFalse();
        assertThat(database().hasPartition(name, "_default")).isTrue();
    }

    @Test
    default void theDefaultPartitionStays() {
        Collection films = elanus().createCollection("films", Films.schema());
        assertRefused(
                ErrorCode.INVALID_PARAMETER,
                "default partition cannot be deleted",
                () -> films.dropPartition("_default"));
    }

    @Test
    default void aLoadedPartitionStays() {
        Collection films = Films.create(elanus());
        films.createPartition("silent");
        assertRefused(
                ErrorCode.INVALID_PARAMETER,
                "partition cannot be dropped, partition is loaded, please release it first",
                () -> films.dropPartition("silent"));
    }

    @Test
    default void readsAndDeletesKeepToTheirPartition() {
        Collection films = Films.create(elanus());
        films.createPartition("silent");
        films.insert(Films.batch(0, 10));
        films.insert(Films.batch(10, 20).partition("silent"));

        assertThat(films.count(Query.all().partitions("silent"))).isEqualTo(10);
        assertThat(films.count()).isEqualTo(20);
        assertThat(films.search(Search.near(Films.plot(3)).limit(20).partitions("silent")))
                .hasSize(10)
                .allMatch(hit -> hit.id() >= 10);

        films.delete(Delete.where("film_id in [1, 2, 11, 12]").partition("silent"));

        assertThat(films.query("film_id in [1, 2, 11, 12]"))
                .extracting(row -> row.number("film_id"))
                .containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    default void aDroppedPartitionTakesItsRowsAlong() {
        Collection films = Films.create(elanus());
        films.createPartition("silent");
        films.insert(Films.batch(0, 10));
        films.insert(Films.batch(10, 20).partition("silent"));
        films.flush();

        films.release();
        films.dropPartition("silent");
        films.load();

        assertThat(films.count()).isEqualTo(10);
    }

    @Test
    default void aMissingPartitionIsRefusedByName() {
        Collection films = Films.create(elanus());
        assertRefused(
                ErrorCode.PARTITION_NOT_FOUND,
                "partition not found[partition=nowhere]",
                () -> films.insert(Films.batch(0, 1).partition("nowhere")));
        assertRefused(
                ErrorCode.INVALID_PARAMETER,
                "partition name nowhere not found",
                () -> films.count(Query.all().partitions("nowhere")));
    }

    @Test
    default void partitionsCountTheirRows() {
        Collection films = Films.create(elanus());
        films.createPartition("silent");
        films.insert(Films.batch(0, 10));
        films.insert(Films.batch(10, 13).partition("silent"));
        CollectionName name = films.describe().name();
        films.flush();
        assertThat(database().partitionRowCount(name, "silent")).isEqualTo(3);
        assertThat(database().partitionRowCount(name, "_default")).isEqualTo(10);
    }

    @Test
    default void aPartitionKeySpreadsTheRows() {
        Collection films = elanus().createCollection(
                        "films",
                        Schema.of(
                                        Field.int64("film_id").primaryKey(),
                                        Field.text("country", 20).partitionKey(),
                                        Field.vector("plot", Films.DIM))
                                .partitions(4)
                                .consistency(ConsistencyLevel.STRONG));
        films.createIndex("plot", new FlatParams(), Metric.L2);
        films.load();
        assertThat(films.partitions()).hasSize(4);

        for (int id = 0; id < 30; id++) {
            films.insert(Row.of("film_id", id, "country", "land " + id % 3, "plot", Films.plot(id)));
        }

        assertThat(films.query("country == \"land 1\"")).hasSize(10);
        assertThat(films.search(Search.near(Films.plot(0)).limit(30).filter("country == \"land 2\"")))
                .hasSize(10)
                .extracting(Hit::id)
                .allMatch(id -> id % 3 == 2);
    }
}
