package io.elanus.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.database.Operation.AddField;
import io.elanus.database.Operation.Advance;
import io.elanus.database.Operation.BeginPages;
import io.elanus.database.Operation.Change;
import io.elanus.database.Operation.Compact;
import io.elanus.database.Operation.CompactAutomatically;
import io.elanus.database.Operation.CreatePartition;
import io.elanus.database.Operation.DeleteKeys;
import io.elanus.database.Operation.DeleteMatching;
import io.elanus.database.Operation.DropPartition;
import io.elanus.database.Operation.Flush;
import io.elanus.database.Operation.Hold;
import io.elanus.database.Operation.Insert;
import io.elanus.database.Operation.Killed;
import io.elanus.database.Operation.LetGo;
import io.elanus.database.Operation.NextPage;
import io.elanus.database.Operation.Query;
import io.elanus.database.Operation.ReadBack;
import io.elanus.database.Operation.Reindex;
import io.elanus.database.Operation.Reopen;
import io.elanus.database.Operation.Search;
import io.elanus.database.Operation.SetExpiry;
import io.elanus.database.Operation.Truncate;
import io.elanus.database.Operation.Upsert;
import io.elanus.database.Operation.Write;
import io.elanus.database.ReferenceDatabase.Condition;
import io.elanus.database.ReferenceDatabase.Expiry;
import io.elanus.database.TestTable.Hit;
import io.elanus.database.TestTable.Row;
import io.elanus.durable.DurableException;
import io.elanus.engine.EngineSettings;
import io.elanus.engine.Snapshot;
import io.elanus.model.CompactionRequest;
import io.elanus.model.CompactionRequest.Clustering;
import io.elanus.model.CompactionRequest.Kind;
import io.elanus.model.CompactionRequest.LevelZero;
import io.elanus.model.CompactionRequest.Mix;
import io.elanus.model.CompactionStatus;
import io.elanus.model.CompactionStatus.PlanState;
import io.elanus.model.DatabaseException;
import io.elanus.model.IndexParams;
import io.elanus.model.IndexParams.FlatParams;
import io.elanus.model.ReadConsistency;
import io.elanus.model.SegmentDescription.Level;
import io.elanus.testkit.Faults.Extent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One life of a database beside the {@link ReferenceDatabase}, compared after each step. Owned by one thread.
 */
final class RandomLife implements AutoCloseable {
    private static final int SNAPSHOTS_MAX = 4;
    private static final int ITERATORS_MAX = 4;
    private static final int PAGE_ROWS = 5;

    /** Less than how long the database keeps what an iterator saw while nobody asks for the next page. */
    private static final Duration IDLE_MAX = Duration.ofSeconds(50);

    private static final List<Kind> AUTOMATIC_KINDS = List.of(new LevelZero(), new Mix(), new Clustering());
    private static final int AUTOMATIC_ROUNDS_MAX = 6;

    private final TestMachine machine;
    private final EngineSettings settings;
    private IndexParams index;
    private LocalDatabase database;
    private ReferenceDatabase model;
    private final List<Held> readers = new ArrayList<>();
    private final List<Long> writes = new ArrayList<>();
    private final List<Pages> iterators = new ArrayList<>();

    /** A slow reader, and what it has to see for as long as it reads. */
    private record Held(Snapshot snapshot, List<Row> rows) {}

    /**
     * An iterator.
     *
     * @param seen what its first page saw; of that, later pages miss only what has expired
     * @param last the last key of the last page
     * @param used when it was last asked for a page
     */
    private record Pages(ReferenceDatabase seen, long timestamp, long last, Instant used) {}

    RandomLife(TestMachine machine, int shards, EngineSettings settings, IndexParams index) {
        this.machine = machine;
        this.settings = settings;
        this.index = index;
        this.model = new ReferenceDatabase(machine::now);
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
                iterators.clear();
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
            case Advance advance -> machine.advance(advance.time());
            case BeginPages begin -> {
                if (iterators.size() < ITERATORS_MAX) {
                    ReferenceDatabase seen = model.copy();
                    TestTable.Page page = TestTable.page(database, -1, PAGE_ROWS, TestTable.NOW);
                    compare(new Pages(seen, page.timestamp(), -1, machine.now()), page);
                }
            }
            case NextPage next -> {
                if (!iterators.isEmpty()) {
                    nextPage(iterators.remove(next.iterator() % iterators.size()));
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
            case Compact compact -> compact(compact.kind());
            case CompactAutomatically compact -> compactAutomatically();
            case SetExpiry set -> setExpiry(set.expiry());
            case AddField add -> {
                TestTable.addField(database);
                model.setAdded(TestTable.added(database));
            }
            case Truncate truncate -> {
                database.truncateCollection(TestTable.NAME);
                model.truncate();
                writes.clear();
            }
            case Reindex reindex -> {
                index = reindex.params();
                iterators.clear(); // The collection is closed in between.
                TestTable.reindex(database, index);
            }
            case CreatePartition create -> {
                database.createPartition(TestTable.NAME, create.name());
                model.createPartition(create.name());
            }
            case DropPartition drop -> {
                if (model.partitions().contains(drop.name())) {
                    TestTable.dropPartition(database, drop.name());
                    iterators.forEach(pages -> pages.seen().dropPartition(drop.name()));
                    model.dropPartition(drop.name());
                    writes.clear();
                }
            }
        }
    }

    private boolean exists(Optional<String> partition) {
        return partition.isEmpty() || model.partitions().contains(partition.get());
    }

    private void compact(Kind kind) {
        CompactionRequest request = new CompactionRequest(TestTable.NAME, kind, Optional.empty(), List.of());
        CompactionStatus started = database.compact(request);
        if (!machine.faults.struck()) { // Else the next process goes on with it.
            CompactionStatus ended = database.compaction(started.jobId());
            assertThat(ended.plans()).allMatch(plan -> plan.state() == PlanState.COMPLETED);
        }
        if (!(kind instanceof LevelZero)) {
            compacted();
        }
    }

    /** What was dead or has expired may be gone, so the past cannot be read any more. */
    private void compacted() {
        writes.clear();
        model.compacted();
    }

    private void compactAutomatically() {
        compacted();
        for (int round = 0; round < AUTOMATIC_ROUNDS_MAX; round++) {
            int before = database.compactions(TestTable.NAME).size();
            AUTOMATIC_KINDS.forEach(database::compactAutomatically);
            if (machine.faults.struck()) {
                return;
            }
            List<CompactionStatus> jobs = database.compactions(TestTable.NAME);
            assertThat(jobs)
                    .flatExtracting(CompactionStatus::plans)
                    .allMatch(plan -> plan.state().ended());
            if (jobs.size() == before) {
                return;
            }
        }
        throw new AssertionError("automatic compactions do not come to rest");
    }

    private void setExpiry(Expiry expiry) {
        iterators.clear();
        writes.clear();
        TestTable.setExpiry(database, expiry);
        adoptExpiry();
    }

    /** The rule that the database has now, and of the rows that are back by it those that are not gone. */
    private void adoptExpiry() {
        model.setExpiry(TestTable.expiry(database));
        model.settleExpired(row -> {
            String filter = "key == " + row.key() + " and number == " + row.number();
            return TestTable.count(database, List.of(), filter, TestTable.NOW) == 1;
        });
    }

    private void kill(Killed killed) {
        iterators.clear();
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
            case Compact compact -> compacted();
            case CompactAutomatically compact -> compacted();
            case SetExpiry set -> adoptExpiry();
            case AddField add -> model.setAdded(TestTable.added(database));
            case Truncate truncate -> adoptTruncation();
        }
        database.load(TestTable.NAME, List.of());
    }

    private void adoptTruncation() {
        writes.clear();
        if (TestTable.everything(database).isEmpty()) {
            model.truncate();
        }
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
        Set<Long> keys = write.keys(before);
        // The write may have brought rows that have expired, and nobody sees them by the rule that there is.
        Expiry rule = TestTable.expiry(database);
        model = before;
        setExpiry(new Expiry.Never());
        ReferenceDatabase after = before.copy();
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
        setExpiry(rule);
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

    private void nextPage(Pages pages) {
        if (pages.used().plus(IDLE_MAX).isAfter(machine.now())) {
            compare(pages, TestTable.page(database, pages.last(), PAGE_ROWS, ReadConsistency.at(pages.timestamp())));
        }
    }

    private void compare(Pages pages, TestTable.Page page) {
        Condition later = new Condition("key > " + pages.last(), row -> row.key() > pages.last());
        List<Row> rows = pages.seen().query(List.of(), later, Long.MAX_VALUE - 1);
        assertThat(page.rows()).as("page of %s", pages).isEqualTo(rows.subList(0, Math.min(PAGE_ROWS, rows.size())));
        if (rows.size() > PAGE_ROWS) {
            long last = page.rows().getLast().key();
            iterators.add(new Pages(pages.seen(), pages.timestamp(), last, machine.now()));
        }
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
        boolean clustered = TestTable.atRest(database).stream().anyMatch(segment -> segment.level() == Level.L2);
        compact(clustered ? new Clustering() : new Mix()); // Others leave alone what is in order.
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
