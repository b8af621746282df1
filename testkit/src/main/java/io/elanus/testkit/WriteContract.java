package io.elanus.testkit;

import static io.elanus.testkit.FormUnderTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.Batch;
import io.elanus.Collection;
import io.elanus.Delete;
import io.elanus.Query;
import io.elanus.Row;
import io.elanus.Written;
import io.elanus.model.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Insert, upsert and delete. */
interface WriteContract extends FormUnderTest {
    @Test
    default void aWriteIsSeenByTheNextRead() {
        Collection films = Films.create(elanus());
        Written written = films.insert(Films.batch(0, 100));
        assertThat(written.rowCount()).isEqualTo(100);
        assertThat(written.ids()).startsWith(0, 1, 2).hasSize(100);
        assertThat(films.count()).isEqualTo(100);
    }

    @Test
    default void anUpsertReplacesRowsWithItsKeys() {
        Collection films = Films.create(elanus());
        films.insert(Films.batch(0, 10));

        films.upsert(
                Row.of("film_id", 3, "title", "new", "year", 2000, "plot", Films.plot(0)),
                Row.of("film_id", 10, "title", "more", "year", 2000, "plot", Films.plot(0)));

        assertThat(films.count()).isEqualTo(11);
        assertThat(films.query("year == 2000"))
                .extracting(row -> row.text("title"))
                .containsExactlyInAnyOrder("new", "more");
        assertThat(films.query("title == \"film 3\"")).isEmpty();
    }

    @Test
    default void anUpsertReplacesRowsInFiles() {
        Collection films = Films.create(elanus());
        films.insert(Films.batch(0, 10));
        films.flush();
        films.upsert(Row.of("film_id", 3, "title", "new", "year", 2000, "plot", Films.plot(0)));
        assertThat(films.count()).isEqualTo(10);
        assertThat(films.query("film_id == 3"))
                .extracting(row -> row.text("title"))
                .containsExactly("new");
    }

    @Test
    default void rowsAreDeletedByTheirKeys() {
        Collection films = Films.create(elanus());
        films.insert(Films.batch(0, 10));
        films.flush();
        films.insert(Films.batch(10, 20));

        films.delete(Delete.ids(3, 13, 99));

        assertThat(films.count()).isEqualTo(18);
        assertThat(films.query("film_id in [3, 13]")).isEmpty();
        assertThat(films.search(Films.plot(3), 1).get(0).id()).isNotEqualTo(3);
    }

    @Test
    default void rowsAreDeletedByAFilter() {
        Collection films = Films.create(elanus());
        films.insert(Films.batch(0, 100));
        films.flush();
        films.insert(Films.batch(100, 200));

        assertThat(films.delete(Delete.where("year < {end}").value("end", 1910)))
                .isEqualTo(20);

        assertThat(films.count()).isEqualTo(180);
        assertThat(films.count(Query.where("year < 1910"))).isZero();
    }

    @Test
    default void aDeletedKeyCanBeWrittenAgain() {
        Collection films = Films.create(elanus());
        films.insert(Films.batch(0, 10));
        films.delete(Delete.ids(5));
        films.insert(Films.batch(5, 6));
        films.flush();
        assertThat(films.count()).isEqualTo(10);
        assertThat(films.query("film_id == 5")).hasSize(1);
    }

    @Test
    default void deletingEverythingNeedsAFilterThatSaysSo() {
        Collection films = Films.create(elanus());
        films.insert(Films.batch(0, 10));
        needs(Capability.UNCHECKED_WRITES);
        assertRefused(
                ErrorCode.INVALID_PARAMETER,
                "delete plan can't be empty or always true",
                () -> films.delete(Delete.where("")));
        assertThat(films.delete(Delete.where("film_id >= 0"))).isEqualTo(10);
    }

    @Test
    default void anUpsertNamesAKeyOnce() {
        Collection films = Films.create(elanus());
        Row row = Row.of("film_id", 3, "title", "twice", "year", 2000, "plot", Films.plot(0));
        assertRefused(
                ErrorCode.INVALID_PARAMETER,
                "duplicate primary keys are not allowed in the same batch",
                () -> films.upsert(row, row));
    }

    @Test
    default void rowsThatDoNotFitAreRefusedWhole() {
        needs(Capability.UNCHECKED_WRITES);
        Collection films = Films.create(elanus());
        Row good = Row.of("film_id", 1, "title", "good", "year", 2000, "plot", Films.plot(0));
        assertRefused(
                ErrorCode.INVALID_PARAMETER,
                "exceeds max length",
                () -> films.insert(
                        good, Row.of("film_id", 2, "title", "x".repeat(101), "year", 2000, "plot", Films.plot(0))));
        assertRefused(
                ErrorCode.INVALID_PARAMETER,
                "the length(3) of float data should divide the dim(8)",
                () -> films.insert(Row.of("film_id", 2, "title", "short", "year", 2000, "plot", new float[3])));
        assertRefused(
                ErrorCode.INVALID_PARAMETER,
                "fieldSchema(year) has no corresponding fieldData pass in",
                () -> films.insert(Row.of("film_id", 2, "title", "no year", "plot", Films.plot(0))));
        assertRefused(
                ErrorCode.INVALID_PARAMETER,
                "is not a number or infinity",
                () -> films.insert(Row.of("film_id", 2, "title", "nan", "year", 2000, "plot", withNaN(Films.plot(0)))));
        assertRefused(ErrorCode.INVALID_PARAMETER, "num_rows should be greater than 0", () -> films.insert(List.of()));
        assertRefused(
                ErrorCode.INVALID_PARAMETER,
                "",
                () -> films.insert(Batch.of()
                        .longs("film_id", 1, 2)
                        .texts("title", "one")
                        .ints("year", 1, 2)
                        .vectors("plot", Films.plot(1), Films.plot(2))));
        assertThat(films.count()).isZero();
    }

    private static float[] withNaN(float[] vector) {
        vector[1] = Float.NaN;
        return vector;
    }
}
