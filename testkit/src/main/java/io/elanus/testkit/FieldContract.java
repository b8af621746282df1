package io.elanus.testkit;

import static io.elanus.testkit.FormUnderTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.Collection;
import io.elanus.Compaction;
import io.elanus.Delete;
import io.elanus.Elanus;
import io.elanus.Field;
import io.elanus.Hit;
import io.elanus.Query;
import io.elanus.Row;
import io.elanus.Schema;
import io.elanus.Search;
import io.elanus.model.ConsistencyLevel;
import io.elanus.model.DataType;
import io.elanus.model.ErrorCode;
import io.elanus.model.FieldSchema;
import io.elanus.model.IndexParams.FlatParams;
import io.elanus.model.Metric;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Fields that are added to a collection with rows. */
interface FieldContract extends FormUnderTest {
    private static Collection ready(Elanus elanus, Schema schema) {
        Collection collection = elanus.createCollection("values", schema.consistency(ConsistencyLevel.STRONG));
        collection.createIndex("vec", new FlatParams(), Metric.L2);
        collection.load();
        return collection;
    }

    private static Schema schema() {
        return Schema.of(Field.int64("id").primaryKey(), Field.vector("vec", 2));
    }

    private static void insertOld(Collection values, int from, int to) {
        for (int id = from; id < to; id++) {
            values.insert(Row.of("id", id, "vec", new float[] {id, 0}));
        }
    }

    private static void compactFully(Collection values) throws Exception {
        assertThat(values.compact().await(PATIENCE)).isEqualTo(Compaction.State.SUCCEEDED);
    }

    @Test
    default void olderRowsHaveTheDefaultOrNullInAnAddedField() throws Exception {
        Collection values = ready(elanus(), schema());
        insertOld(values, 0, 4);
        values.flush();
        insertOld(values, 4, 8);

        values.addField(Field.int64("stars").nullable().defaultValue(3));
        values.addField(Field.text("note", 20).nullable());
        values.addField(Field.json("extra").nullable());
        insertOld(values, 8, 10);
        values.insert(Row.of("id", 10, "vec", new float[2], "stars", 5, "note", "fine", "extra", Map.of("a", 1)));

        assertAdded(values);
        values.flush();
        assertAdded(values);
        compactFully(values);
        assertAdded(values);
        if (can(Capability.RESTART)) {
            restart();
            assertAdded(elanus().collection("values"));
        }
    }

    private static void assertAdded(Collection values) {
        assertThat(values.count(Query.where("stars == 3"))).isEqualTo(10);
        assertThat(values.count(Query.where("stars > 3"))).isEqualTo(1);
        assertThat(values.count(Query.where("note is null"))).isEqualTo(10);
        assertThat(values.count(Query.where("note != \"fine\""))).isZero();
        assertThat(values.count(Query.where("extra is null"))).isEqualTo(10);
        assertThat(values.query(Query.where("extra[\"a\"] == 1").output("note")))
                .singleElement()
                .matches(row -> row.text("note").equals("fine"));
        List<Row> rows = values.query(Query.where("id in [0, 5, 9, 10]").output("stars", "note"));
        assertThat(rows).extracting(row -> row.number("stars")).containsExactly(3L, 3L, 3L, 5L);
        assertThat(rows).filteredOn(row -> row.isNull("note")).hasSize(3);
        List<Hit> hits = values.search(
                Search.near(new float[] {2, 0}).filter("stars == 3").limit(1).output("stars", "note"));
        assertThat(hits).singleElement().satisfies(hit -> {
            assertThat(hit.id()).isEqualTo(2);
            assertThat(hit.number("stars")).isEqualTo(3);
            assertThat(hit.isNull("note")).isTrue();
        });
    }

    @Test
    default void rowsAreReplacedAndDeletedByAnAddedField() {
        Collection values = ready(elanus(), schema());
        insertOld(values, 0, 6);
        values.flush();
        values.addField(Field.int32("stars").nullable().defaultValue(1));
        values.upsert(Row.of("id", 0, "vec", new float[2], "stars", 2));
        values.upsert(Row.of("id", 1, "vec", new float[2]));
        assertThat(values.delete(Delete.where("stars == 2"))).isEqualTo(1);
        assertThat(values.count(Query.where("stars == 1"))).isEqualTo(5);
        assertThat(values.count()).isEqualTo(5);
    }

    @Test
    default void theDescriptionTellsTheFieldAndItsCollectionKeepsItsState() {
        Collection values = ready(elanus(), schema().dynamic());
        long before = values.describe().updatedTimestamp();
        values.addField(Field.float32("weight").nullable().defaultValue(0.5f).description("in kilograms"));
        assertThat(values.describe().schema().fields())
                .extracting(FieldSchema::name)
                .containsExactly("id", "vec", "weight", "$meta");
        FieldSchema field = values.describe().schema().find("weight").orElseThrow();
        assertThat(field.type()).isEqualTo(DataType.FLOAT);
        assertThat(field.nullable()).isTrue();
        assertThat(field.description()).isEqualTo("in kilograms");
        assertThat(values.describe().updatedTimestamp()).isGreaterThanOrEqualTo(before);
        assertThat(values.count()).isZero();
        assertThat(values.indexes()).hasSize(1);
    }

    @Test
    default void anAddedFieldComesBeforeAKeyOfTheSameName() {
        Collection values = ready(elanus(), schema().dynamic());
        values.insert(Row.of("id", 1, "vec", new float[2], "color", "red", "size", 7));
        values.addField(Field.text("color", 20).nullable());

        assertThat(values.count(Query.where("color == \"red\""))).isZero();
        assertThat(values.count(Query.where("color is null"))).isEqualTo(1);
        assertThat(values.count(Query.where("$meta[\"color\"] == \"red\""))).isEqualTo(1);
        assertThat(values.query(Query.all().limit(5).output("color", "size")))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.isNull("color")).isTrue();
                    assertThat(row.number("size")).isEqualTo(7);
                });

        values.insert(Row.of("id", 2, "vec", new float[2], "color", "blue"));
        assertThat(values.count(Query.where("color == \"blue\""))).isEqualTo(1);
        assertThat(values.count(Query.where("$meta[\"color\"] == \"blue\""))).isZero();
    }

    @Test
    default void anAddedVectorIsSearchedOnceItHasAnIndex() throws Exception {
        Collection values = ready(elanus(), schema());
        insertOld(values, 0, 4);
        values.flush();
        values.addField(Field.vector("later", 3).nullable());
        values.insert(Row.of("id", 10, "vec", new float[2], "later", new float[] {1, 2, 3}));
        values.createIndex("later", new FlatParams(), Metric.L2);

        for (int round = 0; round < 2; round++) {
            assertThat(values.search(
                            Search.near(new float[] {1, 2, 3}).field("later").limit(5)))
                    .extracting(Hit::id)
                    .containsExactly(10L);
            assertThat(values.search(
                            Search.near(new float[] {3, 0}).field("vec").limit(1)))
                    .extracting(Hit::id)
                    .containsExactly(3L);
            assertThat(values.query(Query.where("id in [0, 10]").output("later")))
                    .extracting(row -> row.isNull("later"))
                    .containsExactly(true, false);
            values.flush();
            compactFully(values);
        }
    }

    @Test
    default void whatCannotBeAddedIsRefused() {
        Collection values = ready(elanus(), schema());
        assertRefused(
                ErrorCode.INVALID_PARAMETER,
                "added field must be nullable, please check it, field name = stars",
                () -> values.addField(Field.int64("stars")));
        assertRefused(
                ErrorCode.INVALID_PARAMETER,
                "duplicated field name vec",
                () -> values.addField(Field.int64("vec").nullable()));
        assertRefused(
                ErrorCode.INVALID_PARAMETER,
                "not support to add partition key field, field name  = stars",
                () -> values.addField(Field.int64("stars").nullable().partitionKey()));
        assertThat(values.describe().schema().fields()).hasSize(2);
    }
}
