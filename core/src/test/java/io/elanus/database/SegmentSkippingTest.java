package io.elanus.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.Batch;
import io.elanus.Collection;
import io.elanus.Compaction.State;
import io.elanus.Delete;
import io.elanus.Elanus;
import io.elanus.Field;
import io.elanus.Hit;
import io.elanus.Query;
import io.elanus.Row;
import io.elanus.Schema;
import io.elanus.Search;
import io.elanus.durable.SyncPolicy;
import io.elanus.engine.EngineSettings;
import io.elanus.model.CompactionRequest;
import io.elanus.model.ConsistencyLevel;
import io.elanus.model.IndexParams.FlatParams;
import io.elanus.model.Metric;
import io.elanus.model.ReadStatistics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads of a clustered collection pass over segments in which nothing can match. */
class SegmentSkippingTest {
    private static final int ROWS = 2_000;
    private static final int DAYS = 100;
    private static final EngineSettings SETTINGS =
            new EngineSettings(1L << 30, Duration.ofHours(1), 1L << 30, 40_000, 1_024, 100);

    @TempDir
    private Path folder;

    private Elanus elanus;
    private Collection events;

    @BeforeEach
    void fill() {
        elanus = Elanus.open(folder, new DatabaseSettings(SyncPolicy.OS, SETTINGS));
        events = elanus.createCollection(
                "events",
                Schema.of(Field.int64("id").primaryKey(), Field.int32("day").clusteringKey(), Field.vector("vector", 2))
                        .consistency(ConsistencyLevel.STRONG));
        events.createIndex("vector", new FlatParams(), Metric.L2);
        events.load();
        events.insert(batch(0, ROWS));
        events.flush();
    }

    @AfterEach
    void close() {
        elanus.close();
    }

    private static Batch batch(int from, int to) {
        return Batch.of()
                .longs("id", IntStream.range(from, to).asLongStream().toArray())
                .ints("day", IntStream.range(from, to).map(id -> id % DAYS).toArray())
                .vectors(
                        "vector",
                        IntStream.range(from, to)
                                .mapToObj(id -> new float[] {id, 0})
                                .toArray(float[][]::new));
    }

    private void cluster() throws Exception {
        assertThat(events.compact(new CompactionRequest.Clustering()).await(Duration.ofSeconds(60)))
                .isEqualTo(State.SUCCEEDED);
    }

    private ReadStatistics during(Supplier<Object> read) {
        ReadStatistics before = elanus.readStatistics();
        assertThat(read.get()).isNotNull();
        return elanus.readStatistics().minus(before);
    }

    @Test
    void readsOfAFewDaysLookAtFewRows() throws Exception {
        Supplier<Object> query = () -> events.query(Query.where("day in [7, 8]").output("day")).stream()
                .map(Row::toString)
                .toList();
        Supplier<Object> search = () ->
                events.search(Search.near(new float[] {0, 0}).filter("day == 7").limit(5)).stream()
                        .map(Hit::id)
                        .toList();
        Supplier<Object> count = () -> events.count(Query.where("day < 2"));
        List<Object> before = List.of(query.get(), search.get(), count.get());
        assertThat(during(query)).isEqualTo(new ReadStatistics(1, 0, ROWS, 0));

        cluster();

        assertThat(List.of(query.get(), search.get(), count.get())).isEqualTo(before);
        assertThat(events.segments()).hasSizeGreaterThan(2);
        for (Supplier<Object> read : List.of(query, search, count)) {
            ReadStatistics looked = during(read);
            assertThat(looked.segmentsVisited()).isEqualTo(1);
            assertThat(looked.segmentsSkipped()).isEqualTo(events.segments().size() - 1);
            assertThat(looked.rowsSkippedShare()).isGreaterThan(0.6);
        }
    }

    @Test
    void rowsInMemoryAreAlwaysLookedAt() throws Exception {
        cluster();
        events.insert(batch(ROWS, ROWS + 100));
        ReadStatistics read = during(
                () -> assertThat(events.count(Query.where("day == 1000"))).isZero());
        assertThat(read.rowsVisited()).isEqualTo(100);
        assertThat(read.rowsSkipped()).isEqualTo(ROWS);
    }

    @Test
    void deletesByFilterHitTheRowsTheyMean() throws Exception {
        cluster();
        events.delete(Delete.where("day == 99 or day < 3"));
        assertThat(events.count()).isEqualTo(ROWS - 4 * ROWS / DAYS);
        assertThat(events.count(Query.where("day in [0, 1, 2, 99]"))).isZero();
        cluster();
        assertThat(events.count()).isEqualTo(ROWS - 4 * ROWS / DAYS);
    }
}
