package io.elanus.testkit;

import static io.elanus.testkit.FormUnderTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.Collection;
import io.elanus.Delete;
import io.elanus.Elanus;
import io.elanus.Field;
import io.elanus.Query;
import io.elanus.Row;
import io.elanus.Schema;
import io.elanus.Update;
import io.elanus.model.ConsistencyLevel;
import io.elanus.model.ErrorCode;
import io.elanus.model.IndexParams.FlatParams;
import io.elanus.model.Metric;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Upserts of rows of which only some fields are sent. */
interface UpdateContract extends FormUnderTest {
    private static Schema schema() {
        return Schema.of(
                        Field.int64("id").primaryKey(),
                        Field.text("name", 20),
                        Field.int32("stars").nullable(),
                        Field.int64("size").nullable().defaultValue(7),
                        Field.json("extra").nullable(),
                        Field.vector("vec", 2))
                .dynamic();
    }

    private static Collection ready(Elanus elanus, Schema schema) {
        Collection rows = elanus.createCollection("rows", schema.consistency(ConsistencyLevel.STRONG));
        rows.createIndex("vec", new FlatParams(), Metric.L2);
        rows.load();
        return rows;
    }

    private static Row full(int id) {
        return Row.of(
                "id",
                id,
                "name",
                "n" + id,
                "stars",
                id,
                "size",
                id,
                "extra",
                Map.of("a", id, "b", 1),
                "color",
                "red",
                "vec",
                new float[] {id, 0});
    }

    /** The values of a row but its vector. */
    private static Map<String, @Nullable Object> values(Collection rows, int id) {
        Row row = rows.query(Query.where("id == " + id).output("name", "stars", "size", "extra", "color", "shape"))
                .getFirst();
        return new HashMap<>(row.values());
    }

    @Test
    default void whatAnUpdateDoesNotNameStaysInMemoryAndInFiles() {
        Collection rows = ready(elanus(), schema());
        for (int id = 0; id < 3; id++) {
            rows.insert(full(id));
        }
        for (int round = 0; round < 2; round++) {
            Map<String, @Nullable Object> before = values(rows, 1);
            rows.update(Row.of("id", 1, "name", "round " + round));
            before.put("name", "round " + round);
            assertThat(values(rows, 1)).isEqualTo(before);
            assertThat(rows.search(new float[] {1, 0}, 1).getFirst().id()).isEqualTo(1);
            assertThat(rows.count()).isEqualTo(3);
            rows.flush();
        }
        assertThat(values(rows, 2)).containsEntry("name", "n2");
    }

    @Test
    default void theKeysOfTheDynamicFieldAreMergedAndAJsonFieldIsReplaced() {
        Collection rows = ready(elanus(), schema());
        rows.insert(full(1));
        rows.update(Row.of("id", 1, "shape", "round", "extra", Map.of("b", 2)));
        assertThat(values(rows, 1)).containsEntry("color", "red").containsEntry("shape", "round");
        assertThat(rows.count(Query.where("extra[\"a\"] == 1"))).isZero();
        assertThat(rows.count(Query.where("extra[\"b\"] == 2"))).isEqualTo(1);
        rows.update(Row.of("id", 1, "color", "blue"));
        assertThat(values(rows, 1)).containsEntry("color", "blue").containsEntry("shape", "round");
    }

    @Test
    default void aNullThatIsSentIsWritten() {
        Collection rows = ready(elanus(), schema());
        rows.insert(full(1));
        rows.update(Row.of("id", 1, "stars", null, "size", null));
        assertThat(values(rows, 1)).containsEntry("stars", null).containsEntry("size", 7L);
        rows.update(Row.of("id", 1, "stars", 4));
        assertThat(values(rows, 1)).containsEntry("stars", 4);
    }

    @Test
    default void aRowThatIsNotThereNeedsWhatCannotBeAbsent() {
        Collection rows = ready(elanus(), schema());
        rows.insert(full(1));
        assertRefused(
                ErrorCode.INVALID_PARAMETER,
                "fieldSchema(vec) has no corresponding fieldData pass in",
                () -> rows.update(Row.of("id", 1, "name", "one"), Row.of("id", 2, "name", "two")));
        assertThat(values(rows, 1)).containsEntry("name", "n1");

        rows.update(
                Row.of("id", 1, "name", "one", "vec", new float[2]),
                Row.of("id", 2, "name", "two", "vec", new float[2]));
        assertThat(values(rows, 1)).containsEntry("name", "one").containsEntry("stars", 1);
        assertThat(values(rows, 2)).containsEntry("name", "two").containsEntry("stars", null);
        assertThat(values(rows, 2)).containsEntry("size", 7L);

        rows.delete(Delete.ids(1));
        assertRefused(
                ErrorCode.INVALID_PARAMETER,
                "has no corresponding fieldData pass in",
                () -> rows.update(Row.of("id", 1, "stars", 9)));
    }

    @Test
    default void rowsAreFoundInTheirPartitionOnly() {
        Collection rows = ready(elanus(), schema());
        rows.createPartition("other");
        rows.insert(full(1));
        assertRefused(
                ErrorCode.INVALID_PARAMETER,
                "has no corresponding fieldData pass in",
                () -> rows.update(Update.of(Row.of("id", 1, "stars", 9)).partition("other")));
        rows.update(Update.of(Row.of("id", 1, "stars", 9)));
        assertThat(values(rows, 1)).containsEntry("stars", 9);
    }

    @Test
    default void aRowMovesWithItsPartitionKey() {
        Collection rows = ready(
                elanus(),
                Schema.of(
                        Field.int64("id").primaryKey(),
                        Field.text("owner", 20).partitionKey(),
                        Field.int32("stars"),
                        Field.vector("vec", 2)));
        rows.insert(Row.of("id", 1, "owner", "anna", "stars", 1, "vec", new float[2]));
        rows.update(Row.of("id", 1, "stars", 2));
        rows.update(Row.of("id", 1, "owner", "bert"));
        assertThat(rows.query(Query.where("owner == \"bert\"").output("stars")))
                .singleElement()
                .matches(row -> row.number("stars") == 2);
        assertThat(rows.count()).isEqualTo(1);
    }

    @Test
    default void withAutoIdsARowGetsANewKey() {
        Collection rows = ready(
                elanus(),
                Schema.of(Field.int64("id").primaryKey().autoId(), Field.int32("stars"), Field.vector("vec", 2)));
        long old = rows.insert(Row.of("stars", 1, "vec", new float[] {3, 4})).ids()[0];
        long now = rows.update(Row.of("id", old, "stars", 2)).ids()[0];
        assertThat(now).isNotEqualTo(old);
        assertThat(rows.query(Query.where("stars == 2").output("vec")))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.number("id")).isEqualTo(now);
                    assertThat(row.vector("vec")).containsExactly(3, 4);
                });
        assertThat(rows.count()).isEqualTo(1);
    }

    @Test
    default void anUpdateReadsSoItsCollectionIsLoaded() {
        Collection rows = ready(elanus(), schema());
        rows.insert(full(1));
        rows.release();
        assertRefused(
                ErrorCode.COLLECTION_NOT_LOADED,
                "failed to query: collection not loaded",
                () -> rows.update(Row.of("id", 1, "stars", 9)));
    }

    @Test
    default void anUpdateNamesAKeyOnce() {
        Collection rows = ready(elanus(), schema());
        rows.insert(full(1));
        assertRefused(
                ErrorCode.INVALID_PARAMETER,
                "duplicate primary keys are not allowed in the same batch",
                () -> rows.update(Row.of("id", 1, "stars", 2), Row.of("id", 1, "stars", 3)));
    }
}
