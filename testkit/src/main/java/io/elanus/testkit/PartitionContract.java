package io.elanus.testkit;

import static io.elanus.testkit.FormUnderTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.Collection;
import io.elanus.Delete;
import io.elanus.Query;
import io.elanus.Search;
import io.elanus.model.CollectionName;
import io.elanus.model.ErrorCode;
import org.junit.jupiter.api.Test;

/** Parts of a collection that its user names. */
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
}
