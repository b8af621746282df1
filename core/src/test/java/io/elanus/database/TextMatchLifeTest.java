package io.elanus.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.Batch;
import io.elanus.Collection;
import io.elanus.Compaction.State;
import io.elanus.Delete;
import io.elanus.Elanus;
import io.elanus.Field;
import io.elanus.Query;
import io.elanus.Schema;
import io.elanus.durable.SyncPolicy;
import io.elanus.engine.EngineSettings;
import io.elanus.model.CompactionRequest;
import io.elanus.model.ConsistencyLevel;
import io.elanus.model.IndexParams.FlatParams;
import io.elanus.model.Metric;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index on tokens that a segment has lives as long as the segment, and is as good as reading the rows. */
class TextMatchLifeTest {
    private static final int ROWS = 300;
    private static final List<String> WORDS = List.of("alpha", "beta", "gamma", "delta", "the");
    private static final EngineSettings SETTINGS =
            new EngineSettings(1L << 30, Duration.ofHours(1), 1L << 30, 1L << 20, 10, 100);

    @TempDir
    private Path folder;

    private Elanus elanus;
    private Collection texts;

    @BeforeEach
    void fill() {
        open();
        texts = elanus.createCollection(
                "texts",
                Schema.of(
                                Field.int64("id").primaryKey(),
                                Field.text("title", 100).matchable(""),
                                Field.longText("body").matchable("{\"type\": \"english\"}"),
                                Field.int32("day").clusteringKey(),
                                Field.vector("vector", 2))
                        .consistency(ConsistencyLevel.STRONG));
        texts.createIndex("vector", new FlatParams(), Metric.L2);
        texts.load();
        texts.insert(batch(0, ROWS));
    }

    @AfterEach
    void close() {
        elanus.close();
    }

    private void open() {
        elanus = Elanus.open(folder, new DatabaseSettings(SyncPolicy.OS, SETTINGS));
    }

    private static String title(int id) {
        return WORDS.get(id % WORDS.size()) + " " + WORDS.get(id / 7 % WORDS.size()) + " n" + id;
    }

    private static Batch batch(int from, int to) {
        return Batch.of()
                .longs("id", IntStream.range(from, to).asLongStream().toArray())
                .texts(
                        "title",
                        IntStream.range(from, to)
                                .mapToObj(TextMatchLifeTest::title)
                                .toArray(String[]::new))
                .texts(
                        "body",
                        IntStream.range(from, to)
                                .mapToObj(id -> "Runners running: " + title(id))
                                .toArray(String[]::new))
                .ints("day", IntStream.range(from, to).map(id -> id % 10).toArray())
                .vectors(
                        "vector",
                        IntStream.range(from, to)
                                .mapToObj(id -> new float[] {id, 0})
                                .toArray(float[][]::new));
    }

    private List<Long> find(String filter) {
        return texts.query(Query.where(filter).output("id")).stream()
                .map(row -> row.number("id"))
                .sorted()
                .toList();
    }

    private static List<Long> ids(IntPredicate test) {
        return IntStream.range(0, ROWS).filter(test).asLongStream().boxed().toList();
    }

    private void assertAnswers() {
        assertThat(find("text_match(title, 'Alpha')"))
                .isEqualTo(ids(id -> title(id).contains("alpha")));
        assertThat(find("text_match(title, 'alpha beta', minimum_should_match=2)"))
                .isEqualTo(ids(id -> title(id).contains("alpha") && title(id).contains("beta")));
        assertThat(find("not text_match(title, 'alpha')"))
                .isEqualTo(ids(id -> !title(id).contains("alpha")));
        assertThat(find("phrase_match(title, 'gamma delta')"))
                .isEqualTo(ids(id -> title(id).contains("gamma delta")));
        assertThat(find("text_match_fuzzy(body, 'gama', max_edit_distance=1) and text_match(body, 'runs')"))
                .isEqualTo(ids(id -> title(id).contains("gamma")));
        assertThat(find("text_match(body, 'the')")).isEmpty();
    }

    private void compact() throws Exception {
        texts.flush();
        assertThat(texts.compact(new CompactionRequest.Clustering()).await(Duration.ofSeconds(60)))
                .isEqualTo(State.SUCCEEDED);
    }

    /** The files of indexes that nobody has asked for. */
    private List<Path> tokenFiles() {
        return LiveFolder.files(folder, file -> file.getFileName().toString().matches("\\d+--\\d+\\.index"));
    }

    @Test
    void rowsInMemoryAtRestCompactedAndOpenedAgainAnswerTheSame() throws Exception {
        assertAnswers();
        texts.flush();
        assertAnswers();
        compact();
        assertThat(tokenFiles()).hasSize(2 * texts.segments().size());
        assertAnswers();

        elanus.close();
        List<String> findings = new ArrayList<>();
        assertThat(DataCheck.run(folder, finding -> findings.add(finding.toString()))
                        .problemCount())
                .as("%s", findings)
                .isZero();
        open();
        texts = elanus.collection("texts");
        texts.load();
        assertAnswers();
        assertThat(texts.indexes()).hasSize(1);
    }

    @Test
    void deletesByWordsHitTheRowsTheyMean() throws Exception {
        compact();
        texts.delete(Delete.where("text_match(title, 'alpha')"));
        assertThat(find("id >= 0")).isEqualTo(ids(id -> !title(id).contains("alpha")));
    }

    @Test
    void aFieldThatCameLaterHasItsIndexToo() throws Exception {
        compact();
        int before = tokenFiles().size();
        texts.addField(Field.text("note", 100).nullable().matchable(""));
        assertThat(find("text_match(note, 'alpha') or not text_match(note, 'alpha')"))
                .isEmpty();
        texts.upsert(batch(0, ROWS)
                .texts(
                        "note",
                        IntStream.range(0, ROWS)
                                .mapToObj(TextMatchLifeTest::title)
                                .toArray(String[]::new)));
        compact();
        assertThat(tokenFiles()).hasSizeGreaterThan(before);
        assertThat(find("text_match(note, 'alpha')"))
                .isEqualTo(ids(id -> title(id).contains("alpha")));
    }

    @Test
    void dropsItsFilesWithTheCollection() throws Exception {
        compact();
        assertThat(tokenFiles()).isNotEmpty();
        texts.drop();
        assertThat(tokenFiles()).isEmpty();
    }

    @Test
    void matchingNeedsAnAnalyzer() {
        assertThatThrownBy(() -> elanus.createCollection(
                        "wrong",
                        Schema.of(
                                Field.int64("id").primaryKey(),
                                Field.text("title", 100).matchable("{\"tokenizer\": \"none\"}"),
                                Field.vector("vector", 2))))
                .hasMessageContaining("unsupported tokenizer: none");
    }
}
