package io.elanus.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.Batch;
import io.elanus.Collection;
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
import io.elanus.model.ConsistencyLevel;
import io.elanus.model.IndexParams.FlatParams;
import io.elanus.model.Metric;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random samples of a collection with 1,000 rows at rest, of which 100 are dead, and 500 in memory. */
class SampleReadTest {
    private static final EngineSettings SETTINGS =
            new EngineSettings(1L << 30, Duration.ofHours(1), 1L << 30, 1L << 30, 1_024, 100);

    @TempDir
    private Path folder;

    private Elanus elanus;
    private Collection things;

    @BeforeEach
    void fill() {
        elanus = Elanus.open(folder, new DatabaseSettings(SyncPolicy.OS, SETTINGS));
        things = elanus.createCollection(
                "things",
                Schema.of(Field.int64("id").primaryKey(), Field.vector("vector", 2))
                        .consistency(ConsistencyLevel.STRONG));
        things.createIndex("vector", new FlatParams(), Metric.L2);
        things.load();
        things.insert(batch(0, 1_000));
        things.flush();
        things.insert(batch(1_000, 1_500));
        things.delete(Delete.where("id < 100"));
    }

    @AfterEach
    void close() {
        elanus.close();
    }

    private static Batch batch(int from, int to) {
        return Batch.of()
                .longs("id", IntStream.range(from, to).asLongStream().toArray())
                .vectors(
                        "vector",
                        IntStream.range(from, to)
                                .mapToObj(id -> new float[] {id, 0})
                                .toArray(float[][]::new));
    }

    private List<String> sample(String filter) {
        return things.query(Query.where(filter).output("id")).stream()
                .map(Row::toString)
                .toList();
    }

    @Test
    void aQueryGetsTheShareOfTheRowsThatItWouldSee() {
        assertThat(things.count(Query.where("random_sample(0.1)"))).isEqualTo(90 + 50);
        assertThat(things.count(Query.where("id < 300 and random_sample(0.1)"))).isEqualTo(20);
        assertThat(sample("id < 300 and random_sample(0.1)")).hasSize(20).doesNotHaveDuplicates();
        assertThat(sample("id in [150, 151] and random_sample(0.01)")).hasSize(1);
    }

    @Test
    void eachRequestGetsOtherRows() {
        assertThat(sample("random_sample(0.5)")).isNotEqualTo(sample("random_sample(0.5)"));
    }

    @Test
    void aSearchLooksForTheNearestOfTheShare() {
        Search search = Search.near(new float[] {0, 0})
                .filter("id < 300 and random_sample(0.1)")
                .limit(100);

        assertThat(things.search(search).stream().map(Hit::id).toList())
                .hasSize(20)
                .allSatisfy(id -> assertThat(id).isBetween(100L, 299L));
    }
}
