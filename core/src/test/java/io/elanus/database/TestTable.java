package io.elanus.database;

import io.elanus.engine.Snapshot;
import io.elanus.expr.Filter;
import io.elanus.model.CollectionName;
import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.Column.IntColumn;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.Column.VectorColumn;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.ConsistencyLevel;
import io.elanus.model.CreateCollectionRequest;
import io.elanus.model.CreateIndexRequest;
import io.elanus.model.DataType;
import io.elanus.model.DeleteRequest;
import io.elanus.model.FieldSchema;
import io.elanus.model.IndexParams;
import io.elanus.model.InputColumn;
import io.elanus.model.Metric;
import io.elanus.model.QueryRequest;
import io.elanus.model.QueryResult;
import io.elanus.model.ReadConsistency;
import io.elanus.model.SearchParams;
import io.elanus.model.SearchRequest;
import io.elanus.model.SearchResult;
import io.elanus.model.SegmentDescription;
import io.elanus.model.SegmentDescription.Level;
import io.elanus.model.WriteRequest;
import io.elanus.query.Querier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * The collection that tests of this package fill: a key, a number, and columns that follow from the number, so that a row
 * that got mixed up is noticed. All reads are strong, unless they name a time.
 */
final class TestTable {
    static final CollectionName NAME = CollectionName.of("table");
    static final String DEFAULT_PARTITION = "_default";
    static final String EVERYTHING = "key >= 0";
    static final ReadConsistency NOW = ReadConsistency.of(ConsistencyLevel.STRONG);

    private static final int DIM = 4;
    private static final String KEY = "key";
    private static final String NUMBER = "number";
    private static final String TEXT = "text";
    private static final String VECTOR = "vector";

    static final CollectionSchema SCHEMA = CollectionSchema.of(
            NAME.collection(),
            FieldSchema.builder(KEY, DataType.INT64).primaryKey(true).build(),
            FieldSchema.builder(NUMBER, DataType.INT32).build(),
            FieldSchema.builder(TEXT, DataType.VARCHAR)
                    .nullable(true)
                    .maxLength(100)
                    .build(),
            FieldSchema.builder(VECTOR, DataType.FLOAT_VECTOR).dim(DIM).build());

    private TestTable() {}

    /** What a query tells of a row. */
    record Row(long key, int number) {
        Optional<String> text() {
            return number % 3 == 0 ? Optional.empty() : Optional.of("number " + number);
        }

        float[] vector() {
            return TestTable.vector(number);
        }
    }

    /** One hit of a search. */
    record Hit(long key, float distance) {}

    /** Small whole numbers: distances are exact. */
    static float[] vector(int number) {
        float[] vector = new float[DIM];
        for (int i = 0; i < DIM; i++) {
            vector[i] = (number * 31 + i * 7) % 101;
        }
        return vector;
    }

    static void create(Database database, int shards, IndexParams index) {
        database.createCollection(new CreateCollectionRequest(
                NAME, SCHEMA, shards, ConsistencyLevel.STRONG, OptionalInt.empty(), Map.of()));
        database.createIndex(CreateIndexRequest.of(NAME, VECTOR, index, Metric.L2));
        database.load(NAME, List.of());
    }

    static void reindex(Database database, IndexParams index) {
        database.release(NAME, List.of());
        database.dropIndex(NAME, "");
        database.createIndex(CreateIndexRequest.of(NAME, VECTOR, index, Metric.L2));
        database.load(NAME, List.of());
    }

    /** A loaded partition cannot be dropped. */
    static void dropPartition(Database database, String partition) {
        database.release(NAME, List.of(partition));
        database.dropPartition(NAME, partition);
        database.load(NAME, List.of());
    }

    /** Answers the time of the write. */
    static long insert(Database database, String partition, SortedMap<Long, Integer> numbers) {
        return database.insert(request(partition, numbers)).timestamp();
    }

    static long upsert(Database database, String partition, SortedMap<Long, Integer> numbers) {
        return database.upsert(request(partition, numbers)).timestamp();
    }

    static long delete(Database database, Optional<String> partition, String filter) {
        return database.delete(new DeleteRequest(NAME, partition, filter, Map.of(), NOW))
                .timestamp();
    }

    static String keysIn(Collection<Long> keys) {
        return keys.stream().map(String::valueOf).collect(Collectors.joining(", ", "key in [", "]"));
    }

    private static WriteRequest request(String partition, SortedMap<Long, Integer> numbers) {
        ColumnBuilder keys = ColumnBuilder.of(field(KEY));
        ColumnBuilder values = ColumnBuilder.of(field(NUMBER));
        ColumnBuilder texts = ColumnBuilder.of(field(TEXT));
        ColumnBuilder vectors = ColumnBuilder.of(field(VECTOR));
        numbers.forEach((key, number) -> {
            Row row = new Row(key, number);
            keys.add(key);
            values.add(number);
            row.text().ifPresentOrElse(texts::add, texts::addNull);
            vectors.add(row.vector());
        });
        List<InputColumn> columns = List.of(
                input(KEY, keys.build()),
                input(NUMBER, values.build()),
                input(TEXT, texts.build()),
                input(VECTOR, vectors.build()));
        return new WriteRequest(NAME, Optional.of(partition), columns, numbers.size(), 0);
    }

    private static FieldSchema field(String name) {
        return SCHEMA.find(name).orElseThrow();
    }

    private static InputColumn input(String name, Column column) {
        return new InputColumn(name, field(name).type(), false, column);
    }

    /** The rows that match, one a key, in the order of their keys. */
    static List<Row> query(Database database, List<String> partitions, String filter, ReadConsistency when) {
        return rows(database.query(request(partitions, filter, List.of("*"), when)));
    }

    static List<Row> everything(Database database) {
        return query(database, List.of(), EVERYTHING, NOW);
    }

    /** The segments that hold rows: clients are told of deletes that wait as if they were one. */
    static List<SegmentDescription> atRest(Database database) {
        return database.persistentSegments(NAME).stream()
                .filter(segment -> segment.level() != Level.L0)
                .toList();
    }

    /** Rows of the same key all count. */
    static long count(Database database, List<String> partitions, String filter, ReadConsistency when) {
        QueryResult result = database.query(request(partitions, filter, List.of(Querier.COUNT), when));
        return ((LongColumn) result.columns().get(0).column()).get(0);
    }

    /** What a snapshot that somebody holds sees. */
    static List<Row> read(Snapshot snapshot) {
        QueryRequest request = request(List.of(), EVERYTHING, List.of("*"), NOW);
        return rows(Querier.query(snapshot, request, Filter.parse(EVERYTHING, snapshot.schema(), Map.of())));
    }

    private static QueryRequest request(
            List<String> partitions, String filter, List<String> fields, ReadConsistency when) {
        return new QueryRequest(
                NAME,
                partitions,
                filter,
                Map.of(),
                Optional.empty(),
                fields,
                OptionalLong.empty(),
                0,
                when,
                false,
                false);
    }

    private static List<Row> rows(QueryResult result) {
        LongColumn keys = (LongColumn) column(result, KEY);
        IntColumn numbers = (IntColumn) column(result, NUMBER);
        BytesColumn texts = (BytesColumn) column(result, TEXT);
        VectorColumn vectors = (VectorColumn) column(result, VECTOR);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < keys.rowCount(); i++) {
            Row row = new Row(keys.get(i), numbers.get(i));
            Optional<String> text = texts.isNull(i) ? Optional.empty() : Optional.of(texts.string(i));
            if (!text.equals(row.text()) || !Arrays.equals(vectors.get(i), row.vector())) {
                throw new AssertionError(
                        "row is mixed up: " + row + ", text=" + text + ", vector=" + Arrays.toString(vectors.get(i)));
            }
            rows.add(row);
        }
        return rows;
    }

    private static Column column(QueryResult result, String name) {
        return result.columns().stream()
                .filter(column -> column.field().name().equals(name))
                .findFirst()
                .orElseThrow()
                .column();
    }

    /** The nearest rows, one a key, nearest first. */
    static List<Hit> search(Database database, List<String> partitions, String filter, float[] vector, int limit) {
        ColumnBuilder query = ColumnBuilder.of(field(VECTOR));
        query.add(vector);
        SearchResult result = database.search(new SearchRequest(
                NAME,
                partitions,
                Optional.empty(),
                (VectorColumn) query.build(),
                Optional.empty(),
                SearchParams.defaults(),
                limit,
                0,
                SearchRequest.ROUND_NONE,
                filter,
                Map.of(),
                Optional.empty(),
                List.of(),
                NOW,
                false,
                Optional.empty()));
        List<Hit> hits = new ArrayList<>();
        for (int i = 0; i < result.ids().rowCount(); i++) {
            hits.add(new Hit(((LongColumn) result.ids()).get(i), result.scores()[i]));
        }
        return hits;
    }
}
