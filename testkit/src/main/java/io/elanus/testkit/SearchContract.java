package io.elanus.testkit;

import static io.elanus.testkit.FormUnderTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.elanus.Collection;
import io.elanus.Delete;
import io.elanus.Hit;
import io.elanus.Search;
import io.elanus.model.DataType;
import io.elanus.model.ErrorCode;
import io.elanus.model.IndexParams;
import io.elanus.model.IndexParams.AutoParams;
import io.elanus.model.IndexParams.FlatParams;
import io.elanus.model.IndexParams.HnswParams;
import io.elanus.model.IndexParams.IvfParams;
import io.elanus.model.Metric;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Searches, compared with a look at every row. */
interface SearchContract extends FormUnderTest {
    /** Enough for a segment in files to be worth an index. */
    int ROWS_INDEXED = 2_500;

    int ROWS_GROWING = 200;
    int QUERIES = 20;
    int LIMIT = 10;

    /** Ids of queries are not ids of rows. */
    long QUERY_ID_FIRST = 1_000_000;

    static Stream<Arguments> indexesAndMetrics() {
        return Stream.of(
                        new FlatParams(),
                        new HnswParams(16, 100),
                        new IvfParams(IvfParams.Codec.FLAT, 16),
                        new IvfParams(IvfParams.Codec.SQ8, 16),
                        new AutoParams())
                .flatMap(index -> Metric.of(DataType.FLOAT_VECTOR).stream().map(metric -> Arguments.of(index, metric)));
    }

    @ParameterizedTest
    @MethodSource("io.elanus.testkit.SearchContract#indexesAndMetrics")
    default void nearestRowsAreFound(IndexParams index, Metric metric) throws InterruptedException {
        Collection films = Films.create(elanus(), index, metric);
        films.insert(Films.batch(0, ROWS_INDEXED));
        films.flush();
        films.insert(Films.batch(ROWS_INDEXED, ROWS_INDEXED + ROWS_GROWING));
        films.delete(Delete.where("film_id % 10 == 9"));
        FormUnderTest.await("index", () -> films.indexes().get(0).pendingRows() == 0);
        double recallMin = index instanceof FlatParams ? 1 : 0.95;

        assertThat(recall(films, metric, "", id -> id % 10 != 9)).isGreaterThanOrEqualTo(recallMin);
        assertThat(recall(films, metric, "year < 1950", id -> id % 10 != 9 && id % 100 < 50))
                .isGreaterThanOrEqualTo(recallMin);
        assertThat(recall(films, metric, "year == 1907", id -> id % 100 == 7)).isGreaterThanOrEqualTo(recallMin);
    }

    private static double recall(Collection films, Metric metric, String filter, LongPredicate matching) {
        int found = 0;
        for (long id = QUERY_ID_FIRST; id < QUERY_ID_FIRST + QUERIES; id++) {
            float[] query = Films.plot(id);
            List<Hit> hits = films.search(Search.near(query).limit(LIMIT).filter(filter));
            List<Long> expected = Films.nearest(metric, query, LIMIT, ROWS_INDEXED + ROWS_GROWING, matching);
            assertThat(hits).as("every place is filled").hasSize(expected.size());
            assertInOrder(metric, hits);
            for (Hit hit : hits) {
                assertThat(matching.test(hit.id())).isTrue();
                assertThat((double) hit.score())
                        .isCloseTo(Films.score(metric, query, Films.plot(hit.id())), within(1e-4));
                found += expected.contains(hit.id()) ? 1 : 0;
            }
        }
        return (double) found / (QUERIES * LIMIT);
    }

    private static void assertInOrder(Metric metric, List<Hit> hits) {
        for (int i = 1; i < hits.size(); i++) {
            float before = hits.get(i - 1).score();
            float after = hits.get(i).score();
            assertThat(metric.largerIsNearer() ? before >= after : before <= after)
                    .isTrue();
        }
    }

    private Collection filled() {
        Collection films = Films.create(elanus());
        films.insert(Films.batch(0, 100));
        films.flush();
        films.insert(Films.batch(100, 200));
        return films;
    }

    @Test
    default void eachVectorHasItsHits() {
        Collection films = filled();
        List<List<Hit>> lists = films.searchEach(
                Search.near(Films.plot(3), Films.plot(150), Films.plot(77)).limit(5));
        assertThat(lists).hasSize(3).allMatch(hits -> hits.size() == 5);
        assertThat(lists).extracting(hits -> hits.get(0).id()).containsExactly(3L, 150L, 77L);
        assertThat(lists).extracting(hits -> hits.get(0).score()).containsOnly(0f);
    }

    @Test
    default void hitsHaveTheFieldsAskedFor() {
        Collection films = filled();
        Hit hit = films.search(Search.near(Films.plot(7)).limit(1).output("title", "plot"))
                .get(0);
        assertThat(hit.text("title")).isEqualTo("film 7");
        assertThat(hit.vector("plot")).containsExactly(Films.plot(7));
        assertThat(films.search(Search.near(Films.plot(7)).limit(1).output("*"))
                        .get(0)
                        .number("year"))
                .isEqualTo(1907);
        assertThat(films.search(Films.plot(7), 1).get(0).has("title")).isFalse();
    }

    @Test
    default void hitsComeInPages() {
        Collection films = filled();
        List<Long> all = Films.nearest(Metric.L2, Films.plot(-1), 30, 200, _ -> true);
        for (int offset = 0; offset < 30; offset += 10) {
            assertThat(films.search(Search.near(Films.plot(-1)).limit(10).offset(offset)))
                    .extracting(Hit::id)
                    .containsExactlyElementsOf(all.subList(offset, offset + 10));
        }
    }

    @Test
    default void hitsLieWithinTheRange() {
        Collection films = filled();
        List<Hit> all = films.search(Films.plot(-1), 20);
        float inner = (all.get(4).score() + all.get(5).score()) / 2;
        float outer = (all.get(14).score() + all.get(15).score()) / 2;
        assertThat(films.search(
                        Search.near(Films.plot(-1)).limit(100).radius(outer).rangeFilter(inner)))
                .extracting(Hit::id)
                .containsExactlyElementsOf(
                        all.subList(5, 15).stream().map(Hit::id).toList());
    }

    @Test
    default void fewerRowsThanAskedForAreAllFound() {
        Collection films = filled();
        assertThat(films.search(Films.plot(0), 1_000)).hasSize(200);
        assertThat(films.search(Search.near(Films.plot(0)).filter("film_id < 0")))
                .isEmpty();
    }

    @Test
    default void searchesThatMeanNothingAreRefused() {
        Collection films = filled();
        float[] query = Films.plot(0);
        assertRefused(
                ErrorCode.INVALID_PARAMETER,
                "fieldName(length) not found",
                () -> films.search(Search.near(query).field("length")));
        assertRefused(
                ErrorCode.INVALID_PARAMETER,
                "metric type not match",
                () -> films.search(Search.near(query).metric(Metric.COSINE)));
        assertRefused(
                ErrorCode.INVALID_PARAMETER, "it should be in range [1, 16384]", () -> films.search(query, 20_000));
        assertRefused(
                ErrorCode.INVALID_PARAMETER,
                "failed to create query plan: cannot parse expression: year = 3",
                () -> films.search(Search.near(query).filter("year = 3")));
        assertRefused(
                ErrorCode.INVALID_PARAMETER,
                "field length not exist",
                () -> films.search(Search.near(query).output("length")));
        assertRefused(ErrorCode.INVALID_PARAMETER, "vector dimension mismatch", () -> films.search(new float[3], 1));
    }
}
