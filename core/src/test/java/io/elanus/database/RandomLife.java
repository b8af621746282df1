package io.elanus.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.database.Operation.Change;
import io.elanus.database.Operation.Compact;
import io.elanus.database.Operation.CreatePartition;
import io.elanus.database.Operation.DeleteKeys;
import io.elanus.database.Operation.DeleteMatching;
import io.elanus.database.Operation.DropPartition;
import io.elanus.database.Operation.Flush;
import io.elanus.database.Operation.Hold;
import io.elanus.database.Operation.Insert;
import io.elanus.database.Operation.Killed;
import io.elanus.database.Operation.LetGo;
import io.elanus.database.Operation.Query;
import io.elanus.database.Operation.ReadBack;
import io.elanus.database.Operation.Reindex;
import io.elanus.database.Operation.Reopen;
import io.elanus.database.Operation.Search;
import io.elanus.database.Operation.Upsert;
import io.elanus.database.Operation.Write;
import io.elanus.database.ReferenceDatabase.Condition;
import io.elanus.database.TestTable.Hit;
import io.elanus.database.TestTable.Row;
import io.elanus.durable.DurableException;
import io.elanus.engine.EngineSettings;
import io.elanus.engine.Snapshot;
import io.elanus.model.CompactionRequest;
import io.elanus.model.CompactionStatus;
import io.elanus.model.CompactionStatus.PlanState;
import io.elanus.model.DatabaseException;
import io.elanus.model.IndexParams;
import io.elanus.model.IndexParams.FlatParams;
import io.elanus.model.ReadConsistency;
import io.elanus.testkit.Faults.Extent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One life of a database beside the {@link ReferenceDatabase}, compared after each step. Owned by one thread.
 */
final class RandomLife implements AutoCloseable {
    private static final int SNAPSHOTS_MAX = 4;

    private final TestMachine machine;
    private final EngineSettings settings;
    private IndexParams index;
    private LocalDatabase database;
    private ReferenceDatabase model = new ReferenceDatabase();
    private final List<Held> readers = new ArrayList<>();
    private final List<Long> writes = new ArrayList<>();

    /** A slow reader, and what it has to see for as long as it reads. */
    private record Held(Snapshot snapshot, List<Row> rows) {}

    RandomLife(TestMachine machine, int shards, EngineSettings settings, IndexParams index) {
        this.machine = machine;
        this.settings = settings;
        this.index = index;
        this.database = machine.start(settings);
        TestTable.create(database, shards, index);
    }

    /** @throws AssertionError that names the step after which something was wrong */
    void run(List<Operation> operations) {
        for (int i = 0; i < operations.size(); i++) {
            try {
                step(operations.get(i));
                compare(i % 4 == 0);
            } catch (RuntimeException | Error e) {
                throw new AssertionError("operation " + i + ", " + operations.get(i) + ": " + e.getMessage(), e);
            }
        }
        finish();
    }

    private void step(Operation operation) {
        switch (operation) {
            case Change change -> change(change, model);
            case Reopen reopen -> {
                database.close();
                database = machine.start(settings);
            }
            case Killed killed -> kill(killed);
            case Hold hold -> {
                if (readers.size() < SNAPSHOTS_MAX) {
                    readers.add(new Held(database.snapshot(TestTable.NAME), model.everything()));
                }
            }
            case LetGo letGo -> {
                if (!readers.isEmpty()) {
                    readers.remove(letGo.reader() % readers.size()).snapshot.close();
                }
            }
            case ReadBack back -> {
                if (!writes.isEmpty()) {
                    readBack(writes.get(back.write() % writes.size()));
                }
            }
            case Query query -> query(query);
            case Search search -> search(search);
        }
    }

    /** Makes a change in the database, and when that was acknowledged, in the model. */
    private void change(Change change, ReferenceDatabase model) {
        switch (change) {
            case Insert insert -> {
                if (model.partitions().contains(insert.partition())) {
                    long timestamp = TestTable.insert(database, insert.partition(), insert.numbers());
                    model.insert(insert.partition(), insert.numbers(), timestamp);
                    writes.add(timestamp);
                }
            }
            case Upsert upsert -> {
                if (model.partitions().contains(upsert.partition())) {
                    long timestamp = TestTable.upsert(database, upsert.partition(), upsert.numbers());
                    model.upsert(upsert.partition(), upsert.numbers(), timestamp);
                    writes.add(timestamp);
                }
            }
            case DeleteKeys delete -> {
                if (exists(delete.partition())) {
                    long timestamp = TestTable.delete(database, delete.partition(), TestTable.keysIn(delete.keys()));
                    model.delete(delete.partition(), delete.keys(), timestamp);
                    writes.add(timestamp);
                }
            }
            case DeleteMatching delete -> {
                if (exists(delete.partition())) {
                    long timestamp = TestTable.delete(
                            database, delete.partition(), delete.condition().text());
                    model.delete(delete.partition(), model.keys(delete.partition(), delete.condition()), timestamp);
                    writes.add(timestamp);
                }
            }
            case Flush flush -> database.flush(TestTable.NAME);
            case Compact compact -> compact();
            case Reindex reindex -> {
                index = reindex.params();
                TestTable.reindex(database, index);
            }
            case CreatePartition create -> {
                database.createPartition(TestTable.NAME, create.name());
                model.createPartition(create.name());
            }
            case DropPartition drop -> {
                if (model.partitions().contains(drop.name())) {
                    TestTable.dropPartition(database, drop.name());
                    model.dropPartition(drop.name());
                    writes.clear();
                }
            }
        }
    }

    private boolean exists(Optional<String> partition) {
        return partition.isEmpty() || model.partitions().contains(partition.get());
    }

    private void compact() {
        CompactionStatus started = database.compact(CompactionRequest.mix(TestTable.NAME));
        if (!machine.faults.struck()) { // Else the next process goes on with it.
            CompactionStatus ended = database.compaction(started.jobId());
            assertThat(ended.plans()).allMatch(plan -> plan.state() == PlanState.COMPLETED);
        }
        writes.clear(); // What was dead is gone, so the past cannot be read any more.
    }

    private void kill(Killed killed) {
        ReferenceDatabase before = model.copy();
        long timestamp = database.allocateTimestamp();
        machine.faults.arm(killed.call(), killed.kind(), Extent.FROM_THEN_ON);
        Optional<RuntimeException> failure = tried(() -> change(killed.during(), model));
        failure.ifPresent(
                cause -> assertThat(machine.faults.struck()).as("%s", cause).isTrue());
        tried(database::close);
        machine.faults.disarm();
        database = machine.start(settings);
        assertThat(database.compactions(TestTable.NAME))
                .as("jobs that a crash interrupted end after it")
                .allMatch(CompactionStatus::completed);
        if (failure.isPresent()) {
            settle(killed.during(), before, timestamp);
        }
    }

    private static Optional<RuntimeException> tried(Runnable step) {
        try {
            step.run();
            return Optional.empty();
        } catch (DatabaseException | DurableException | IllegalStateException e) {
            return Optional.of(e);
        }
    }

    /** What nobody acknowledged may be there or not; the model learns which. */
    private void settle(Change change, ReferenceDatabase before, long timestamp) {
        switch (change) {
            case Write write -> settle(write, before, timestamp);
            case CreatePartition create -> adoptPartition(create.name());
            case DropPartition drop -> adoptPartition(drop.name());
            case Reindex reindex -> TestTable.reindex(database, index);
            case Flush flush -> {}
            case Compact compact -> writes.clear();
        }
        database.load(TestTable.NAME, List.of());
    }

    private void adoptPartition(String name) {
        writes.clear();
        if (database.hasPartition(TestTable.NAME, name)) {
            model.createPartition(name);
        } else {
            model.dropPartition(name);
        }
    }

    private void settle(Write write, ReferenceDatabase before, long timestamp) {
        ReferenceDatabase after = before.copy();
        Set<Long> keys = write.keys(before);
        switch (write) {
            case Insert insert -> after.insert(insert.partition(), insert.numbers(), timestamp);
            case Upsert upsert -> after.upsert(upsert.partition(), upsert.numbers(), timestamp);
            case DeleteKeys delete -> after.delete(delete.partition(), keys, timestamp);
            case DeleteMatching delete -> after.delete(delete.partition(), keys, timestamp);
        }
        for (long key : keys) {
            if (!reads(before, key)) {
                before.takeKey(after, key);
            }
        }
        model = before;
    }

    private boolean reads(ReferenceDatabase expected, long key) {
        Condition condition = new Condition("key == " + key, row -> row.key() == key);
        return expected.partitions().stream().allMatch(partition -> {
            List<String> there = List.of(partition);
            return TestTable.query(database, there, condition.text(), TestTable.NOW)
                            .equals(expected.query(there, condition, Long.MAX_VALUE - 1))
                    && TestTable.count(database, there, condition.text(), TestTable.NOW)
                            == expected.count(there, condition, Long.MAX_VALUE - 1);
        });
    }

    private void readBack(long timestamp) {
        ReadConsistency then = ReadConsistency.at(timestamp);
        assertThat(TestTable.query(database, List.of(), TestTable.EVERYTHING, then))
                .as("at %d", timestamp)
                .isEqualTo(model.query(List.of(), Condition.EVERYTHING, timestamp));
    }

    private void query(Query query) {
        if (!model.partitions().containsAll(query.partitions())) {
            return;
        }
        String filter = query.condition().text();
        assertThat(TestTable.query(database, query.partitions(), filter, TestTable.NOW))
                .isEqualTo(model.query(query.partitions(), query.condition(), Long.MAX_VALUE - 1));
        assertThat(TestTable.count(database, query.partitions(), filter, TestTable.NOW))
                .isEqualTo(model.count(query.partitions(), query.condition(), Long.MAX_VALUE - 1));
    }

    private void search(Search search) {
        if (!model.partitions().containsAll(search.partitions())) {
            return;
        }
        float[] vector = TestTable.vector(search.nearNumber());
        List<Hit> hits = TestTable.search(
                database, search.partitions(), search.condition().text(), vector, search.limit());
        List<Hit> nearest = model.nearest(search.partitions(), search.condition(), vector);
        List<Hit> first = nearest.subList(0, Math.min(search.limit(), nearest.size()));
        assertThat(hits).doesNotHaveDuplicates().hasSameSizeAs(first);
        if (index instanceof FlatParams) {
            // Of rows that are equally far, whichever.
            assertThat(nearest).containsAll(hits);
            assertThat(hits)
                    .extracting(Hit::distance)
                    .isEqualTo(first.stream().map(Hit::distance).toList());
        } else {
            assertThat(hits).extracting(Hit::key).doesNotHaveDuplicates();
            assertThat(model.distances(search.partitions(), search.condition(), vector))
                    .containsAll(hits);
        }
    }

    private void compare(boolean readersToo) {
        for (String partition : model.partitions()) {
            List<String> there = List.of(partition);
            assertThat(TestTable.query(database, there, TestTable.EVERYTHING, TestTable.NOW))
                    .as("rows of %s", partition)
                    .isEqualTo(model.query(there, Condition.EVERYTHING, Long.MAX_VALUE - 1));
            assertThat(TestTable.count(database, there, TestTable.EVERYTHING, TestTable.NOW))
                    .as("count of %s", partition)
                    .isEqualTo(model.count(there, Condition.EVERYTHING, Long.MAX_VALUE - 1));
        }
        if (readersToo) {
            readers.forEach(held -> assertThat(TestTable.read(held.snapshot))
                    .as("what a slow reader sees")
                    .isEqualTo(held.rows));
        }
    }

    private void finish() {
        letGoOfReaders();
        database.flush(TestTable.NAME);
        compact();
        compare(false);
        assertThat(TestTable.atRest(database))
                .as("no dead row is left")
                .allMatch(segment -> segment.rowCount() == segment.liveRowCount());
        database.close();
        assertThat(machine.orphans()).as("orphans").isEmpty();
        machine.folder().ifPresent(folder -> {
            List<String> found = new ArrayList<>();
            DataCheck.run(folder, finding -> found.add(finding.toString()));
            assertThat(found).as("what a check finds").isEmpty();
        });
    }

    private void letGoOfReaders() {
        readers.forEach(held -> held.snapshot.close());
        readers.clear();
    }

    @Override
    public void close() {
        letGoOfReaders();
        machine.faults.disarm();
        database.close();
    }
}
