package io.elanus.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.Collection;
import io.elanus.Elanus;
import io.elanus.Field;
import io.elanus.Query;
import io.elanus.Row;
import io.elanus.Schema;
import io.elanus.Update;
import io.elanus.model.ConsistencyLevel;
import io.elanus.model.IndexParams.FlatParams;
import io.elanus.model.Metric;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of which some fields are written, through the whole database. */
class UpdateTest {
    @TempDir
    private Path folder;

    private LocalDatabase database;

    @BeforeEach
    void open() {
        database = LocalDatabase.open(folder, DatabaseSettings.DEFAULT);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Collection create(int shards, Field... fields) {
        List<Field> all = new ArrayList<>(List.of(Field.int64("id").primaryKey(), Field.vector("vec", 2)));
        all.addAll(List.of(fields));
        Collection rows = Elanus.over(database)
                .createCollection(
                        "rows",
                        Schema.of(all.toArray(Field[]::new)).shards(shards).consistency(ConsistencyLevel.STRONG));
        rows.createIndex("vec", new FlatParams(), Metric.L2);
        rows.load();
        return rows;
    }

    private static List<?> tags(Collection rows, long id) {
        Row row = rows.query(Query.where("id == " + id).output("tags")).getFirst();
        return (List<?>) Objects.requireNonNull(row.value("tags"));
    }

    private static Row row(long id, Object... more) {
        Map<String, Object> values = new HashMap<>(Map.of("id", id, "vec", new float[2]));
        for (int i = 0; i < more.length; i += 2) {
            values.put((String) more[i], more[i + 1]);
        }
        return Row.of(values);
    }

    @Test
    void elementsAreAppendedUpToTheCapacityAndTakenOutWhereverTheyOccur() {
        Collection rows = create(1, Field.array("tags", Field.int64("element"), 4));
        rows.insert(row(1, "tags", List.of(1, 2)), row(2, "tags", List.of()));
        rows.flush();

        rows.update(Update.of(Row.of("id", 1, "tags", List.of(1, 3)), Row.of("id", 2, "tags", List.of(5)))
                .append("tags"));
        assertThat(tags(rows, 1)).isEqualTo(List.of(1L, 2L, 1L, 3L));
        assertThat(tags(rows, 2)).isEqualTo(List.of(5L));

        assertThatThrownBy(() ->
                        rows.update(Update.of(Row.of("id", 2, "tags", List.of(6)), Row.of("id", 1, "tags", List.of(4)))
                                .append("tags")))
                .hasMessageContaining("array length 5 exceeds max_capacity 4");
        assertThat(tags(rows, 2)).isEqualTo(List.of(5L));

        rows.update(Update.of(Row.of("id", 1, "tags", List.of(1, 9)), Row.of("id", 2, "tags", List.of()))
                .remove("tags"));
        assertThat(tags(rows, 1)).isEqualTo(List.of(2L, 3L));
        assertThat(tags(rows, 2)).isEqualTo(List.of(5L));

        rows.update(Row.of("id", 1, "tags", List.of(8)));
        assertThat(tags(rows, 1)).isEqualTo(List.of(8L));
    }

    @Test
    void elementsOfEveryTypeAreAppendedAndRemoved() {
        Map<Field, List<?>> elements = Map.of(
                Field.bool("e"), List.of(true, false),
                Field.int8("e"), List.of(1, -2),
                Field.int32("e"), List.of(1, -2),
                Field.float32("e"), List.of(1.5f, 0.0f),
                Field.float64("e"), List.of(1.5, 0.0),
                Field.text("e", 9), List.of("a", "\u00e9"));
        elements.forEach((element, values) -> {
            Collection rows = create(1, Field.array("tags", element, 4));
            rows.insert(row(1, "tags", List.of(values.get(0), values.get(1))));
            rows.update(
                    Update.of(Row.of("id", 1, "tags", List.of(values.get(0)))).append("tags"));
            assertThat(tags(rows, 1)).hasSize(3);
            rows.update(
                    Update.of(Row.of("id", 1, "tags", List.of(values.get(0)))).remove("tags"));
            assertThat(tags(rows, 1).toString())
                    .isEqualTo(List.of(values.get(1)).toString());
            rows.drop();
        });
    }

    @Test
    void nothingIsAppendedWhereNullIsSentAndAnArrayThatIsNullHasNoElements() {
        Collection rows =
                create(1, Field.array("tags", Field.text("element", 9), 4).nullable());
        rows.insert(row(1), row(2, "tags", List.of("a")));
        rows.update(Update.of(Row.of("id", 1, "tags", List.of("b")), Row.of("id", 2, "tags", null))
                .append("tags"));
        assertThat(tags(rows, 1)).isEqualTo(List.of("b"));
        assertThat(tags(rows, 2)).isEqualTo(List.of("a"));
    }

    @Test
    void operationsThatDoNotFitAreRefused() {
        Collection rows = create(1, Field.array("tags", Field.int64("element"), 4), Field.text("name", 9));
        rows.insert(row(1, "tags", List.of(1), "name", "a"));
        Row sent = Row.of("id", 1, "tags", List.of(2));
        Map<Update, String> refused = Map.of(
                Update.of(sent).append("id"), "field \"id\" is the primary key and cannot carry a partial-update op",
                Update.of(sent).append("none"), "field \"none\" not found in collection schema",
                Update.of(sent).append("name"), "op ARRAY_APPEND requires Array field, but field \"name\" is VarChar",
                Update.of(sent).append("tags").remove("tags"), "duplicate partial-update op for field \"tags\"",
                Update.of(sent).remove(""), "FieldPartialUpdateOp.field_name is required",
                Update.of(Row.of("id", 1)).append("tags"),
                        "partial-update op targets field \"tags\" not present in fields_data",
                Update.of(Row.of("id", 1, "tags", List.of(1, 2, 3, 4, 5))).append("tags"),
                        "ARRAY_APPEND payload for field \"tags\" row 0 has length 5 exceeding max_capacity 4",
                Update.of(Row.of("id", 1, "name", "b"), Row.of("id", 2, "tags", List.of())),
                        "rows of an update have different fields");
        refused.forEach(
                (update, text) -> assertThatThrownBy(() -> rows.update(update)).hasMessageContaining(text));
        assertThat(tags(rows, 1)).isEqualTo(List.of(1L));
    }

    @Test
    void ofRowsWithOneKeyTheNewestIsUpdated() {
        Collection rows = create(1, Field.int32("a"), Field.int32("b"));
        rows.insert(row(1, "a", 1, "b", 1));
        rows.flush();
        rows.insert(row(1, "a", 2, "b", 2), row(1, "a", 3, "b", 3));
        rows.update(Row.of("id", 1, "a", 9));
        assertThat(rows.query(Query.where("id == 1").output("a", "b")))
                .singleElement()
                .matches(found -> found.number("a") == 9 && found.number("b") == 3);
        assertThat(rows.count()).isEqualTo(1);
    }

    @Test
    void updatesOfDifferentFieldsOfTheSameRowsAtOnceLoseNothing() throws Exception {
        int turns = 40;
        int keys = 6;
        Collection rows = create(
                2,
                Field.int32("f0").nullable(),
                Field.int32("f1").nullable(),
                Field.int32("f2").nullable(),
                Field.array("tags", Field.int64("element"), 4 * turns));
        for (int key = 0; key < keys; key++) {
            rows.insert(row(key, "tags", List.of()));
        }
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<?>> writers = new ArrayList<>();
            for (int writer = 0; writer < 3; writer++) {
                int number = writer;
                writers.add(threads.submit(() -> {
                    for (int turn = 0; turn < turns; turn++) {
                        long tag = number * turns + turn;
                        Row first = Row.of("id", turn % keys, "f" + number, turn, "tags", List.of(tag));
                        Row second = Row.of("id", (turn + 1) % keys, "f" + number, turn, "tags", List.of(tag));
                        rows.update(Update.of(first, second).append("tags"));
                    }
                }));
            }
            Future<?> flushing = threads.submit(() -> {
                while (!writers.stream().allMatch(Future::isDone)) {
                    rows.flush();
                    rows.compact();
                }
            });
            for (Future<?> writer : writers) {
                writer.get();
            }
            flushing.get();
        }
        assertThat(rows.count()).isEqualTo(keys);
        for (int key = 0; key < keys; key++) {
            Row row = rows.query(Query.where("id == " + key).output("f0", "f1", "f2"))
                    .getFirst();
            int wanted = key;
            int last = LongStream.range(0, turns)
                    .filter(turn -> turn % keys == wanted || (turn + 1) % keys == wanted)
                    .mapToInt(turn -> (int) turn)
                    .max()
                    .orElseThrow();
            for (int field = 0; field < 3; field++) {
                assertThat(row.number("f" + field)).isEqualTo(last);
            }
            assertThat(Set.copyOf(tags(rows, key)))
                    .isEqualTo(LongStream.range(0, 3L * turns)
                            .filter(tag -> tag % turns % keys == wanted || (tag % turns + 1) % keys == wanted)
                            .boxed()
                            .collect(Collectors.toSet()));
        }
    }

    @Test
    void updatesAndUpsertsOfTheSameRowAtOnceMixNothing() throws Exception {
        Collection rows = create(1, Field.int32("a"), Field.int32("b"), Field.int32("c"));
        rows.insert(row(1, "a", 0, "b", 0, "c", 0));
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            Future<?> whole = threads.submit(() -> {
                for (int turn = 1; turn <= 50; turn++) {
                    rows.upsert(row(1, "a", turn, "b", turn, "c", -1));
                }
            });
            Future<?> some = threads.submit(() -> {
                while (!whole.isDone()) {
                    rows.update(Row.of("id", 1, "c", 5));
                }
            });
            whole.get();
            some.get();
        }
        // An upsert that came between the reading and the writing of an update would be undone by it.
        Row last = rows.query(Query.where("id == 1").output("a", "b", "c")).getFirst();
        assertThat(last.number("a")).isEqualTo(50);
        assertThat(last.number("b")).isEqualTo(50);
        assertThat(rows.count()).isEqualTo(1);
    }

    @Test
    void whatWasTruncatedDoesNotComeBackWithAnUpdate() throws Exception {
        Collection rows =
                create(1, Field.int32("a").nullable(), Field.int32("b").nullable());
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            for (int round = 0; round < 20; round++) {
                rows.upsert(row(1, "a", 1, "b", 1));
                Future<?> update = threads.submit(() -> rows.update(row(1, "b", 2)));
                rows.truncate();
                update.get();
                assertThat(rows.count(Query.where("a == 1"))).isZero();
                rows.truncate();
            }
        }
    }
}
