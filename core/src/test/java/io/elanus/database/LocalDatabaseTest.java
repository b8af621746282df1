package io.elanus.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.model.CollectionName;
import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.CompactionRequest;
import io.elanus.model.CompactionStatus;
import io.elanus.model.ConsistencyLevel;
import io.elanus.model.CreateCollectionRequest;
import io.elanus.model.CreateIndexRequest;
import io.elanus.model.DataType;
import io.elanus.model.DeleteRequest;
import io.elanus.model.FieldSchema;
import io.elanus.model.IndexParams.HnswParams;
import io.elanus.model.InputColumn;
import io.elanus.model.Metric;
import io.elanus.model.QueryRequest;
import io.elanus.model.ReadConsistency;
import io.elanus.model.SearchParams;
import io.elanus.model.SearchRequest;
import io.elanus.model.SearchResult;
import io.elanus.model.SegmentDescription;
import io.elanus.model.WriteRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole walk through one data folder: write, flush, index, search, compact, restart. */
class LocalDatabaseTest {
    private static final CollectionName NAME = CollectionName.of("walk");
    private static final int DIM = 8;
    private static final int ROWS = 2_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private LocalDatabase open() {
        return LocalDatabase.open(folder, DatabaseSettings.DEFAULT);
    }

    private static void create(Database database) {
        database.createCollection(CreateCollectionRequest.of(
                NAME,
                CollectionSchema.of(
                        "walk",
                        FieldSchema.builder("id", DataType.INT64)
                                .primaryKey(true)
                                .build(),
                        FieldSchema.builder("bucket", DataType.INT32).build(),
                        FieldSchema.builder("vec", DataType.FLOAT_VECTOR)
                                .dim(DIM)
                                .build())));
        database.createIndex(CreateIndexRequest.of(NAME, "vec", new HnswParams(16, 100), Metric.L2));
        database.load(NAME, List.of());
    }

    private static void insert(Database database, int from, int count) {
        ColumnBuilder ids = ColumnBuilder.of(DataType.INT64, 0);
        ColumnBuilder buckets = ColumnBuilder.of(DataType.INT32, 0);
        ColumnBuilder vectors = ColumnBuilder.of(DataType.FLOAT_VECTOR, DIM);
        for (int id = from; id < from + count; id++) {
            ids.add((long) id);
            buckets.add(id % 10);
            vectors.add(vector(id));
        }
        database.insert(new WriteRequest(
                NAME,
                Optional.empty(),
                List.of(
                        new InputColumn("id", DataType.INT64, false, ids.build()),
                        new InputColumn("bucket", DataType.INT32, false, buckets.build()),
                        new InputColumn("vec", DataType.FLOAT_VECTOR, false, vectors.build())),
                count,
                0));
    }

    private static float[] vector(int id) {
        Random random = new Random(id);
        float[] vector = new float[DIM];
        for (int i = 0; i < DIM; i++) {
            vector[i] = random.nextFloat();
        }
        return vector;
    }

    private static long count(Database database) {
        return ((LongColumn) database.query(new QueryRequest(
                                NAME,
                                List.of(),
                                "",
                                Map.of(),
                                Optional.empty(),
                                List.of("count(*)"),
                                OptionalLong.empty(),
                                0,
                                ReadConsistency.of(ConsistencyLevel.STRONG),
                                false,
                                false,
                                Optional.empty()))
                        .columns()
                        .get(0)
                        .column())
                .get(0);
    }

    private static SearchResult search(Database database, int id, String filter) {
        ColumnBuilder query = ColumnBuilder.of(DataType.FLOAT_VECTOR, DIM).add(vector(id));
        return database.search(new SearchRequest(
                NAME,
                List.of(),
                Optional.empty(),
                (Column.VectorColumn) query.build(),
                Optional.empty(),
                Optional.empty(),
                SearchParams.defaults(),
                10,
                0,
                SearchRequest.ROUND_NONE,
                filter,
                Map.of(),
                Optional.empty(),
                List.of("bucket"),
                ReadConsistency.of(ConsistencyLevel.STRONG),
                false,
                Optional.empty()));
    }

    private static CompactionStatus compact(Database database) throws InterruptedException {
        CompactionStatus status = database.compact(CompactionRequest.mix(NAME));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!database.compaction(status.jobId()).completed()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(5);
        }
        return database.compaction(status.jobId());
    }

    @Test
    void rowsAreTheSameBeforeAndAfterCompactionAndRestart() throws InterruptedException {
        try (LocalDatabase database = open()) {
            create(database);
            for (int i = 0; i < 5; i++) {
                insert(database, i * ROWS, ROWS);
                database.flush(NAME);
            }
            database.delete(new DeleteRequest(
                    NAME, Optional.empty(), "bucket == 3", Map.of(), ReadConsistency.of(ConsistencyLevel.STRONG)));
            assertThat(count(database)).isEqualTo(5 * ROWS * 9 / 10);
            assertThat(database.rowCount(NAME)).isEqualTo(5 * ROWS);
            assertThat(database.persistentSegments(NAME)).hasSize(5);

            CompactionStatus done = compact(database);

            assertThat(done.plans()).hasSize(1);
            assertThat(done.plans().get(0).sourceIds()).hasSize(5);
            assertThat(done.plans().get(0).figures().rowsDropped()).isEqualTo(ROWS / 2);
            assertThat(database.persistentSegments(NAME))
                    .extracting(SegmentDescription::id)
                    .containsExactlyElementsOf(done.plans().get(0).targetIds());
            assertThat(count(database)).isEqualTo(5 * ROWS * 9 / 10);
            assertThat(database.rowCount(NAME)).isEqualTo(5 * ROWS * 9 / 10);
            assertThat(((LongColumn) search(database, 4_001, "").ids()).get(0)).isEqualTo(4_001);
            insert(database, 5 * ROWS, 10);
        }
        try (LocalDatabase database = open()) {
            assertThat(count(database)).isEqualTo(5 * ROWS * 9 / 10 + 10);
            assertThat(((LongColumn) search(database, 5 * ROWS + 4, "").ids()).get(0))
                    .isEqualTo(5 * ROWS + 4);
            assertThat(((LongColumn) search(database, 8, "bucket == 8 and id < 10")
                                    .ids())
                            .rowCount())
                    .isEqualTo(1);
        }
    }
}
