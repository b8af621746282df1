package io.elanus.engine;

import io.elanus.engine.TestRows.Row;
import io.elanus.model.CompactionRequest.ForceMerge;
import io.elanus.model.CompactionRequest.LevelZero;
import io.elanus.model.IndexParams.HnswParams;
import io.elanus.model.Metric;
import io.elanus.segment.IndexDefinition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

    private final List<Row> expected = new ArrayList<>();

    /** One job of the engine. */
    enum Job {
        FLUSH,
        COMPACT,
        ATTACH_DELETES,
        FORCE_MERGE,
        CLUSTER,
        BUILD_INDEX,
        DROP_INDEX,
        DROP_PARTITION;

        List<IndexDefinition> indexesBefore() {
            return this == BUILD_INDEX ? List.of() : List.of(INDEX);
        }

        List<IndexDefinition> indexesAfter() {
            return this == DROP_INDEX ? List.of() : List.of(INDEX);
        }

        /** More calls, in more worlds, only where the shards are what the job goes over. */
        int shardCount() {
            return this == DROP_PARTITION || this == DROP_INDEX ? 2 : 1;
        }

        Set<Long> partitionsAfter() {
            return this == DROP_PARTITION ? Set.of(KEPT) : Set.of(KEPT, DROPPED);
        }

        void run(TestProcess process) {
            switch (this) {
                case FLUSH -> process.collection.flush();
                case COMPACT -> process.compact();
                case ATTACH_DELETES -> process.compact(new LevelZero());
                case FORCE_MERGE -> process.compact(new ForceMerge(Long.MAX_VALUE));
                case CLUSTER -> process.cluster();
                case BUILD_INDEX, DROP_INDEX -> process.collection.indexesChanged(indexesAfter());
                case DROP_PARTITION -> process.collection.partitionsChanged(partitionsAfter());
            }
        }
    }

    private final Job job;

    Scenario(Job job) {
        this.job = job;
    }

    TestStores stores() {
        return new TestStores()
                .withShards(job.shardCount())
                .withPartitions(Set.of(KEPT, DROPPED))
                .withIndexes(job.indexesBefore());
    }

    /** Fills the collection. */
    void prepare(TestProcess process) {
        for (long partition : List.of(KEPT, DROPPED)) {
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
    }

    /** What the collection holds before the job. */
    List<Row> rowsBefore() {
        return expected;
    }

    /** What the collection holds after the job, whether it came to its end or not. */
    List<Row> rowsAfter() {
        return expected.stream()
                .filter(row -> job.partitionsAfter().contains(row.partitionId()))
                .sorted(Comparator.comparingLong(Row::partitionId).thenComparingLong(Row::key))
                .toList();
    }
}
