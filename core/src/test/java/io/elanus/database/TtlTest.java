package io.elanus.database;

import static io.elanus.model.CollectionProperties.TTL_FIELD;
import static io.elanus.model.CollectionProperties.TTL_SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.Collection;
import io.elanus.Delete;
import io.elanus.Elanus;
import io.elanus.Field;
import io.elanus.Hit;
import io.elanus.Query;
import io.elanus.Row;
import io.elanus.Schema;
import io.elanus.model.ConsistencyLevel;
import io.elanus.model.IndexParams;
import io.elanus.model.IndexParams.FlatParams;
import io.elanus.model.IndexParams.HnswParams;
import io.elanus.model.Metric;
import io.elanus.model.SegmentDescription;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that expire, through the whole database, under a clock that the test moves. */
class TtlTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final IndexParams HNSW = new HnswParams(16, 100);

    @TempDir
    private Path folder;

    private volatile Instant now = START;
    private @Nullable Elanus opened;

    @AfterEach
    void close() {
        elanus().close();
    }

    private Elanus elanus() {
        if (opened == null) {
            opened = Elanus.over(LocalDatabase.open(folder, DatabaseSettings.DEFAULT, () -> now));
        }
        return opened;
    }

    private Collection reopened() {
        elanus().close();
        opened = null;
        return elanus().collection("films");
    }

    private void advance(Duration time) {
        now = now.plus(time);
    }

    private Collection collection(IndexParams index, String property, String value) {
        Collection films = elanus().createCollection(
                        "films",
                        Schema.of(
                                        Field.int64("id").primaryKey(),
                                        Field.time("until").nullable(),
                                        Field.time("later").nullable(),
                                        Field.vector("vec", 2))
                                .consistency(ConsistencyLevel.STRONG)
                                .property(property, value));
        films.createIndex("vec", index, Metric.L2);
        films.load();
        return films;
    }

    private Collection withTtl(int seconds) {
        return collection(new FlatParams(), TTL_SECONDS, Integer.toString(seconds));
    }

    private Collection withTtlField() {
        return collection(new FlatParams(), TTL_FIELD, "until");
    }

    /** Rows with the keys from {@code from} to {@code to} - 1; row i lies at (i, 0). */
    private static void insert(Collection films, int from, int to, @Nullable Instant until) {
        films.insert(rows(from, to, until));
    }

    private static List<Row> rows(int from, int to, @Nullable Instant until) {
        List<Row> rows = new ArrayList<>();
        for (int id = from; id < to; id++) {
            rows.add(Row.of("id", id, "until", until, "later", null, "vec", new float[] {id, 0}));
        }
        return rows;
    }

    private static List<Long> ids(Collection films) {
        return films.query(Query.all().limit(10_000)).stream()
                .map(row -> row.number("id"))
                .toList();
    }

    private static List<Long> nearest(Collection films, float at, int limit) {
        List<Hit> hits = films.search(new float[] {at, 0}, limit);
        return hits.stream().map(Hit::id).toList();
    }

    private static void assertNothingToSee(Collection films) {
        assertThat(films.count()).isZero();
        assertThat(films.count(Query.where("id >= 0"))).isZero();
        assertThat(films.query("id in [0, 1, 2]")).isEmpty();
        assertThat(ids(films)).isEmpty();
        assertThat(films.search(new float[] {0, 0}, 10)).isEmpty();
    }

    /** milvus-io/milvus#20842 */
    @Test
    void expiredRowsAreGoneBeforeACompaction20842() {
        Collection films = withTtl(60);
        insert(films, 0, 10, null);
        films.flush();
        insert(films, 10, 20, null);
        advance(Duration.ofMillis(59_999));
        assertThat(films.count()).isEqualTo(20);

        advance(Duration.ofMillis(1));

        assertNothingToSee(films);
        assertThat(films.rowCount()).as("rows that still take space").isEqualTo(20);
        SegmentDescription segment = films.segments().get(0);
        assertThat(segment.rowCount()).isEqualTo(10);
        assertThat(segment.liveRowCount()).isZero();
    }

    /** milvus-io/milvus#25955: under a time to live, compactions went on and the files grew. */
    @Test
    void compactionsUnderATimeToLiveOnlyEverFreeSpace25955() throws Exception {
        Collection films = withTtl(60);
        for (int batch = 0; batch < 6; batch++) {
            insert(films, batch * 100, batch * 100 + 100, null);
            films.flush();
            advance(Duration.ofSeconds(10));
        }
        long bytesBefore = byteSize(films);
        for (int left = 5; left >= 0; left--) {
            films.compact().await(PATIENCE);
            assertThat(films.rowCount()).isEqualTo(left * 100L);
            assertThat(films.count()).isEqualTo(left * 100L);
            assertThat(byteSize(films)).isLessThan(bytesBefore);
            bytesBefore = Math.max(1, byteSize(films));
            advance(Duration.ofSeconds(10));
        }
        assertThat(films.segments()).isEmpty();
        assertThat(films.compact().plans()).isEmpty();
    }

    private static long byteSize(Collection films) {
        return films.segments().stream().mapToLong(SegmentDescription::byteSize).sum();
    }

    @Test
    void aTimeToLiveCanBeSetChangedAndRemovedAtAnyTime() {
        Collection films = withTtl(60);
        insert(films, 0, 5, null);
        films.flush();
        insert(films, 5, 10, null);
        advance(Duration.ofSeconds(61));
        assertNothingToSee(films);

        films.alter(Map.of(TTL_SECONDS, "62"), Set.of());
        assertThat(films.count()).isEqualTo(10);
        films.alter(Map.of(TTL_SECONDS, "61"), Set.of());
        assertNothingToSee(films);
        films.alter(Map.of(), Set.of(TTL_SECONDS));
        assertThat(films.count()).isEqualTo(10);
        films.alter(Map.of(TTL_SECONDS, "1"), Set.of());
        assertNothingToSee(films);
        films.alter(Map.of(TTL_SECONDS, "-1"), Set.of());
        assertThat(films.count()).isEqualTo(10);
    }

    @Test
    void aTimeToLiveOutlivesARestart() {
        Collection films = withTtl(60);
        insert(films, 0, 5, null);
        films.flush();
        insert(films, 5, 10, null);
        advance(Duration.ofSeconds(59));
        assertThat(reopened().count()).isEqualTo(10);
        advance(Duration.ofSeconds(1));
        assertNothingToSee(reopened());
        reopened().alter(Map.of(), Set.of(TTL_SECONDS));
        assertThat(reopened().count()).isEqualTo(10);
    }

    @Test
    void aSearchFindsAsManyLiveRowsAsItWasAskedForThoughExpiredOnesAreNearer() {
        Collection films = collection(HNSW, TTL_SECONDS, "60");
        insert(films, 0, 1_500, null);
        films.flush();
        advance(Duration.ofSeconds(30));
        insert(films, 1_500, 3_000, null);
        films.flush();
        insert(films, 3_000, 3_100, null);
        assertThat(nearest(films, 0, 5)).containsExactly(0L, 1L, 2L, 3L, 4L);

        advance(Duration.ofSeconds(30));

        assertThat(nearest(films, 0, 5)).containsExactly(1_500L, 1_501L, 1_502L, 1_503L, 1_504L);
        assertThat(nearest(films, 0, 1_600)).hasSize(1_600);
    }

    @Test
    void onlyRowsThatCanBeSeenAreDeletedByAFilter() {
        Collection films = withTtl(60);
        insert(films, 0, 5, null);
        advance(Duration.ofSeconds(30));
        insert(films, 5, 8, null);
        advance(Duration.ofSeconds(30));
        assertThat(films.delete(Delete.where("id >= 0"))).isEqualTo(3);
    }

    @Test
    void anUpsertGivesARowAnotherLife() {
        Collection films = withTtl(60);
        insert(films, 0, 3, null);
        films.flush();
        advance(Duration.ofSeconds(40));
        films.upsert(rows(1, 2, null));
        advance(Duration.ofSeconds(40));
        assertThat(ids(films)).containsExactly(1L);
        films.upsert(rows(2, 3, null));
        assertThat(ids(films))
                .as("a row comes back under the key of one that has expired")
                .containsExactly(1L, 2L);
        advance(Duration.ofSeconds(20));
        assertThat(ids(films)).containsExactly(2L);
    }

    @Test
    void aRowExpiresAtTheTimeInItsFieldAndNeverWithoutOne() throws Exception {
        Collection films = withTtlField();
        insert(films, 0, 2, START.minusSeconds(1));
        insert(films, 2, 4, START.plusSeconds(60));
        insert(films, 4, 6, null);
        assertThat(ids(films)).as("growing").containsExactly(2L, 3L, 4L, 5L);
        films.flush();
        assertThat(ids(films)).as("sealed").containsExactly(2L, 3L, 4L, 5L);
        assertThat(nearest(films, 0, 10)).containsExactly(2L, 3L, 4L, 5L);

        now = START.plusSeconds(60);

        assertThat(ids(films)).containsExactly(4L, 5L);
        films.compact().await(PATIENCE);
        assertThat(films.rowCount()).isEqualTo(2);
        now = START.plus(Duration.ofDays(100_000));
        assertThat(ids(reopened())).containsExactly(4L, 5L);
    }

    @Test
    void anUpsertMovesTheTimeAtWhichARowExpires() {
        Collection films = withTtlField();
        insert(films, 0, 3, null);
        films.flush();
        films.upsert(rows(0, 1, START.plusSeconds(5)));
        films.upsert(rows(1, 2, START.plusSeconds(5)));
        films.upsert(rows(1, 2, START.plusSeconds(50)));
        advance(Duration.ofSeconds(10));
        assertThat(ids(films)).as("the row before does not come back").containsExactly(1L, 2L);
        advance(Duration.ofSeconds(40));
        assertThat(ids(reopened())).containsExactly(2L);
    }

    @Test
    void theFieldThatSaysWhenRowsExpireCanBeChanged() {
        Collection films = withTtlField();
        films.insert(
                Row.of("id", 0, "until", null, "later", START.plusSeconds(10), "vec", new float[2]),
                Row.of("id", 1, "until", START.plusSeconds(10), "later", null, "vec", new float[2]));
        films.flush();
        advance(Duration.ofSeconds(10));
        assertThat(ids(films)).containsExactly(0L);
        films.alter(Map.of(TTL_FIELD, "later"), Set.of());
        assertThat(ids(films)).containsExactly(1L);
        films.alter(Map.of(), Set.of(TTL_FIELD));
        assertThat(ids(films)).containsExactly(0L, 1L);
        films.alter(Map.of(TTL_SECONDS, "10"), Set.of());
        assertNothingToSee(films);
    }

    @Test
    void rowsThatHaveNotExpiredLongAfterManyOthersStayInOrder() {
        Collection films = withTtl(100);
        for (int second = 0; second < 100; second++) {
            insert(films, second * 7 % 100, second * 7 % 100 + 1, null);
            advance(Duration.ofSeconds(1));
        }
        films.flush();
        for (int gone = 1; gone <= 100; gone++) {
            List<Long> left = ids(films);
            assertThat(left).as("after " + gone + " s").hasSize(100 - gone).isSorted();
            assertThat(left).doesNotContain((gone - 1) * 7L % 100);
            advance(Duration.ofSeconds(1));
        }
    }
}
