package io.elanus.bench.filter;

import io.elanus.Collection;
import io.elanus.Elanus;
import io.elanus.Field;
import io.elanus.Query;
import io.elanus.Row;
import io.elanus.Schema;
import io.elanus.database.DatabaseSettings;
import io.elanus.durable.SyncPolicy;
import io.elanus.engine.EngineSettings;
import io.elanus.model.ConsistencyLevel;
import io.elanus.model.IndexDescription;
import io.elanus.model.IndexParams.FlatParams;
import io.elanus.model.Metric;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One sealed segment, without or with indexes on every field. */
final class ElanusEngine implements Engine {
    private static final int INSERT_ROWS = 10_000;
    private static final List<String> INDEXED = List.of("n", "small", "real", "tag", "name", "list");

    private final Elanus elanus;
    private final Collection rows;

    ElanusEngine(Path folder, Table table) throws Exception {
        EngineSettings settings =
                new EngineSettings(8L << 30, Duration.ofHours(10), 8L << 30, 16L << 30, 1_024, 100);
        elanus = Elanus.open(folder, new DatabaseSettings(SyncPolicy.OS, settings));
        rows = elanus.createCollection(
                "rows",
                Schema.of(
                                Field.int64("id").primaryKey(),
                                Field.int32("n"),
                                Field.int32("small"),
                                Field.float64("real"),
                                Field.text("tag", 20),
                                Field.text("name", 40),
                                Field.text("text", 200),
                                Field.json("doc"),
                                Field.array("list", Field.int64("number"), 10),
                                Field.vector("vector", 2))
                        .consistency(ConsistencyLevel.EVENTUALLY));
        rows.createIndex("vector", new FlatParams(), Metric.L2);
        List<Row> batch = new ArrayList<>();
        table.read(row -> {
            batch.add(row(row));
            if (batch.size() == INSERT_ROWS) {
                rows.insert(batch);
                batch.clear();
            }
        });
        if (!batch.isEmpty()) {
            rows.insert(batch);
        }
        rows.flush();
        rows.load();
    }

    private static Row row(Table.Row row) {
        return Row.of(
                "id", row.id(),
                "n", row.n(),
                "small", row.small(),
                "real", row.real(),
                "tag", row.tag(),
                "name", row.name(),
                "text", row.text(),
                "doc", row.json(),
                "list", Arrays.stream(row.list()).boxed().toList(),
                "vector", new float[] {0, 1});
    }

    /** Builds an index on every field that the filters with a form for Lucene ask. */
    void buildIndexes() throws InterruptedException {
        INDEXED.forEach(rows::createIndex);
        while (rows.indexes().stream().mapToLong(IndexDescription::pendingRows).sum() > 0) {
            Thread.sleep(Duration.ofMillis(50));
        }
    }

    @Override
    public String name() {
        return "elanus";
    }

    @Override
    public Object prepare(Case filter) {
        return Query.where(filter.elanus());
    }

    @Override
    public long count(Object prepared) {
        return rows.count((Query) prepared);
    }

    @Override
    public void close() {
        elanus.close();
    }
}
