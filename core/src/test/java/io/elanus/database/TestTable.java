package io.elanus.database;

import io.elanus.database.ReferenceDatabase.Expiry;
import io.elanus.engine.Snapshot;
import io.elanus.expr.Filter;
import io.elanus.model.CollectionName;
import io.elanus.model.CollectionProperties;
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
import io.elanus.model.OutputColumn;
import io.elanus.model.QueryRequest;
import io.elanus.model.QueryResult;
import io.elanus.model.ReadConsistency;
import io.elanus.model.SearchParams;
import io.elanus.model.SearchRequest;
import io.elanus.model.SearchResult;
import io.elanus.model.SegmentDescription;
import io.elanus.model.SegmentDescription.Level;
import io.elanus.model.Value;
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
import java.util.Set;
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
    private static final long UNTIL_STEP_MILLIS = 4_000;
    private static final String KEY = "key";
    private static final String NUMBER = "number";
    private static final String TEXT = "text";
    private static final String VECTOR = "vector";
    private static final String UNTIL = "until";

    /** Fields that may be added to the collection, in this order; what rows hold in it that came before. */
    private static final List<FieldSchema> ADDED = List.of(
            FieldSchema.builder("added_1", DataType.INT64)
                    .nullable(true)
                    .defaultValue(new Value.Int(-1))
                    .build(),
            FieldSchema.builder("added_2", DataType.INT64).nullable(true).build());

    static final int ADDED_MAX = ADDED.size();

    static final CollectionSchema SCHEMA = CollectionSchema.of(
            NAME.collection(),
            FieldSchema.builder(KEY, DataType.INT64).primaryKey(true).build(),
            FieldSchema.builder(NUMBER, DataType.INT32).clusteringKey(true).build(),
            FieldSchema.builder(TEXT, DataType.VARCHAR)
                    .nullable(true)
                    .maxLength(100)
                    .build(),
            FieldSchema.builder(VECTOR, DataType.FLOAT_VECTOR).dim(DIM).build(),
            FieldSchema.builder(UNTIL, DataType.TIMESTAMPTZ).nullable(true).build());

    private TestTable() {}

    /**
     * What a query tells of a row.
     *
     * @param added how many added fields it came with; in each it holds its number
     */
    record Row(long key, int number, int added) {
        Row(long key, int number) {
            this(key, number, 0);
        }

        Optional<String> text() {
            return number % 3 == 0 ? Optional.empty() : Optional.of("number " + number);
        }

        float[] vector() {
            return TestTable.vector(number);
        }

        /** When it expires, if the field says so, in milliseconds since 1970: in the minutes after the machine's start. */
        OptionalLong untilMillis() {
            return number % 4 == 0
                    ? OptionalLong.empty()
                    : OptionalLong.of(TestMachine.START.toEpochMilli() + number % 60 * UNTIL_STEP_MILLIS);
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
        return database.insert(request(database, partition, numbers)).timestamp();
    }

    static long upsert(Database database, String partition, SortedMap<Long, Integer> numbers) {
        return database.upsert(request(database, partition, numbers)).timestamp();
    }

    static long delete(Database database, Optional<String> partition, String filter) {
        return database.delete(new DeleteRequest(NAME, partition, filter, Map.of(), NOW))
                .timestamp();
    }

    static String keysIn(Collection<Long> keys) {
        return keys.stream().map(String::valueOf).collect(Collectors.joining(", ", "key in [", "]"));
    }

    private static WriteRequest request(Database database, String partition, SortedMap<Long, Integer> numbers) {
        ColumnBuilder keys = ColumnBuilder.of(field(KEY));
        ColumnBuilder values = ColumnBuilder.of(field(NUMBER));
        ColumnBuilder texts = ColumnBuilder.of(field(TEXT));
        ColumnBuilder vectors = ColumnBuilder.of(field(VECTOR));
        ColumnBuilder ends = ColumnBuilder.of(field(UNTIL));
        ColumnBuilder again = ColumnBuilder.of(ADDED.getFirst());
        numbers.forEach((key, number) -> {
            Row row = new Row(key, number);
            keys.add(key);
            values.add(number);
            row.text().ifPresentOrElse(texts::add, texts::addNull);
            vectors.add(row.vector());
            row.untilMillis().ifPresentOrElse(millis -> ends.add(micros(millis)), ends::addNull);
            again.add((long) number);
        });
        List<InputColumn> columns = new ArrayList<>(List.of(
                input(field(KEY), keys.build()),
                input(field(NUMBER), values.build()),
                input(field(TEXT), texts.build()),
                input(field(VECTOR), vectors.build()),
                input(field(UNTIL), ends.build())));
        Column numbersAgain = again.build();
        ADDED.subList(0, added(database)).forEach(field -> columns.add(input(field, numbersAgain)));
        return new WriteRequest(NAME, Optional.of(partition), columns, numbers.size(), 0);
    }

    private static long micros(long epochMillis) {
        return epochMillis * 1_000;
    }

    /** How many fields have been added. */
    static int added(Database database) {
        CollectionSchema schema = database.describeCollection(NAME).schema();
        return (int) ADDED.stream()
                .filter(field -> schema.find(field.name()).isPresent())
                .count();
    }

    /** Adds the next field, if there is one more. */
    static void addField(Database database) {
        int added = added(database);
        if (added < ADDED_MAX) {
            database.addField(NAME, ADDED.get(added));
        }
    }

    private static FieldSchema field(String name) {
        return SCHEMA.find(name).orElseThrow();
    }

    private static InputColumn input(FieldSchema field, Column column) {
        return new InputColumn(field.name(), field.type(), false, column);
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

    /** A page of an iterator. */
    record Page(List<Row> rows, long timestamp) {}

    /** The first rows with keys above one. */
    static Page page(Database database, long above, int limit, ReadConsistency when) {
        QueryRequest request = new QueryRequest(
                NAME,
                List.of(),
                KEY + " > " + above,
                Map.of(),
                Optional.empty(),
                List.of("*"),
                OptionalLong.of(limit),
                0,
                when,
                false,
                true,
                Optional.empty());
        QueryResult result = database.query(request);
        return new Page(rows(result), result.readTimestamp());
    }

    static void setExpiry(Database database, Expiry expiry) {
        database.alterCollection(
                NAME, Map.of(), Set.of(CollectionProperties.TTL_SECONDS, CollectionProperties.TTL_FIELD));
        switch (expiry) {
            case Expiry.Never never -> {}
            case Expiry.AfterWrite after ->
                database.alterCollection(
                        NAME, Map.of(CollectionProperties.TTL_SECONDS, Integer.toString(after.seconds())), Set.of());
            case Expiry.AtField field ->
                database.alterCollection(NAME, Map.of(CollectionProperties.TTL_FIELD, UNTIL), Set.of());
        }
    }

    static Expiry expiry(Database database) {
        Map<String, String> properties = database.describeCollection(NAME).properties();
        if (properties.containsKey(CollectionProperties.TTL_FIELD)) {
            return new Expiry.AtField();
        }
        return properties.containsKey(CollectionProperties.TTL_SECONDS)
                ? new Expiry.AfterWrite(Integer.parseInt(properties.get(CollectionProperties.TTL_SECONDS)))
                : new Expiry.Never();
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
                false,
                Optional.empty());
    }

    private static List<Row> rows(QueryResult result) {
        LongColumn keys = (LongColumn) column(result, KEY).orElseThrow();
        IntColumn numbers = (IntColumn) column(result, NUMBER).orElseThrow();
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < keys.rowCount(); i++) {
            Row row = new Row(keys.get(i), numbers.get(i), addedValues(result, i, numbers.get(i)));
            requireWhole(result, i, row);
            rows.add(row);
        }
        return rows;
    }

    private static void requireWhole(QueryResult result, int i, Row row) {
        BytesColumn texts = (BytesColumn) column(result, TEXT).orElseThrow();
        VectorColumn vectors = (VectorColumn) column(result, VECTOR).orElseThrow();
        LongColumn ends = (LongColumn) column(result, UNTIL).orElseThrow();
        Optional<String> text = texts.isNull(i) ? Optional.empty() : Optional.of(texts.string(i));
        OptionalLong end = ends.isNull(i) ? OptionalLong.empty() : OptionalLong.of(ends.get(i) / 1_000);
        if (!text.equals(row.text())
                || !Arrays.equals(vectors.get(i), row.vector())
                || !end.equals(row.untilMillis())) {
            throw new AssertionError("row is mixed up: " + row + ", text=" + text + ", vector="
                    + Arrays.toString(vectors.get(i)) + ", until=" + end);
        }
    }

    /** In how many of the added fields a row has its number; in the others it has to have what they have by default. */
    private static int addedValues(QueryResult result, int i, int number) {
        int added = 0;
        for (FieldSchema field : ADDED) {
            Optional<LongColumn> values = column(result, field.name()).map(LongColumn.class::cast);
            if (values.isEmpty()) {
                continue; // Not added yet when the reader began.
            }
            Optional<Value> value = values.get().isNull(i)
                    ? Optional.empty()
                    : Optional.of(new Value.Int(values.get().get(i)));
            if (value.equals(Optional.of(new Value.Int(number)))) {
                added++;
            } else if (!value.equals(field.defaultValue())) {
                throw new AssertionError("row is mixed up: number=" + number + ", " + field.name() + "=" + value);
            }
        }
        return added;
    }

    private static Optional<Column> column(QueryResult result, String name) {
        return result.columns().stream()
                .filter(column -> column.field().name().equals(name))
                .findFirst()
                .map(OutputColumn::column);
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
