package io.elanus.testkit;

import static io.elanus.testkit.FormUnderTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.Collection;
import io.elanus.Delete;
import io.elanus.Query;
import io.elanus.Row;
import io.elanus.model.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Rows by a filter. */
interface QueryContract extends FormUnderTest {
    int ROWS = 300;

    /** Half of the rows in files, half in memory, a tenth deleted. */
    private Collection filled() {
        Collection films = Films.create(elanus());
        films.insert(Films.batch(0, ROWS / 2));
        films.flush();
        films.insert(Films.batch(ROWS / 2, ROWS));
        films.delete(
                Delete.ids(LongStream.range(0, ROWS).filter(id -> !alive(id)).toArray()));
        return films;
    }

    private static boolean alive(long id) {
        return id % 10 != 9;
    }

    @Test
    default void aFilterFindsWhatItSays() {
        Collection films = filled();
        Map<String, LongPredicate> filters = Map.ofEntries(
                Map.entry("film_id == 42", id -> id == 42),
                Map.entry("film_id in [1, 2, 9, 500]", id -> id == 1 || id == 2),
                Map.entry("film_id not in [0, 1]", id -> id > 1),
                Map.entry("year < 1910", id -> Films.year(id) < 1910),
                Map.entry("1910 <= year < 1920", id -> Films.year(id) >= 1910 && Films.year(id) < 1920),
                Map.entry("year % 4 == 0", id -> Films.year(id) % 4 == 0),
                Map.entry("year != 1905 and film_id > 250", id -> Films.year(id) != 1905 && id > 250),
                Map.entry("film_id < 3 or not (film_id < 297)", id -> id < 3 || id >= 297),
                Map.entry("title == \"film 7\"", id -> id == 7),
                Map.entry("title like \"film 12%\"", id -> Films.title(id).startsWith("film 12")),
                Map.entry("title >= \"film 98\"", id -> Films.title(id).compareTo("film 98") >= 0),
                Map.entry("film_id > 1000", _ -> false));
        filters.forEach((filter, meaning) -> {
            List<Long> expected = LongStream.range(0, ROWS)
                    .filter(id -> alive(id) && meaning.test(id))
                    .boxed()
                    .toList();
            assertThat(films.query(Query.where(filter).output("year").limit(1000)))
                    .as(filter)
                    .extracting(row -> row.number("film_id"))
                    .containsExactlyElementsOf(expected);
            assertThat(films.count(Query.where(filter))).as(filter).isEqualTo(expected.size());
        });
    }

    @Test
    default void valuesAreNamedInAFilter() {
        Collection films = filled();
        assertThat(films.query(Query.where("title == {title} and year in {years}")
                        .value("title", "film 7")
                        .value("years", List.of(1906, 1907))))
                .hasSize(1);
    }

    @Test
    default void rowsComeInPagesByKey() {
        Collection films = filled();
        List<Long> all =
                LongStream.range(0, ROWS).filter(QueryContract::alive).boxed().toList();
        for (int offset = 0; offset < all.size(); offset += 70) {
            assertThat(films.query(Query.all().limit(70).offset(offset)))
                    .extracting(row -> row.number("film_id"))
                    .containsExactlyElementsOf(all.subList(offset, Math.min(offset + 70, all.size())));
        }
    }

    @Test
    default void rowsHaveTheFieldsAskedFor() {
        Collection films = filled();
        Row row =
                films.query(Query.where("film_id == 7").output("title", "plot")).get(0);
        assertThat(row.values()).containsOnlyKeys("film_id", "title", "plot");
        assertThat(row.text("title")).isEqualTo("film 7");
        assertThat(row.vector("plot")).containsExactly(Films.plot(7));
        assertThat(films.query("film_id == 7").get(0).values()).containsOnlyKeys("film_id", "title", "year", "plot");
    }

    @Test
    default void deletedRowsAreNotCounted() {
        Collection films = filled();
        assertThat(films.count()).isEqualTo(ROWS * 9 / 10);
    }

    @Test
    default void queriesThatMeanNothingAreRefused() {
        Collection films = filled();
        assertRefused(
                ErrorCode.INVALID_PARAMETER,
                "failed to create query plan: cannot parse expression: year = 3",
                () -> films.query(Query.where("year = 3")));
        assertRefused(
                ErrorCode.INVALID_PARAMETER,
                "failed to create query plan: cannot parse expression: length > 3",
                () -> films.query(Query.where("length > 3")));
        assertRefused(
                ErrorCode.INVALID_PARAMETER,
                "field length not exist",
                () -> films.query(Query.where("film_id > 3").output("length")));
        assertRefused(
                ErrorCode.INVALID_PARAMETER,
                "(offset+limit) should be in range [1, 16384]",
                () -> films.query(Query.all().limit(16_000).offset(1_000)));
    }
}
