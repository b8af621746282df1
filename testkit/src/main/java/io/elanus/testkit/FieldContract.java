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
import java.util.Set;
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

    @Test
    default void aDroppedFieldIsGoneAndOneOfItsNameIsAnother() throws Exception {
        needs(Capability.DROP_FIELD);
        Collection values = ready(
                elanus(), Schema.of(Field.int64("id").primaryKey(), Field.int32("stars"), Field.vector("vec", 2)));
        values.createIndex("stars");
        values.addField(Field.vector("other", 2).nullable());
        values.createIndex("other", new FlatParams(), Metric.L2);
        values.insert(Row.of("id", 0, "stars", 5, "vec", new float[2], "other", new float[2]));
        values.flush();
        values.insert(Row.of("id", 1, "stars", 5, "vec", new float[2], "other", new float[2]));
        long number = values.describe().schema().find("other").orElseThrow().id();

        values.dropField("stars");
        values.dropField("other");
        assertThat(values.describe().schema().fields())
                .extracting(FieldSchema::name)
                .containsExactly("id", "vec");
        assertThat(values.indexes()).hasSize(1);
        assertRefused(ErrorCode.INVALID_PARAMETER, "stars", () -> values.count(Query.where("stars == 5")));
        values.insert(Row.of("id", 2, "vec", new float[2]));

        values.addField(Field.int32("stars").nullable());
        assertThat(values.describe().schema().find("stars").orElseThrow().id()).isEqualTo(number + 1);
        for (int round = 0; round < 2; round++) {
            assertThat(values.count(Query.where("stars is null"))).isEqualTo(3);
            assertThat(values.search(new float[2], 5)).hasSize(3);
            values.flush();
            compactFully(values);
        }
        if (can(Capability.RESTART)) {
            restart();
            Collection again = elanus().collection("values");
            assertThat(again.count(Query.where("stars is null"))).isEqualTo(3);
            again.dropField("stars");
            again.addField(Field.text("stars", 9).nullable());
            assertThat(again.describe().schema().find("stars").orElseThrow().id())
                    .isEqualTo(number + 2);
        }
    }

    @Test
    default void whatCannotBeDroppedIsRefused() {
        needs(Capability.DROP_FIELD);
        Collection values = ready(
                elanus(),
                Schema.of(
                                Field.int64("id").primaryKey(),
                                Field.text("owner", 9).partitionKey(),
                                Field.int32("year").clusteringKey(),
                                Field.vector("vec", 2))
                        .dynamic());
        Map.of(
                        "id", "cannot drop primary key field: id",
                        "owner", "cannot drop partition key field: owner",
                        "year", "cannot drop clustering key field: year",
                        "vec", "cannot drop the last vector field: vec",
                        "$meta", "cannot drop system field: $meta",
                        "other", "field not found: other")
                .forEach((field, text) ->
                        assertRefused(ErrorCode.INVALID_PARAMETER, text, () -> values.dropField(field)));
        assertThat(values.describe().schema().fields()).hasSize(5);
    }

    @Test
    default void whatAFieldWasMadeWithChangesForRowsToCome() {
        Collection values = ready(
                elanus(), Schema.of(Field.int64("id").primaryKey(), Field.text("note", 4), Field.vector("vec", 2)));
        values.insert(Row.of("id", 0, "note", "four", "vec", new float[2]));
        Row longer = Row.of("id", 1, "note", "longer", "vec", new float[2]);
        assertRefused(ErrorCode.INVALID_PARAMETER, "length", () -> values.insert(longer));

        values.alterField("note", Map.of("max_length", "6"), Set.of());
        values.insert(longer);
        values.alterField("note", Map.of("max_length", "2"), Set.of());
        assertRefused(ErrorCode.INVALID_PARAMETER, "length", () -> values.upsert(longer));
        assertThat(values.count(Query.where("note in [\"four\", \"longer\"]"))).isEqualTo(2);

        values.alterField("vec", Map.of("field.description", "where it is"), Set.of());
        assertThat(values.describe().schema().find("vec").orElseThrow().description())
                .isEqualTo("where it is");
        assertRefused(
                ErrorCode.COLLECTION_LOADED,
                "can not alter collection field properties if collection loaded",
                () -> values.alterField("note", Map.of("mmap.enabled", "true"), Set.of()));
        values.release();
        values.alterField("note", Map.of("mmap.enabled", "true"), Set.of());
        values.alterField("note", Map.of(), Set.of("mmap.enabled"));
    }

    @Test
    default void whatCannotBeChangedOfAFieldIsRefused() {
        Collection values = ready(
                elanus(), Schema.of(Field.int64("id").primaryKey(), Field.text("note", 4), Field.vector("vec", 2)));
        assertRefused(
                ErrorCode.INVALID_PARAMETER,
                "nullable does not allow update in collection field param",
                () -> values.alterField("note", Map.of("nullable", "true"), Set.of()));
        assertRefused(
                ErrorCode.INVALID_PARAMETER,
                "can not modify the maxlength for non-string types",
                () -> values.alterField("vec", Map.of("max_length", "5"), Set.of()));
        assertRefused(
                ErrorCode.INVALID_PARAMETER,
                "can not modify the maxcapacity for non-array types",
                () -> values.alterField("note", Map.of("max_capacity", "5"), Set.of()));
        assertRefused(
                ErrorCode.INVALID_PARAMETER,
                "65536 exceeds the maximum allowed value 65535",
                () -> values.alterField("note", Map.of("max_length", "65536"), Set.of()));
        assertRefused(
                ErrorCode.INVALID_PARAMETER,
                "field other does not exist in collection",
                () -> values.alterField("other", Map.of("max_length", "5"), Set.of()));
        assertRefused(
                ErrorCode.INVALID_PARAMETER,
                "max_length is not allowed to drop in collection field param",
                () -> values.alterField("note", Map.of(), Set.of("max_length")));
    }

    @Test
    default void aCollectionBecomesDynamicAndStaysIt() throws Exception {
        Collection values = ready(elanus(), schema());
        insertOld(values, 0, 2);
        values.flush();
        insertOld(values, 2, 4);

        values.alter(Map.of("dynamicfield.enabled", "true"), Set.of());
        assertThat(values.describe().schema().dynamicFieldEnabled()).isTrue();
        values.insert(Row.of("id", 4, "vec", new float[2], "color", "red"));
        values.update(Row.of("id", 0, "color", "blue"));
        for (int round = 0; round < 2; round++) {
            assertThat(values.count(Query.where("color == \"red\""))).isEqualTo(1);
            assertThat(values.query(Query.where("color == \"blue\"").output("color", "vec")))
                    .singleElement()
                    .matches(row -> row.number("id") == 0);
            assertThat(values.count(Query.where("exists color"))).isEqualTo(2);
            assertThat(values.count()).isEqualTo(5);
            values.flush();
            compactFully(values);
        }
        assertThat(values.describe().properties()).doesNotContainKey("dynamicfield.enabled");

        values.alter(Map.of("dynamicfield.enabled", "true"), Set.of());
        assertRefused(
                ErrorCode.INVALID_PARAMETER,
                "dynamic schema cannot supported to be disabled",
                () -> values.alter(Map.of("dynamicfield.enabled", "false"), Set.of()));
        assertRefused(
                ErrorCode.INVALID_PARAMETER,
                "cannot delete key dynamicfield.enabled",
                () -> values.alter(Map.of(), Set.of("dynamicfield.enabled")));
        assertRefused(
                ErrorCode.INVALID_PARAMETER,
                "cannot alter dynamic schema with other properties at the same time",
                () -> values.alter(Map.of("dynamicfield.enabled", "true", "timezone", "UTC"), Set.of()));
    }
}
