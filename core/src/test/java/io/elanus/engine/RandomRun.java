package io.elanus.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.engine.Collection.Change;
import io.elanus.engine.TestRows.Row;
import io.elanus.model.Column;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.CompactionRequest;
import io.elanus.model.CompactionStatus;
import io.elanus.model.CompactionStatus.PlanState;
import io.elanus.model.SegmentDescription.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** One random life of a collection beside a model of it: a list of rows. Owned by one thread. */
final class RandomRun implements AutoCloseable {
    private static final int KEYS = 60;
    private static final int SNAPSHOTS_MAX = 4;

    private final long seed;
    private final Random random;
    private final TestStores stores;
    private final TreeSet<Long> partitions = new TreeSet<>(Set.of(1L));
    private final List<Row> rows = new ArrayList<>();
    private final List<Held> snapshots = new ArrayList<>();
    private final List<Moment> moments = new ArrayList<>();
    private TestProcess process;
    private long lastPartition = 1;
    private int number;
    private int operation;
    private String last = "open";

    /** A snapshot, and what it has to read for as long as it is held. */
    private record Held(Snapshot snapshot, List<Row> rows) {}

    /** What a read at exactly this timestamp has to see. Only until rows are compacted away. */
    private record Moment(long timestamp, List<Row> rows) {}

    RandomRun(long seed) throws InterruptedException {
        this.seed = seed;
        this.random = new Random(seed);
        long growingBytesMax = random.nextBoolean() ? 2_000 : 1L << 30;
        long segmentBytesMax = List.of(28_000L, 100_000L, 1L << 30).get(random.nextInt(3));
        this.stores = new TestStores()
                .withShards(1 + random.nextInt(3))
                .withSettings(
                        new EngineSettings(growingBytesMax, Duration.ofHours(1), 64_000, segmentBytesMax, 16, 1_000))
                .withIndexes(random.nextBoolean() ? List.of(Scenario.INDEX) : List.of());
        this.process = stores.open();
    }

    void run(int operations) throws InterruptedException {
        try {
            for (operation = 0; operation < operations; operation++) {
                step();
                compare();
            }
            finish();
        } catch (RuntimeException | Error e) {
            throw new AssertionError("seed=" + seed + ", operation=" + operation + ": " + last, e);
        }
    }

    private void step() throws InterruptedException {
        int choice = random.nextInt(100);
        if (choice < 25) {
            insert();
        } else if (choice < 45) {
            upsert();
        } else if (choice < 62) {
            delete();
        } else if (choice < 70) {
            last = "flush";
            process.collection.flush();
        } else if (choice < 74) {
            compact(new CompactionRequest.Mix());
            moments.clear();
        } else if (choice < 75) {
            cluster();
        } else if (choice < 76) {
            compact(new CompactionRequest.ForceMerge(Long.MAX_VALUE));
            moments.clear();
        } else if (choice < 77) {
            compact(new CompactionRequest.LevelZero());
        } else if (choice < 80) {
            reopen();
        } else if (choice < 86) {
            holdOrLetGo();
        } else if (choice < 94) {
            readAtAMoment();
        } else if (choice < 96) {
            createPartition();
        } else if (choice < 98) {
            dropPartition();
        } else {
            truncate();
        }
    }

    private long anyPartition() {
        return List.copyOf(partitions).get(random.nextInt(partitions.size()));
    }

    private Map<Long, Integer> anyRows() {
        Map<Long, Integer> chosen = new TreeMap<>();
        int count = 1 + random.nextInt(random.nextInt(10) == 0 ? KEYS : 6);
        for (int i = 0; i < count; i++) {
            chosen.put((long) random.nextInt(KEYS), ++number);
        }
        return chosen;
    }

    private void insert() {
        long partition = anyPartition();
        Map<Long, Integer> added = anyRows();
        last = "insert of " + added.keySet() + " into " + partition;
        added.forEach((key, value) -> rows.add(new Row(partition, key, value)));
        remember(process.insert(TestRows.of(partition, added)));
    }

    private void upsert() {
        long partition = anyPartition();
        Map<Long, Integer> added = anyRows();
        last = "upsert of " + added.keySet() + " into " + partition;
        rows.removeIf(row -> row.partitionId() == partition && added.containsKey(row.key()));
        added.forEach((key, value) -> rows.add(new Row(partition, key, value)));
        remember(process.upsert(TestRows.of(partition, added)));
    }

    private void delete() {
        Set<Long> keys = anyRows().keySet();
        OptionalLong partition = random.nextBoolean() ? OptionalLong.of(anyPartition()) : OptionalLong.empty();
        last = "delete of " + keys + " from " + partition;
        rows.removeIf(
                row -> keys.contains(row.key()) && (partition.isEmpty() || partition.getAsLong() == row.partitionId()));
        Column column = LongColumn.of(keys.stream().mapToLong(Long::longValue).toArray());
        remember(process.collection.write(new Change(Optional.of(column), partition, List.of())));
    }

    private void compact(CompactionRequest.Kind kind) {
        last = "compaction " + kind;
        CompactionStatus started = process.compact(kind);
        assertThat(process.status(started).count(PlanState.COMPLETED))
                .as("%s", process.status(started))
                .isEqualTo(started.plans().size());
    }

    private void cluster() {
        last = "clustering";
        CompactionStatus started = process.cluster();
        assertThat(process.status(started).count(PlanState.COMPLETED))
                .as("%s", process.status(started))
                .isEqualTo(started.plans().size());
        moments.clear();
    }

    private void reopen() throws InterruptedException {
        last = "reopening";
        process.close();
        process = stores.withPartitions(Set.copyOf(partitions)).open();
    }

    private void holdOrLetGo() {
        last = "snapshot";
        if (snapshots.size() < SNAPSHOTS_MAX) {
            snapshots.add(new Held(process.snapshot(), sorted()));
        } else {
            snapshots.remove(random.nextInt(snapshots.size())).snapshot().close();
        }
    }

    private void readAtAMoment() {
        if (moments.isEmpty()) {
            return;
        }
        Moment moment = moments.get(random.nextInt(moments.size()));
        last = "read at " + moment.timestamp();
        try (Snapshot snapshot = process.snapshot(moment.timestamp(), true)) {
            assertThat(TestRows.read(snapshot)).isEqualTo(moment.rows());
        }
    }

    private void createPartition() {
        last = "creation of a partition";
        partitions.add(++lastPartition);
        // Half of the time the collection hears of it late.
        if (random.nextBoolean()) {
            process.collection.partitionsChanged(Set.copyOf(partitions));
        }
    }

    private void dropPartition() {
        if (partitions.size() == 1) {
            return;
        }
        process.collection.partitionsChanged(Set.copyOf(partitions));
        long dropped = anyPartition();
        last = "drop of partition " + dropped;
        partitions.remove(dropped);
        rows.removeIf(row -> row.partitionId() == dropped);
        process.collection.partitionsChanged(Set.copyOf(partitions));
        moments.clear();
    }

    private void truncate() {
        last = "truncation";
        process.collection.truncate(stores::decideTruncation);
        rows.clear();
        moments.clear();
    }

    private void remember(long timestamp) {
        moments.add(new Moment(timestamp, sorted()));
    }

    private List<Row> sorted() {
        return rows.stream()
                .sorted(Comparator.comparingLong(Row::partitionId)
                        .thenComparingLong(Row::key)
                        .thenComparingInt(Row::number))
                .toList();
    }

    private void compare() {
        assertThat(process.rows()).isEqualTo(sorted());
        if (random.nextInt(4) == 0) {
            snapshots.forEach(held -> assertThat(TestRows.read(held.snapshot)).isEqualTo(held.rows));
        }
    }

    private void finish() {
        last = "the end";
        snapshots.forEach(held -> held.snapshot.close());
        snapshots.clear();
        process.collection.flush();
        assertThat(process.resources.growing().used()).isZero();
        if (process.collection.segments().stream().anyMatch(segment -> segment.level() == Level.L2)) {
            cluster(); // Others leave rows in order alone.
        } else {
            compact(new CompactionRequest.Mix());
        }
        compare();
        Set<Long> segmentIds = new HashSet<>();
        for (SegmentStatus segment : process.collection.segments()) {
            assertThat(segmentIds.add(segment.id()))
                    .as("id of %s is its own", segment)
                    .isTrue();
            assertThat(segment.deadCount()).as("dead rows in %s", segment).isZero();
        }
        process.close();
        assertThat(stores.orphans(process.collection)).isEmpty();
    }

    @Override
    public void close() {
        snapshots.forEach(held -> held.snapshot.close());
        process.close();
    }
}
