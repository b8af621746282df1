package io.elanus.database;

import io.elanus.durable.SyncPolicy;
import io.elanus.engine.EngineSettings;
import io.elanus.model.CollectionName;
import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
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
import io.elanus.model.ReadConsistency;
import io.elanus.model.WriteRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A data folder that has everything: columns of all types with nulls, two shards, an index with a file, deletes attached to
 * segments, at rest beside them and in the log, rows at rest and in the log, an alias; and no process that uses it.
 */
final class SampleFolder {
    private static final CollectionName NAME = CollectionName.of("sample");
    private static final int DIM = 4;
    private static final int ROWS = 400;
    private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();

    private static final List<FieldSchema> FIELDS = List.of(
            FieldSchema.builder("id", DataType.VARCHAR)
                    .primaryKey(true)
                    .maxLength(20)
                    .build(),
            FieldSchema.builder("bool", DataType.BOOL).nullable(true).build(),
            FieldSchema.builder("int8", DataType.INT8).nullable(true).build(),
            FieldSchema.builder("int16", DataType.INT16).build(),
            FieldSchema.builder("int32", DataType.INT32).build(),
            FieldSchema.builder("int64", DataType.INT64).nullable(true).build(),
            FieldSchema.builder("float", DataType.FLOAT).build(),
            FieldSchema.builder("double", DataType.DOUBLE).build(),
            FieldSchema.builder("text", DataType.VARCHAR)
                    .nullable(true)
                    .maxLength(100)
                    .build(),
            FieldSchema.builder("json", DataType.JSON).nullable(true).build(),
            FieldSchema.builder("vector", DataType.FLOAT_VECTOR).dim(DIM).build());

    private SampleFolder() {}

    static void make(Path folder) {
        EngineSettings defaults = EngineSettings.DEFAULT;
        EngineSettings engine = new EngineSettings(
                defaults.growingBytesMax(),
                defaults.growingAgeMax(),
                defaults.growingBytesTotal(),
                defaults.segmentBytesMax(),
                10,
                defaults.finishedJobsMax());
        try (LocalDatabase database = LocalDatabase.open(folder, new DatabaseSettings(SyncPolicy.OS, engine))) {
            database.createCollection(new CreateCollectionRequest(
                    NAME,
                    new CollectionSchema("sample", "", FIELDS, false),
                    2,
                    ConsistencyLevel.STRONG,
                    OptionalInt.empty(),
                    Map.of()));
            database.createAlias(NAME, "other");
            database.createIndex(CreateIndexRequest.of(NAME, "vector", new HnswParams(8, 40), Metric.COSINE));
            database.load(NAME, List.of());
            insert(database, 0);
            database.flush(NAME);
            delete(database, "int32 < 50");
            insert(database, ROWS);
            database.flush(NAME);
            awaitIndexes(database);
            attachDeletes(database);
            delete(database, "int32 in [50, 51, 52, 53, 54, 55, 56, 57, 58, 59]");
            database.flush(NAME);
            insert(database, 2 * ROWS);
            delete(database, "int32 in [60, 70]");
        }
        try (LocalDatabase database = LocalDatabase.open(folder, new DatabaseSettings(SyncPolicy.OS, engine))) {
            database.rowCount(NAME); // Opens the shards again, under another epoch.
        }
    }

    private static void insert(Database database, int from) {
        Random random = new Random(from);
        List<InputColumn> columns = new ArrayList<>();
        for (FieldSchema field : FIELDS) {
            ColumnBuilder builder = ColumnBuilder.of(field);
            for (int i = from; i < from + ROWS; i++) {
                if (field.nullable() && random.nextInt(5) == 0) {
                    builder.addNull();
                } else {
                    add(builder, field, i, random);
                }
            }
            Column column = builder.build();
            columns.add(new InputColumn(field.name(), field.type(), false, column));
        }
        database.insert(new WriteRequest(NAME, Optional.empty(), columns, ROWS, 0));
    }

    private static void add(ColumnBuilder builder, FieldSchema field, int i, Random random) {
        switch (field.name()) {
            case "id" -> builder.add("key-" + i);
            case "bool" -> builder.add(i % 2 == 0);
            case "int8" -> builder.add(i % 100);
            case "int16", "int32" -> builder.add(i);
            case "int64" -> builder.add((long) i << 32);
            case "float" -> builder.add(random.nextFloat());
            case "double" -> builder.add(random.nextDouble());
            case "text" -> builder.add("größe " + i);
            case "json" -> builder.add("{\"a\": " + i + "}");
            case "vector" -> builder.add(new float[] {random.nextFloat(), random.nextFloat(), random.nextFloat(), i});
            default -> throw new IllegalStateException(field.name());
        }
    }

    private static void delete(Database database, String filter) {
        database.delete(new DeleteRequest(
                NAME, Optional.empty(), filter, Map.of(), ReadConsistency.of(ConsistencyLevel.STRONG)));
    }

    private static void attachDeletes(Database database) {
        CompactionStatus job = database.compact(
                new CompactionRequest(NAME, new CompactionRequest.LevelZero(), Optional.empty(), List.of()));
        long begin = System.nanoTime();
        while (!database.compaction(job.jobId()).completed()) {
            if (System.nanoTime() - begin > PATIENCE_NANOS) {
                throw new IllegalStateException("deletes are not attached");
            }
            Thread.onSpinWait();
        }
    }

    private static void awaitIndexes(Database database) {
        long begin = System.nanoTime();
        while (database.persistentSegments(NAME).stream()
                .anyMatch(segment -> segment.rowCount() > 0 && segment.indexes().isEmpty())) {
            if (System.nanoTime() - begin > PATIENCE_NANOS) {
                throw new IllegalStateException("indexes are not built");
            }
            Thread.onSpinWait();
        }
    }

    /** All files but the lock, sorted by path. */
    static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile)
                    .filter(path -> !path.endsWith("LOCK"))
                    .sorted()
                    .toList();
        }
    }
}
