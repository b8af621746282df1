package io.elanus.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.Collection;
import io.elanus.Compaction;
import io.elanus.Elanus;
import io.elanus.Field;
import io.elanus.Query;
import io.elanus.Row;
import io.elanus.Schema;
import io.elanus.model.ArrayForm;
import io.elanus.model.CollectionName;
import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.ConsistencyLevel;
import io.elanus.model.CreateCollectionRequest;
import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import io.elanus.model.IndexParams.FlatParams;
import io.elanus.model.InputColumn;
import io.elanus.model.Metric;
import io.elanus.model.StructSchema;
import io.elanus.model.UpdateRequest;
import io.elanus.model.WriteRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fields that come, go and change, through the whole database. */
class FieldChangeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final CollectionName ROWS = CollectionName.of("rows");

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

    private Collection rows() {
        return Elanus.over(database).collection("rows");
    }

    private Collection create(Field key, Field... fields) {
        List<Field> all = new ArrayList<>(List.of(key, Field.vector("vec", 2)));
        all.addAll(List.of(fields));
        Elanus.over(database)
                .createCollection("rows", Schema.of(all.toArray(Field[]::new)).consistency(ConsistencyLevel.STRONG));
        rows().createIndex("vec", new FlatParams(), Metric.L2);
        rows().load();
        return rows();
    }

    private static void insert(Collection rows, int from, int to, Object... more) {
        for (int id = from; id < to; id++) {
            Map<String, Object> values = new TreeMap<>(Map.of("id", id, "vec", new float[] {id, 0}));
            for (int i = 0; i < more.length; i += 2) {
                values.put((String) more[i], more[i + 1]);
            }
            rows.insert(Row.of(values));
        }
    }

    @Test
    void fieldsOfEveryTypeAreAddedAndOlderRowsHaveNullThere() throws Exception {
        Collection rows = create(Field.int64("id").primaryKey());
        insert(rows, 0, 2);
        rows.flush();
        insert(rows, 2, 4);
        List<Field> added = List.of(
                Field.bool("bool"),
                Field.int8("int8"),
                Field.float64("double"),
                Field.text("text", 9),
                Field.longText("long"),
                Field.time("time"),
                Field.json("json"),
                Field.geometry("geometry"),
                Field.array("numbers", Field.int32("e"), 4),
                Field.array("texts", Field.text("e", 4), 4),
                Field.vector("floats", 4),
                Field.binaryVector("bits", 8),
                Field.float16Vector("halves", 2),
                Field.bfloat16Vector("brains", 2),
                Field.int8Vector("bytes", 2));
        List<String> names = new ArrayList<>();
        for (Field field : added) {
            rows.addField(field.nullable());
            names.add(rows.describe().schema().fields().getLast().name());
        }
        rows.insert(Row.of("id", 4, "vec", new float[2], "numbers", List.of(1, 2), "geometry", "POINT (1 2)"));
        for (int round = 0; round < 2; round++) {
            List<Row> found = rows.query(Query.where("id >= 0").output(names.toArray(String[]::new)));
            assertThat(found).hasSize(5);
            for (String name : names) {
                boolean sent = name.equals("numbers") || name.equals("geometry");
                assertThat(found).filteredOn(row -> row.isNull(name)).as(name).hasSize(sent ? 4 : 5);
            }
            rows.flush();
            assertThat(rows.compact().await(PATIENCE)).isEqualTo(Compaction.State.SUCCEEDED);
        }
    }

    @Test
    void theSpaceOfADroppedFieldComesBackAndNothingIsWrongMeanwhile() throws Exception {
        Collection rows = create(Field.int64("id").primaryKey(), Field.text("text", 1000));
        insert(rows, 0, 50, "text", "x".repeat(900));
        rows.flush();
        insert(rows, 50, 100, "text", "x".repeat(900));
        rows.dropField("text");
        rows.flush();
        insert(rows, 100, 110);
        database.close();
        List<Object> problems = new ArrayList<>();
        assertThat(DataCheck.run(folder, problems::add).problemCount()).isZero();
        open();

        long before = rows().space().total();
        assertThat(before).isGreaterThan(50 * 900);
        assertThat(rows().count()).isEqualTo(110);
        rows().flush();
        assertThat(rows().compact().await(PATIENCE)).isEqualTo(Compaction.State.SUCCEEDED);
        assertThat(rows().space().live()).isLessThan(50 * 900);
        assertThat(rows().count(Query.where("id >= 0"))).isEqualTo(110);
    }

    @Test
    void aFieldThatRowsExpireByIsNotDropped() {
        Collection rows =
                create(Field.int64("id").primaryKey(), Field.time("until").nullable());
        rows.alter(Map.of("ttl_field", "until"), Set.of());
        assertThatThrownBy(() -> rows.dropField("until"))
                .hasMessageContaining(
                        "cannot drop field until because it is referenced by collection property ttl_field");
        rows.alter(Map.of(), Set.of("ttl_field"));
        rows.dropField("until");
        assertThat(rows.describe().schema().find("until")).isEmpty();
    }

    @Test
    void theLargestNumberOfAFieldIsNotForUsersToChange() {
        Collection rows = create(Field.int64("id").primaryKey());
        assertThatThrownBy(() -> rows.alter(Map.of("max_field_id", "5"), Set.of()))
                .hasMessageContaining("max_field_id");
        assertThatThrownBy(() -> rows.alter(Map.of(), Set.of("max_field_id"))).hasMessageContaining("max_field_id");
    }

    @Test
    void rowsBringTheirKeysWhereACollectionWithAutoIdsAllowsIt() {
        Collection rows = create(Field.int64("id").primaryKey().autoId());
        assertThatThrownBy(() -> insert(rows, 7, 8)).hasMessageContaining("more fieldData has pass in");
        rows.alter(Map.of("allow_insert_auto_id", "true"), Set.of());
        insert(rows, 7, 8);
        assertThat(rows.insert(Row.of("vec", new float[2])).ids()[0]).isGreaterThan(1_000);
        assertThat(rows.count(Query.where("id == 7"))).isEqualTo(1);
        rows.alter(Map.of("allow_insert_auto_id", "false"), Set.of());
        assertThatThrownBy(() -> insert(rows, 8, 9)).hasMessageContaining("more fieldData has pass in");
    }

    @Test
    void onlyACollectionWithAutoIdsAllowsRowsToBringThem() {
        Collection rows = create(Field.int64("id").primaryKey());
        assertThatThrownBy(() -> rows.alter(Map.of("allow_insert_auto_id", "true"), Set.of()))
                .hasMessageContaining("the value for allow_insert_auto_id must be false when autoID is false");
    }

    @Test
    void settingsOfAFieldAreDescribedUntilTheyAreTakenBack() {
        createStruct();
        rows().release();
        database.alterField(ROWS, "vec", Map.of("mmap.enabled", "true"), Set.of());
        assertThat(params("vec")).containsEntry("mmap.enabled", "true").containsEntry("dim", "2");
        database.alterField(ROWS, "vec", Map.of(), Set.of("mmap.enabled"));
        assertThat(params("vec")).doesNotContainKey("mmap.enabled").containsEntry("dim", "2");
    }

    private Map<String, String> params(String field) {
        return rows().describe().schema().find(field).orElseThrow().params();
    }

    @Test
    void aStructIsWrittenAndDroppedWhole() {
        createStruct();
        write("parts[n]", 1, "parts[m]", 2);
        write("parts[n]", 3, "parts[m]", 4);
        assertThat(written("n")).isEqualTo(3);
        assertThat(written("m")).isEqualTo(4);
        assertThatThrownBy(() -> write("parts[n]", 5))
                .hasMessageContaining("length of fields of struct field mismatch");

        assertThatThrownBy(() -> database.dropField(ROWS, "parts[n]"))
                .hasMessageContaining("cannot drop sub-field of struct array field: parts.n");
        database.dropField(ROWS, "parts");
        assertThat(rows().describe().schema().structs()).isEmpty();
        assertThat(rows().describe().schema().fields())
                .extracting(FieldSchema::name)
                .containsExactly("id", "vec");
        assertThat(rows().count()).isEqualTo(1);
    }

    private void createStruct() {
        FieldSchema id =
                FieldSchema.builder("id", DataType.INT64).primaryKey(true).build();
        FieldSchema vec =
                FieldSchema.builder("vec", DataType.FLOAT_VECTOR).dim(2).build();
        StructSchema struct = new StructSchema(0, "parts", "", false, new TreeMap<>());
        CollectionSchema schema =
                new CollectionSchema("rows", "", List.of(id, vec, part("n"), part("m")), List.of(struct), false, 0);
        database.createCollection(CreateCollectionRequest.of(ROWS, schema));
        rows().createIndex("vec", new FlatParams(), Metric.L2);
        rows().load();
    }

    private static FieldSchema part(String name) {
        return FieldSchema.builder(StructSchema.fieldName("parts", name), DataType.ARRAY)
                .elementType(DataType.INT64)
                .structName("parts")
                .maxCapacity(4)
                .build();
    }

    /** Updates the row 1 with arrays of one element. */
    private void write(Object... fieldsAndElements) {
        List<InputColumn> columns = new ArrayList<>();
        columns.add(new InputColumn("id", DataType.INT64, false, Column.LongColumn.of(1)));
        columns.add(new InputColumn(
                "vec",
                DataType.FLOAT_VECTOR,
                false,
                ColumnBuilder.of(DataType.FLOAT_VECTOR, 2).add(new float[2]).build()));
        for (int i = 0; i < fieldsAndElements.length; i += 2) {
            Column elements = Column.LongColumn.of((int) fieldsAndElements[i + 1]);
            columns.add(new InputColumn(
                    (String) fieldsAndElements[i],
                    DataType.ARRAY,
                    Optional.of(DataType.INT64),
                    false,
                    ColumnBuilder.of(DataType.ARRAY, 0)
                            .add(ArrayForm.bytes(elements))
                            .build()));
        }
        database.update(new UpdateRequest(new WriteRequest(ROWS, Optional.empty(), columns, 1, 0), List.of()));
    }

    private long written(String part) {
        Row row = rows().query(Query.where("id == 1").output("parts")).getFirst();
        List<?> parts = (List<?>) Objects.requireNonNull(row.values().get("parts"));
        return (long) Objects.requireNonNull(((Map<?, ?>) parts.getFirst()).get(part));
    }
}
