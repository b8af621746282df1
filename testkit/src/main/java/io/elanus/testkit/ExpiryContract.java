package io.elanus.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.Collection;
import io.elanus.Delete;
import io.elanus.Elanus;
import io.elanus.Field;
import io.elanus.Hit;
import io.elanus.Query;
import io.elanus.Row;
import io.elanus.Schema;
import io.elanus.model.CollectionProperties;
import io.elanus.model.ConsistencyLevel;
import io.elanus.model.DatabaseException;
import io.elanus.model.IndexParams.FlatParams;
import io.elanus.model.Metric;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rows whose time has come before they are written, which needs no waiting; and the times themselves. */
interface ExpiryContract extends FormUnderTest {
    private static Collection ready(Elanus elanus, Schema schema) {
        Collection collection = elanus.createCollection("expiring", schema.consistency(ConsistencyLevel.STRONG));
        collection.createIndex("vec", new FlatParams(), Metric.L2);
        collection.load();
        return collection;
    }

    private static Schema schema() {
        return Schema.of(Field.int64("id").primaryKey(), Field.time("until").nullable(), Field.vector("vec", 2));
    }

    private static Collection expiring(Elanus elanus) {
        return ready(elanus, schema().property(CollectionProperties.TTL_FIELD, "until"));
    }

    private static Row row(long id, @Nullable Instant until) {
        return Row.of("id", id, "until", until, "vec", new float[] {id, 0});
    }

    private static List<Long> ids(Collection collection) {
        return collection.query(Query.all().limit(100)).stream()
                .map(row -> row.number("id"))
                .toList();
    }

    @Test
    default void rowsWhoseTimeHasComeAreSeenByNoRead() throws Exception {
        Collection rows = expiring(elanus());
        Instant past = Instant.now().minusSeconds(60);
        Instant future = Instant.now().plusSeconds(86_400);
        rows.insert(row(1, past), row(2, future), row(3, null), row(4, past));

        assertOnlyTwoAndThree(rows);
        rows.flush();
        assertOnlyTwoAndThree(rows);
        assertThat(rows.rowCount()).isEqualTo(4);

        rows.compact().await(PATIENCE);

        assertOnlyTwoAndThree(rows);
        assertThat(rows.rowCount()).isEqualTo(2);
    }

    private static void assertOnlyTwoAndThree(Collection rows) {
        assertThat(ids(rows)).containsExactly(2L, 3L);
        assertThat(rows.count()).isEqualTo(2);
        assertThat(rows.query("id in [1, 2, 4]"))
                .extracting(row -> row.number("id"))
                .containsExactly(2L);
        assertThat(rows.search(new float[] {1, 0}, 2)).extracting(Hit::id).containsExactlyInAnyOrder(2L, 3L);
    }

    @Test
    default void onlyRowsThatCanBeSeenAreDeletedByAFilter() {
        Collection rows = expiring(elanus());
        rows.insert(row(1, Instant.now().minusSeconds(60)), row(2, null), row(3, null));
        assertThat(rows.delete(Delete.where("id < 3 or until is not null"))).isEqualTo(1);
        assertThat(ids(rows)).containsExactly(3L);
    }

    @Test
    default void anUpsertMovesTheTimeOfARow() {
        Collection rows = expiring(elanus());
        Instant past = Instant.now().minusSeconds(60);
        rows.insert(row(1, past), row(2, null), row(3, null));
        rows.flush();
        rows.upsert(row(1, null), row(2, past));
        assertThat(ids(rows)).containsExactly(1L, 3L);
    }

    @Test
    default void theRuleCanBeAddedChangedAndDropped() {
        Collection rows = ready(elanus(), schema());
        rows.insert(row(1, Instant.now().minusSeconds(60)), row(2, null));
        assertThat(ids(rows)).containsExactly(1L, 2L);
        rows.alter(Map.of(CollectionProperties.TTL_FIELD, "until"), Set.of());
        assertThat(ids(rows)).containsExactly(2L);
        assertThat(rows.describe().properties()).containsEntry(CollectionProperties.TTL_FIELD, "until");
        assertThatThrownBy(() -> rows.alter(Map.of(CollectionProperties.TTL_SECONDS, "60"), Set.of()))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("ttl field is already exists, cannot be set collection TTL");
        rows.alter(Map.of(), Set.of(CollectionProperties.TTL_FIELD));
        assertThat(ids(rows)).containsExactly(1L, 2L);
        rows.alter(Map.of(CollectionProperties.TTL_SECONDS, "86400"), Set.of());
        assertThat(rows.describe().properties()).containsEntry(CollectionProperties.TTL_SECONDS, "86400");
        assertThat(ids(rows)).containsExactly(1L, 2L);
    }

    @Test
    default void timesComeBackToTheMicrosecond() throws Exception {
        Instant fine = Instant.parse("2026-02-28T23:59:59.123456Z");
        Instant old = Instant.parse("1969-07-20T20:17:40Z");
        Collection rows = ready(
                elanus(),
                Schema.of(
                        Field.int64("id").primaryKey(),
                        Field.time("until").nullable(),
                        Field.time("since").defaultValue(old),
                        Field.vector("vec", 2)));
        rows.insert(
                Row.of("id", 1, "until", fine.plusNanos(789), "since", fine, "vec", new float[2]),
                Row.of("id", 2, "until", null, "vec", new float[2]));

        assertTimes(rows, fine, old);
        rows.flush();
        assertTimes(rows, fine, old);
        rows.compact().await(PATIENCE);
        assertTimes(rows, fine, old);
    }

    private static void assertTimes(Collection rows, Instant fine, Instant old) {
        List<Row> found = rows.query(Query.all().limit(10).output("until", "since"));
        assertThat(found).hasSize(2);
        assertThat(found.get(0).time("until")).isEqualTo(fine.truncatedTo(ChronoUnit.MICROS));
        assertThat(found.get(0).time("since")).isEqualTo(fine);
        assertThat(found.get(1).isNull("until")).isTrue();
        assertThat(found.get(1).time("since")).isEqualTo(old);
        assertThat(rows.query("until >= ISO '2026-03-01T07:59:59.123456+08:00'"))
                .hasSize(1);
        assertThat(rows.query("until > ISO '2026-03-01T07:59:59.123456+08:00'")).isEmpty();
        assertThat(rows.query("until is null")).hasSize(1);
    }
}
