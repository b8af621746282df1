package io.elanus.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.Collection;
import io.elanus.Delete;
import io.elanus.Elanus;
import io.elanus.Field;
import io.elanus.Query;
import io.elanus.Row;
import io.elanus.Schema;
import io.elanus.Search;
import io.elanus.Written;
import io.elanus.model.ConsistencyLevel;
import io.elanus.model.IndexParams.FlatParams;
import io.elanus.model.Metric;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Values of every type come back as they were written, from memory, from files and after compaction. */
interface ValueContract extends FormUnderTest {
    private static Collection ready(Elanus elanus, Schema schema) {
        Collection collection = elanus.createCollection("values", schema.consistency(ConsistencyLevel.STRONG));
        collection.createIndex("vec", new FlatParams(), Metric.L2);
        collection.load();
        return collection;
    }

    @Test
    default void everyTypeComesBack() throws Exception {
        Collection values = ready(
                elanus(),
                Schema.of(
                        Field.int64("id").primaryKey(),
                        Field.bool("flag"),
                        Field.int8("tiny"),
                        Field.int16("small"),
                        Field.int32("medium"),
                        Field.float32("single"),
                        Field.float64("precise"),
                        Field.text("text", 100),
                        Field.json("json"),
                        Field.vector("vec", 2)));
        values.insert(Row.of(
                "id",
                Long.MIN_VALUE,
                "flag",
                true,
                "tiny",
                -128,
                "small",
                -32768,
                "medium",
                Integer.MIN_VALUE,
                "single",
                1.5f,
                "precise",
                Math.PI,
                "text",
                "größer ≤ 東京 🪁",
                "json",
                "{\"a\":[1,2.5,\"x\"]}",
                "vec",
                new float[] {0.25f, -1f}));
        values.insert(Row.of(
                "id",
                Long.MAX_VALUE,
                "flag",
                false,
                "tiny",
                127,
                "small",
                32767,
                "medium",
                Integer.MAX_VALUE,
                "single",
                -0.1f,
                "precise",
                Double.MIN_VALUE,
                "text",
                "",
                "json",
                Map.of(),
                "vec",
                new float[] {0f, 0f}));

        assertBoth(values);
        values.flush();
        assertBoth(values);
        values.insert(Row.of(
                "id",
                0,
                "flag",
                false,
                "tiny",
                0,
                "small",
                0,
                "medium",
                0,
                "single",
                0,
                "precise",
                0,
                "text",
                "zero",
                "json",
                Map.of(),
                "vec",
                new float[2]));
        values.flush();
        values.delete(Delete.ids(0));
        values.compact().await(PATIENCE);
        assertBoth(values);
    }

    private static void assertBoth(Collection values) {
        List<Row> rows = values.query(Query.where("id != 0").limit(10));
        assertThat(rows).hasSize(2);
        Row first = rows.get(0);
        assertThat(first.number("id")).isEqualTo(Long.MIN_VALUE);
        assertThat(first.flag("flag")).isTrue();
        assertThat(first.number("tiny")).isEqualTo(-128);
        assertThat(first.number("small")).isEqualTo(-32768);
        assertThat(first.number("medium")).isEqualTo(Integer.MIN_VALUE);
        assertThat(first.real("single")).isEqualTo(1.5);
        assertThat(first.real("precise")).isEqualTo(Math.PI);
        assertThat(first.text("text")).isEqualTo("größer ≤ 東京 🪁");
        assertThat(first.text("json")).isEqualTo("{\"a\":[1,2.5,\"x\"]}");
        assertThat(first.vector("vec")).containsExactly(0.25f, -1f);
        Row last = rows.get(1);
        assertThat(last.number("id")).isEqualTo(Long.MAX_VALUE);
        assertThat(last.flag("flag")).isFalse();
        assertThat((float) last.real("single")).isEqualTo(-0.1f);
        assertThat(last.real("precise")).isEqualTo(Double.MIN_VALUE);
        assertThat(last.text("text")).isEmpty();
    }

    @Test
    default void absentValuesAreNullOrTheDefault() {
        Collection values = ready(
                elanus(),
                Schema.of(
                        Field.int64("id").primaryKey(),
                        Field.text("note", 10).nullable(),
                        Field.int32("stars").defaultValue(3),
                        Field.vector("vec", 2)));
        values.insert(Row.of("id", 1, "vec", new float[2]));
        values.insert(Row.of("id", 2, "note", "fine", "stars", 5, "vec", new float[2]));
        values.insert(Row.of("id", 3, "note", null, "stars", 4, "vec", new float[2]));
        values.flush();

        List<Row> rows = values.query("id > 0");

        assertThat(rows).extracting(row -> row.number("stars")).containsExactlyInAnyOrder(3L, 5L, 4L);
        assertThat(rows).filteredOn(row -> row.isNull("note")).hasSize(2);
        assertThat(values.query("note is null")).hasSize(2);
        assertThat(values.query("note is not null"))
                .extracting(row -> row.text("note"))
                .containsExactly("fine");
    }

    @Test
    default void valuesThatNoFieldNamesComeBack() {
        Collection values = ready(
                elanus(),
                Schema.of(Field.int64("id").primaryKey(), Field.vector("vec", 2))
                        .dynamic());
        values.insert(
                Row.of("id", 1, "vec", new float[2], "color", "red", "size", 7),
                Row.of("id", 2, "vec", new float[2], "color", "blue", "deep", Map.of("er", List.of(1, "two"))));

        assertThat(values.query("color == \"red\"")).singleElement().satisfies(row -> {
            assertThat(row.text("color")).isEqualTo("red");
            assertThat(row.number("size")).isEqualTo(7);
        });
        assertThat(values.query(Query.where("id == 2").output("color")))
                .singleElement()
                .satisfies(row -> assertThat(row.values()).containsOnlyKeys("id", "color"));
        assertThat(values.search(Search.near(new float[2]).filter("size > 5").output("size")))
                .singleElement()
                .satisfies(hit -> assertThat(hit.number("size")).isEqualTo(7));
        assertThat(values.query("deep[\"er\"][1] == \"two\"")).hasSize(1);
    }

    @Test
    default void keysAreMadeUpWhereTheSchemaSaysSo() {
        Collection values =
                ready(elanus(), Schema.of(Field.int64("id").primaryKey().autoId(), Field.vector("vec", 2)));
        Written first = values.insert(Row.of("vec", new float[2]), Row.of("vec", new float[2]));
        Written second = values.insert(Row.of("vec", new float[2]));
        assertThat(first.ids()).hasSize(2).doesNotHaveDuplicates().doesNotContain(second.ids());
        assertThat(values.query(Query.all().limit(10)))
                .extracting(row -> row.number("id"))
                .containsExactly(first.ids()[0], first.ids()[1], second.ids()[0]);
    }

    @Test
    default void keysMayBeTexts() {
        Collection values = ready(elanus(), Schema.of(Field.text("isbn", 20).primaryKey(), Field.vector("vec", 2)));
        assertThat(values.insert(
                                Row.of("isbn", "b", "vec", new float[] {1, 1}),
                                Row.of("isbn", "a", "vec", new float[2]))
                        .textIds())
                .containsExactly("b", "a");
        values.flush();
        assertThat(values.search(new float[] {1, 1}, 1).get(0).textId()).isEqualTo("b");
        assertThat(values.query(Query.all().limit(5)))
                .extracting(row -> row.text("isbn"))
                .containsExactly("a", "b");
        values.delete(Delete.ids("a"));
        assertThat(values.query(Query.all().limit(5)))
                .extracting(row -> row.text("isbn"))
                .containsExactly("b");
    }
}
