package io.elanus.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.Batch;
import io.elanus.Collection;
import io.elanus.Compaction;
import io.elanus.Compaction.State;
import io.elanus.Delete;
import io.elanus.Field;
import io.elanus.Hit;
import io.elanus.Query;
import io.elanus.Row;
import io.elanus.Schema;
import io.elanus.Search;
import io.elanus.model.CompactionRequest;
import io.elanus.model.CompactionStatus;
import io.elanus.model.ConsistencyLevel;
import io.elanus.model.IndexParams.HnswParams;
import io.elanus.model.Metric;
import io.elanus.model.SegmentDescription;
import io.elanus.model.SegmentDescription.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Rows are brought into the order of the clustering key, and nobody sees a difference but in what reads look at. */
interface ClusteringContract extends FormUnderTest {
    private Collection createFilms(Field clusteringKey) {
        Collection films = elanus().createCollection(
                        Films.NAME,
                        Schema.of(Field.int64("film_id").primaryKey(), clusteringKey, Field.vector("plot", Films.DIM))
                                .consistency(ConsistencyLevel.STRONG));
        films.createIndex("plot", new HnswParams(16, 100), Metric.L2);
        films.load();
        return films;
    }

    private static Batch batch(int from, int to) {
        long[] ids = LongStream.range(from, to).toArray();
        return Batch.of()
                .longs("film_id", ids)
                .vectors("plot", LongStream.of(ids).mapToObj(Films::plot).toArray(float[][]::new));
    }

    private static Batch withYears(int from, int to) {
        return batch(from, to)
                .ints("year", LongStream.range(from, to).mapToInt(Films::year).toArray());
    }

    private static Compaction clusterFully(Collection films) throws Exception {
        Compaction compaction = films.compact(new CompactionRequest.Clustering());
        assertThat(compaction.await(PATIENCE))
                .as("plans %s", compaction.plans())
                .isEqualTo(State.SUCCEEDED);
        return compaction;
    }

    private static List<List<String>> answers(Collection films, String filter) {
        List<List<String>> answers = new ArrayList<>();
        answers.add(films.query(Query.where(filter).output("film_id")).stream()
                .map(Row::toString)
                .toList());
        for (long query = -5; query < 0; query++) {
            answers.add(
                    films.search(Search.near(Films.plot(query)).filter(filter).limit(10)).stream()
                            .map(Hit::id)
                            .map(String::valueOf)
                            .toList());
        }
        answers.add(List.of(Long.toString(films.count()), Long.toString(films.count(Query.where(filter)))));
        return answers;
    }

    @Test
    default void clusteredRowsAnswerAsBefore() throws Exception {
        Collection films = createFilms(Field.int32("year").clusteringKey());
        for (int flush = 0; flush < 4; flush++) {
            films.insert(withYears(flush * 400, flush * 400 + 400));
            films.flush();
        }
        films.upsert(withYears(300, 500));
        films.delete(Delete.where("year < 1905"));
        String filter = "year in [1910, 1911, 1990]";
        List<List<String>> before = answers(films, filter);
        films.flush();

        Compaction compaction = clusterFully(films);

        assertThat(answers(films, filter)).isEqualTo(before);
        assertThat(films.rowCount()).isEqualTo(1_600 - 80);
        assertThat(films.segments())
                .isNotEmpty()
                .extracting(SegmentDescription::level)
                .containsOnly(Level.L2);
        assertThat(compaction.plans())
                .singleElement()
                .satisfies(plan -> assertThat(films.segments())
                        .extracting(SegmentDescription::id)
                        .contains(plan.targetIds().getFirst()));

        films.delete(Delete.ids(10, 11, 90));
        films.insert(withYears(1_600, 1_700));
        films.flush();
        before = answers(films, filter);
        clusterFully(films);
        assertThat(answers(films, filter)).isEqualTo(before);
        assertThat(films.count()).isEqualTo(1_520 - 3 + 100);
    }

    @Test
    default void aPlainCompactionLeavesClusteredRowsAlone() throws Exception {
        Collection films = createFilms(Field.int32("year").clusteringKey());
        films.insert(withYears(0, 100));
        films.flush();
        clusterFully(films);
        assertThat(films.compact().id()).isEqualTo(CompactionStatus.NOTHING_TO_DO);
        assertThat(films.count()).isEqualTo(100);
    }

    @Test
    default void rowsAreClusteredByTexts() throws Exception {
        Collection films = createFilms(Field.text("title", 100).nullable().clusteringKey());
        films.insert(batch(0, 300)
                .texts("title", LongStream.range(0, 300).mapToObj(Films::title).toArray(String[]::new)));
        films.flush();
        films.insert(batch(300, 303).texts("title", "a", "", "c"));
        films.insert(Row.of("film_id", 303, "plot", Films.plot(303)));
        films.flush();
        List<List<String>> before = answers(films, "title like 'film 1%' or title == 'c'");
        clusterFully(films);
        assertThat(answers(films, "title like 'film 1%' or title == 'c'")).isEqualTo(before);
        assertThat(films.count(Query.where("title is null"))).isOne();
    }

    @Test
    default void withoutRowsOrWithoutAKeyThereIsNothingToCluster() {
        Collection films = createFilms(Field.int32("year").clusteringKey());
        assertThat(films.compact(new CompactionRequest.Clustering()).id()).isEqualTo(CompactionStatus.NOTHING_TO_DO);
        films.drop();

        Collection unordered = createFilms(Field.int32("year"));
        unordered.insert(withYears(0, 10));
        unordered.flush();
        assertThat(unordered.compact(new CompactionRequest.Clustering()).id())
                .isEqualTo(CompactionStatus.NOTHING_TO_DO);
    }
}
