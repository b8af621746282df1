package io.elanus.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.Collection;
import io.elanus.Compaction.State;
import io.elanus.Delete;
import io.elanus.Elanus;
import io.elanus.Field;
import io.elanus.Query;
import io.elanus.Row;
import io.elanus.Schema;
import io.elanus.durable.SyncPolicy;
import io.elanus.engine.EngineSettings;
import io.elanus.model.ConsistencyLevel;
import io.elanus.model.IndexDescription;
import io.elanus.model.IndexParams.FlatParams;
import io.elanus.model.IndexParams.JsonCast;
import io.elanus.model.IndexParams.JsonTarget;
import io.elanus.model.IndexParams.NgramParams;
import io.elanus.model.IndexParams.ScalarParams;
import io.elanus.model.IndexParams.ValueParams;
import io.elanus.model.IndexParams.ValueParams.Family;
import io.elanus.model.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Indexes on scalar fields over their whole life, in a folder. */
class ScalarIndexTest {
    private static final long SEED = 20;
    private static final int ROWS = 1_500;
    private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();

    /** Segments of any size have index files. */
    private static final EngineSettings SETTINGS =
            new EngineSettings(1L << 30, Duration.ofHours(1), 1L << 30, 1L << 30, 1, 100);

    private static final Map<String, ScalarParams> INDEXES = Map.of(
            "number", new ValueParams(Family.STL_SORT),
            "flag", new ValueParams(Family.BITMAP),
            "ratio", new ValueParams(Family.INVERTED),
            "word", new ValueParams(Family.TRIE),
            "title", new NgramParams(2, 3, Optional.empty()),
            "until", new ValueParams(Family.STL_SORT),
            "id", new ValueParams(Family.AUTOINDEX),
            "meta", new ValueParams(Family.INVERTED, Optional.of(new JsonTarget("meta['a']", JsonCast.DOUBLE, false))));

    private static final List<String> FILTERS = List.of(
            "number == 7",
            "number in [1, 2, 90]",
            "number > 95 and not (word like 'b%')",
            "number != 7",
            "flag == true",
            "ratio < 0.25 and ratio >= 0.125",
            "word == 'w3' or word > 'w8'",
            "word like 'w_'",
            "title like '%needle%'",
            "not (title like '%needle%')",
            "until < ISO '1970-01-01T00:01:00Z'",
            "id in [3, 1499, 5000]",
            "meta['a'] == 5",
            "not (meta['a'] >= 5)",
            "exists meta['a']",
            "meta['list'] is null");

    @TempDir
    private Path folder;

    private Elanus elanus;
    private Collection things;

    @BeforeEach
    void fill() {
        open();
        things = elanus.createCollection(
                "things",
                Schema.of(
                                Field.int64("id").primaryKey(),
                                Field.int32("number").nullable(),
                                Field.bool("flag"),
                                Field.float64("ratio"),
                                Field.text("word", 20).nullable(),
                                Field.text("title", 100),
                                Field.time("until").nullable(),
                                Field.json("meta").nullable(),
                                Field.vector("vector", 2))
                        .consistency(ConsistencyLevel.STRONG));
        things.createIndex("vector", new FlatParams(), Metric.L2);
        things.load();
        Random random = new Random(SEED);
        for (int part = 0; part < 3; part++) {
            List<Row> rows = new ArrayList<>();
            for (int id = part * ROWS / 3; id < (part + 1) * ROWS / 3; id++) {
                rows.add(row(id, random));
            }
            things.insert(rows);
            things.flush();
        }
    }

    private static Row row(int id, Random random) {
        boolean absent = random.nextInt(10) == 0;
        return Row.of(
                "id",
                id,
                "number",
                absent ? null : random.nextInt(100),
                "flag",
                random.nextInt(20) == 0,
                "ratio",
                random.nextDouble(),
                "word",
                absent ? null : "w" + random.nextInt(12),
                "title",
                "hay " + random.nextInt(1_000) + (random.nextInt(50) == 0 ? " needle" : " straw"),
                "until",
                absent ? null : Instant.ofEpochSecond(random.nextInt(100)),
                "meta",
                absent ? null : Map.of("a", random.nextBoolean() ? random.nextInt(10) : "5"),
                "vector",
                new float[] {id, 0});
    }

    private void open() {
        elanus = Elanus.open(folder, new DatabaseSettings(SyncPolicy.OS, SETTINGS));
    }

    private void reopen() {
        elanus.close();
        open();
        things = elanus.collection("things");
    }

    @AfterEach
    void close() {
        elanus.close();
        List<String> findings = new ArrayList<>();
        DataCheck.run(folder, finding -> findings.add(finding.toString()));
        assertThat(findings).as("findings of the check").isEmpty();
    }

    private Map<String, List<Object>> answers() {
        Map<String, List<Object>> answers = new LinkedHashMap<>();
        for (String filter : FILTERS) {
            answers.put(
                    filter,
                    things.query(Query.where(filter)).stream()
                            .map(row -> row.value("id"))
                            .toList());
        }
        return answers;
    }

    private void createAll() {
        INDEXES.forEach(things::createIndex);
        awaitIndexes();
    }

    private void awaitIndexes() {
        await(() -> things.indexes().stream().allMatch(index -> index.pendingRows() == 0));
    }

    private static void await(BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - begin).as("nanos waited").isLessThan(PATIENCE_NANOS);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private List<Path> files(String end) {
        return LiveFolder.files(folder, file -> file.toString().endsWith(end));
    }

    private long fieldId(String field) {
        return things.describe().schema().find(field).orElseThrow().id();
    }

    @Test
    void answersStayTheSameThroughIndexesCompactionDeletesAndRestart() throws Exception {
        Map<String, List<Object>> before = answers();
        assertThat(before.values()).as("seed=%d", SEED).allMatch(rows -> !rows.isEmpty());

        createAll();
        assertThat(files(".index")).hasSize(3 * INDEXES.size());
        assertThat(answers()).isEqualTo(before);

        reopen();
        assertThat(answers()).isEqualTo(before);

        assertThat(things.compact().await(Duration.ofSeconds(60))).isEqualTo(State.SUCCEEDED);
        awaitIndexes();
        await(() -> files(".index").size() == INDEXES.size());
        assertThat(answers()).isEqualTo(before);

        things.delete(Delete.where("number == 7"));
        List<Object> dead = Objects.requireNonNull(before.get("number == 7"));
        before.replaceAll(
                (filter, rows) -> rows.stream().filter(id -> !dead.contains(id)).toList());
        assertThat(answers()).isEqualTo(before);
    }

    @Test
    void aDroppedIndexTakesItsFilesAlongAndCanBeReplacedWhileQueriesRun() {
        createAll();
        Map<String, List<Object>> before = answers();
        long number = fieldId("number");
        assertThat(files(".index"))
                .anyMatch(file -> file.getFileName().toString().startsWith(number + "-"));

        things.dropIndex("number");
        await(() -> files(".index").stream()
                .noneMatch(file -> file.getFileName().toString().startsWith(number + "-")));
        assertThat(things.indexes()).extracting(IndexDescription::fieldName).doesNotContain("number");
        assertThat(answers()).isEqualTo(before);

        things.createIndex("number", new ValueParams(Family.BITMAP));
        awaitIndexes();
        assertThat(answers()).isEqualTo(before);
        assertThat(files(".index")).hasSize(3 * INDEXES.size());
    }

    @Test
    void aDamagedIndexIsBuiltAgain() throws IOException {
        createAll();
        Map<String, List<Object>> before = answers();
        elanus.close();
        Path index = files(".index").getFirst();
        byte[] bytes = Files.readAllBytes(index);
        bytes[bytes.length / 2] ^= 0x40;
        Files.write(index, bytes);
        List<String> findings = new ArrayList<>();
        DataCheck.run(folder, finding -> findings.add(finding.toString()));
        assertThat(findings).anyMatch(finding -> finding.contains(index.toString()));

        open();
        things = elanus.collection("things");
        assertThat(answers()).isEqualTo(before);
        await(() ->
                files(".index").size() == 3 * INDEXES.size() && !files(".index").contains(index));
        awaitIndexes();
        assertThat(answers()).isEqualTo(before);
    }

    @Test
    void descriptionsTellWhatWasAskedForAndHowFarItHasCome() {
        createAll();
        assertThat(index("meta/a").params())
                .isEqualTo(new ValueParams(Family.INVERTED, Optional.of(new JsonTarget("/a", JsonCast.DOUBLE, false))));
        assertThat(index("number").params()).isEqualTo(new ValueParams(Family.STL_SORT));
        assertThat(index("title").params()).isEqualTo(new NgramParams(2, 3, Optional.empty()));
        assertThat(things.indexes())
                .allMatch(index -> index.totalRows() == ROWS
                        && index.indexedRows() == ROWS
                        && index.failure().isEmpty());
    }

    private IndexDescription index(String name) {
        return things.indexes().stream()
                .filter(index -> index.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aJsonFieldHasAnIndexForEachPlaceAndType() {
        json("meta['a']", JsonCast.DOUBLE);
        json("meta['a']", JsonCast.DOUBLE); // Is there already.
        json("meta['b']['c']", JsonCast.VARCHAR);
        json("meta", JsonCast.BOOL);
        assertThat(things.indexes())
                .extracting(IndexDescription::name)
                .containsExactlyInAnyOrder("vector", "meta/a", "meta/b/c", "meta");
        assertThatThrownBy(() -> json("meta['a']", JsonCast.VARCHAR))
                .hasMessageContaining("at most one distinct index is allowed per field");
    }

    private void json(String path, JsonCast cast) {
        things.createIndex("meta", new ValueParams(Family.INVERTED, Optional.of(new JsonTarget(path, cast, false))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id      | BITMAP    | create bitmap index on primary key not supported",
                "ratio   | BITMAP    | bitmap index are only supported on bool, int, string and array field",
                "flag    | STL_SORT  | STL_SORT are only supported on numeric, varchar or timestamptz field, got Bool",
                "number  | TRIE      | TRIE are only supported on varchar field",
                "meta    | TRIE      | TRIE are only supported on varchar field",
                "until   | INVERTED  | INVERTED are not supported on Timestamptz field",
                "until   | HYBRID    | hybrid index are only supported on bool, int, float, string and array field",
                "meta    | INVERTED  | json index must specify cast type: missing parameter",
                "meta    | AUTOINDEX | json index must specify cast type: missing parameter",
                "vector  | INVERTED  | data type FloatVector can't build with this index INVERTED",
                "vector  | AUTOINDEX | only metric type can be passed when use AutoIndex",
                "nothing | INVERTED  | cannot create index on non-exist field: nothing"
            })
    void refusesIndexesThatTheTypeOfTheFieldDoesNotHave(String field, Family family, String message) {
        assertThatThrownBy(() -> things.createIndex(field, new ValueParams(family)))
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "BITMAP    | DOUBLE       | meta['a'] | json_cast_type DOUBLE is not supported for BITMAP index",
                "STL_SORT  | BOOL         | meta['a'] | json_cast_type BOOL is not supported for STL_SORT index",
                "AUTOINDEX | ARRAY_DOUBLE | meta['a'] | json_cast_type ARRAY_DOUBLE is not supported for AUTOINDEX index",
                "INVERTED  | DOUBLE       | 1         | cannot parse identifier: 1",
                "INVERTED  | DOUBLE       | /         | mismatched input '/'",
                "INVERTED  | DOUBLE       | other['a'] | field other not exist"
            })
    void refusesPlacesAndTypesOfJson(Family family, JsonCast cast, String path, String message) {
        ValueParams params = new ValueParams(family, Optional.of(new JsonTarget(path, cast, false)));
        assertThatThrownBy(() -> things.createIndex("meta", params)).hasMessageContaining(message);
    }
}
