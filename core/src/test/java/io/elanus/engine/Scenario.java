package io.elanus.engine;

import io.elanus.engine.TestRows.Row;
import io.elanus.model.CollectionSchema;
import io.elanus.model.CompactionRequest.ForceMerge;
import io.elanus.model.CompactionRequest.LevelZero;
import io.elanus.model.CompactionRequest.Mix;
import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import io.elanus.model.IndexParams.HnswParams;
import io.elanus.model.Metric;
import io.elanus.model.Value;
import io.elanus.segment.ExpiryRule;
import io.elanus.segment.IndexDefinition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A collection in the middle of its life: two partitions, segments and deletes at rest, others growing; and
 * the jobs that tests let fail in it.
 */
final class Scenario {
    static final long KEPT = 1;
    static final long DROPPED = 2;
    static final IndexDefinition INDEX =
            new IndexDefinition(50, "index", TestRows.VECTOR, new HnswParams(4, 8), Optional.of(Metric.L2));

    private static final int KEYS = 40;

    /** When the rows of a partition are written, and when those of the first have outlived their time. */
    private static final long DROPPED_MILLIS = 1_000;

    private static final long KEPT_MILLIS = 100_000;
    private static final Duration TTL = Duration.ofSeconds(150);
    private static final long PURGE_MILLIS = 160_000;

    private static final CollectionSchema WITH_ADDED_FIELD =
            TestRows.SCHEMA.withField(FieldSchema.builder("added", DataType.INT64)
                    .nullable(true)
                    .defaultValue(new Value.Int(5))
                    .build());

    private final List<Row> expected = new ArrayList<>();

    /**
     * One job of the engine. A new kind of job is one more of {@link #ALL}.
     *
     * @param run begins it and waits for its end; may be called again after it failed, and after it did not
     * @param shardCount 2 where the shards are what the job goes over: more calls, in more worlds
     * @param indexesAfter what the catalog has from the job's begin on
     * @param partitionsAfter likewise
     * @param schemaAfter likewise
     * @param purges whether the rows of {@link #DROPPED} expire when it begins
     */
    record Job(
            String name,
            Consumer<TestProcess> run,
            int shardCount,
            List<IndexDefinition> indexesBefore,
            List<IndexDefinition> indexesAfter,
            Set<Long> partitionsAfter,
            CollectionSchema schemaAfter,
            boolean purges) {
        static final Job FLUSH = of("flush", process -> process.collection.flush());
        static final Job COMPACT = of("compaction", TestProcess::compact);
        static final Job ATTACH_DELETES = of("attaching of deletes", process -> process.compact(new LevelZero()));
        static final Job FORCE_MERGE = of("forced merge", process -> process.compact(new ForceMerge(Long.MAX_VALUE)));
        static final Job CLUSTER = of("clustering", TestProcess::cluster);
        static final Job MERGE_AUTOMATICALLY =
                of("automatic merge", process -> process.compactor.startAutomatically(process.collection, new Mix()));
        static final Job PURGE = of("compaction of expired rows", process -> {
                    process.stores.setWallMillis(PURGE_MILLIS);
                    process.compact();
                })
                .purging();
        static final Job COMPACT_WITH_ADDED_FIELD = of("compaction with an added field", process -> {
                    process.stores.withSchema(WITH_ADDED_FIELD);
                    process.collection.schemaChanged(WITH_ADDED_FIELD);
                    process.compact();
                })
                .withSchema(WITH_ADDED_FIELD);
        static final Job BUILD_INDEX = of("index build", process -> process.collection.indexesChanged(List.of(INDEX)))
                .withIndexes(1, List.of(), List.of(INDEX));
        static final Job DROP_INDEX = of("drop of an index", process -> process.collection.indexesChanged(List.of()))
                .withIndexes(2, List.of(INDEX), List.of());
        static final Job DROP_PARTITION = of(
                        "drop of a partition", process -> process.collection.partitionsChanged(Set.of(KEPT)))
                .leaving(Set.of(KEPT));

        static final List<Job> ALL = List.of(
                FLUSH,
                COMPACT,
                ATTACH_DELETES,
                FORCE_MERGE,
                CLUSTER,
                MERGE_AUTOMATICALLY,
                PURGE,
                COMPACT_WITH_ADDED_FIELD,
                BUILD_INDEX,
                DROP_INDEX,
                DROP_PARTITION);

        private static Job of(String name, Consumer<TestProcess> run) {
            List<IndexDefinition> indexes = List.of(INDEX);
            return new Job(name, run, 1, indexes, indexes, Set.of(KEPT, DROPPED), TestRows.SCHEMA, false);
        }

        private Job withIndexes(int shards, List<IndexDefinition> before, List<IndexDefinition> after) {
            return new Job(name, run, shards, before, after, partitionsAfter, schemaAfter, purges);
        }

        private Job leaving(Set<Long> partitions) {
            return new Job(name, run, 2, indexesBefore, indexesAfter, partitions, schemaAfter, purges);
        }

        private Job withSchema(CollectionSchema schema) {
            return new Job(name, run, shardCount, indexesBefore, indexesAfter, partitionsAfter, schema, purges);
        }

        private Job purging() {
            return new Job(name, run, shardCount, indexesBefore, indexesAfter, partitionsAfter, schemaAfter, true);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** For parameterized tests. */
    static Stream<Job> jobs() {
        return Job.ALL.stream();
    }

    private final Job job;

    Scenario(Job job) {
        this.job = job;
    }

    TestStores stores() {
        return before(new TestStores());
    }

    /** What the catalog says before the job. */
    TestStores before(TestStores stores) {
        return stores.withShards(job.shardCount())
                .withPartitions(Set.of(KEPT, DROPPED))
                .withIndexes(job.indexesBefore())
                .withExpiryRule(job.purges() ? new ExpiryRule.AfterWrite(TTL) : ExpiryRule.NEVER);
    }

    /** What it says from the job's begin on. */
    TestStores after(TestStores stores) {
        if (job.purges()) {
            stores.setWallMillis(PURGE_MILLIS);
        }
        return before(stores)
                .withPartitions(job.partitionsAfter())
                .withIndexes(job.indexesAfter())
                .withSchema(job.schemaAfter());
    }

    /** Fills the collection. */
    void prepare(TestProcess process) {
        for (long partition : List.of(DROPPED, KEPT)) {
            process.stores.setWallMillis(partition == KEPT ? KEPT_MILLIS : DROPPED_MILLIS);
            long first = partition * 1_000;
            process.insert(TestRows.range(partition, first, first + KEYS, 1));
            process.collection.flush();
            process.upsert(TestRows.range(partition, first + KEYS / 2, first + KEYS, 2));
            process.delete(first, first + KEYS - 1);
            process.collection.flush();
            process.upsert(TestRows.range(partition, first + 2, first + 6, 3));
            process.insert(TestRows.range(partition, first + KEYS, first + KEYS + 4, 4));
            process.delete(first + 2, first + KEYS / 2, first + KEYS);
        }
        expected.addAll(process.rows());
        // An independent count of what the lines above say.
        int perPartition = KEYS - 2 + 4 - 3;
        if (expected.size() != 2 * perPartition) {
            throw new AssertionError("scenario reads wrong before anything failed: rows=" + expected.size());
        }
        if (job.purges()) {
            // Timestamps up to then are reserved before anything waits for a slow disk: everybody waits for those.
            process.stores.setWallMillis(PURGE_MILLIS);
            process.resources.clock().now();
        }
    }

    /** What the collection holds before the job. */
    List<Row> rowsBefore() {
        return expected;
    }

    /** What the collection holds after the job, whether it came to its end or not. */
    List<Row> rowsAfter() {
        return expected.stream()
                .filter(row -> job.partitionsAfter().contains(row.partitionId()))
                .filter(row -> !job.purges() || row.partitionId() == KEPT)
                .sorted(Comparator.comparingLong(Row::partitionId).thenComparingLong(Row::key))
                .toList();
    }

    /** Of these only the rows that no job here takes away. */
    static List<Row> kept(List<Row> rows) {
        return rows.stream().filter(row -> row.partitionId() == KEPT).toList();
    }
}
