package io.elanus.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.Collection;
import io.elanus.Compaction;
import io.elanus.Delete;
import io.elanus.Field;
import io.elanus.Query;
import io.elanus.Row;
import io.elanus.Schema;
import io.elanus.Written;
import io.elanus.model.CompactionStatus;
import io.elanus.model.ConsistencyLevel;
import io.elanus.model.IndexParams.FlatParams;
import io.elanus.model.IndexParams.HnswParams;
import io.elanus.model.LoadState;
import io.elanus.model.Metric;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was acknowledged is there again. */
interface RestartContract extends FormUnderTest {
    private List<Row> rows() {
        return elanus().collection("films").query(Query.all().limit(10_000).output("title"));
    }

    @Test
    default void rowsAndDeletesInFilesAndInTheLogAreThereAgain() {
        needs(Capability.RESTART);
        Collection films = Films.create(elanus());
        films.insert(Films.batch(0, 100));
        films.delete(Delete.ids(1));
        films.flush();
        films.insert(Films.batch(100, 200));
        films.delete(Delete.ids(2, 102));
        films.upsert(Row.of("film_id", 3, "title", "new", "year", 1999, "plot", Films.plot(3)));
        String before = rows().toString();

        restart();
        assertThat(rows().toString()).isEqualTo(before);
        restart();
        assertThat(rows().toString()).isEqualTo(before);
        assertThat(elanus().collection("films").count()).isEqualTo(197);
        assertThat(elanus().collection("films")
                        .search(Films.plot(150), 1)
                        .get(0)
                        .id())
                .isEqualTo(150);
    }

    @Test
    default void namesAndStatesAreThereAgain() {
        needs(Capability.RESTART);
        Collection films = Films.create(elanus(), new HnswParams(16, 100), Metric.IP);
        films.createPartition("silent");
        films.createAlias("latest");
        elanus().createCollection("series", Films.schema().shards(2).property("owner", "club"));
        var before = films.describe();
        var series = elanus().collection("series").describe();

        restart();

        assertThat(elanus().collection("films").describe()).isEqualTo(before);
        assertThat(elanus().collection("series").describe()).isEqualTo(series);
        assertThat(elanus().collection("latest").describe().id()).isEqualTo(before.id());
        assertThat(elanus().collection("films").loadState()).isEqualTo(LoadState.LOADED);
        assertThat(elanus().collection("series").loadState()).isEqualTo(LoadState.NOT_LOADED);
        assertThat(elanus().collection("films").indexes().get(0).params()).isEqualTo(new HnswParams(16, 100));
    }

    @Test
    default void compactionsAreRemembered() throws Exception {
        needs(Capability.RESTART);
        Collection films = Films.create(elanus());
        films.insert(Films.batch(0, 100));
        films.flush();
        films.insert(Films.batch(100, 200));
        films.flush();
        Compaction compaction = films.compact();
        compaction.await(PATIENCE);
        CompactionStatus before = database().compaction(compaction.id());
        assertThat(before.plans()).hasSize(1);

        restart();

        assertThat(database().compaction(compaction.id())).isEqualTo(before);
        assertThat(elanus().collection("films").segments()).hasSize(1);
        assertThat(elanus().collection("films").count()).isEqualTo(200);
    }

    @Test
    default void aCompactionThatIsCutOffIsTakenUpAgain() throws Exception {
        needs(Capability.RESTART);
        Collection films = Films.create(elanus());
        for (int flush = 0; flush < 4; flush++) {
            films.insert(Films.batch(flush * 500, flush * 500 + 500));
            films.flush();
        }
        long job = films.compact().id();

        restart();

        assertThat(elanus().collection("films").count()).isEqualTo(2_000);
        assertThat(elanus().compaction(job).await(PATIENCE)).isEqualTo(Compaction.State.SUCCEEDED);
        assertThat(elanus().collection("films").count()).isEqualTo(2_000);
        assertThat(elanus().collection("films").segments()).hasSize(1);
    }

    @Test
    default void madeUpKeysNeverComeTwice() {
        needs(Capability.RESTART);
        Collection values = elanus().createCollection(
                        "values",
                        Schema.of(Field.int64("id").primaryKey().autoId(), Field.vector("vec", 2))
                                .consistency(ConsistencyLevel.STRONG));
        values.createIndex("vec", new FlatParams(), Metric.L2);
        values.load();
        Written before = values.insert(Row.of("vec", new float[2]), Row.of("vec", new float[2]));
        restart();
        Written after = elanus().collection("values").insert(Row.of("vec", new float[2]));
        assertThat(after.ids()[0]).isGreaterThan(before.ids()[1]);
        assertThat(elanus().collection("values").count()).isEqualTo(3);
    }
}
