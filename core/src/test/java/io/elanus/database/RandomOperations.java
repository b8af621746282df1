package io.elanus.database;

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
import io.elanus.database.ReferenceDatabase.Condition;
import io.elanus.database.ReferenceDatabase.Expiry;
import io.elanus.database.TestTable.Row;
import io.elanus.model.CompactionRequest.Clustering;
import io.elanus.model.CompactionRequest.ForceMerge;
import io.elanus.model.CompactionRequest.Kind;
import io.elanus.model.CompactionRequest.LevelZero;
import io.elanus.model.CompactionRequest.Mix;
import io.elanus.model.IndexParams;
import io.elanus.model.IndexParams.FlatParams;
import io.elanus.model.IndexParams.HnswParams;
import io.elanus.testkit.Faults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Draws the operations of a life: they follow from the seed alone. Owned by one thread. */
final class RandomOperations {
    private static final int KEYS = 60;
    private static final int PARTITIONS = 4;
    private static final int CALLS_MAX = 25;

    private static final int ADVANCE_MILLIS_MAX = 20_000;
    private static final List<Kind> KINDS = List.of(
            new Mix(),
            new Mix(),
            new Mix(),
            new LevelZero(),
            new LevelZero(),
            new Clustering(),
            new ForceMerge(Long.MAX_VALUE));

    private final Random random;
    private int number;

    RandomOperations(Random random) {
        this.random = random;
    }

    List<Operation> next(int count) {
        List<Operation> operations = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            operations.add(next());
        }
        return operations;
    }

    private Operation next() {
        int choice = random.nextInt(100);
        if (choice < 59) {
            return change();
        } else if (choice < 63) {
            return new Killed(change(), 1 + random.nextInt(CALLS_MAX), any(List.of(Faults.Kind.values())));
        } else if (choice < 66) {
            return new Reopen();
        } else if (choice < 69) {
            return new Advance(Duration.ofMillis(random.nextInt(ADVANCE_MILLIS_MAX)));
        } else if (choice < 72) {
            return new Hold();
        } else if (choice < 74) {
            return new LetGo(random.nextInt(100));
        } else if (choice < 76) {
            return new BeginPages();
        } else if (choice < 80) {
            return new NextPage(random.nextInt(100));
        } else if (choice < 86) {
            return new ReadBack(random.nextInt(1_000));
        } else if (choice < 93) {
            return new Query(anyPartitions(), anyCondition());
        } else {
            return new Search(anyPartitions(), anyCondition(), random.nextInt(1_000), 1 + random.nextInt(20));
        }
    }

    private Change change() {
        int choice = random.nextInt(100);
        if (choice < 34) {
            return new Insert(anyPartition(), anyRows());
        } else if (choice < 58) {
            return new Upsert(anyPartition(), anyRows());
        } else if (choice < 66) {
            return new DeleteKeys(maybePartition(), anyKeys());
        } else if (choice < 70) {
            return new DeleteMatching(maybePartition(), anyCondition());
        } else if (choice < 79) {
            return new Flush();
        } else if (choice < 88) {
            return new Compact(any(KINDS));
        } else if (choice < 90) {
            return new CompactAutomatically();
        } else if (choice < 91) {
            return new Reindex(anyIndex());
        } else if (choice < 94) {
            return new CreatePartition("p" + (1 + random.nextInt(PARTITIONS)));
        } else if (choice < 96) {
            return new DropPartition("p" + (1 + random.nextInt(PARTITIONS)));
        } else if (choice < 98) {
            return new SetExpiry(anyExpiry());
        } else if (choice < 99) {
            return new AddField();
        } else {
            return new Truncate();
        }
    }

    private Expiry anyExpiry() {
        return switch (random.nextInt(3)) {
            case 0 -> new Expiry.Never();
            case 1 -> new Expiry.AfterWrite(1 + random.nextInt(60));
            default -> new Expiry.AtField();
        };
    }

    IndexParams anyIndex() {
        return random.nextBoolean() ? new FlatParams() : new HnswParams(4, 16);
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private String anyPartition() {
        int choice = random.nextInt(2 * PARTITIONS);
        return choice < PARTITIONS ? TestTable.DEFAULT_PARTITION : "p" + (choice - PARTITIONS + 1);
    }

    private Optional<String> maybePartition() {
        return random.nextBoolean() ? Optional.of(anyPartition()) : Optional.empty();
    }

    private List<String> anyPartitions() {
        Set<String> names = new TreeSet<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            names.add(anyPartition());
        }
        return List.copyOf(names);
    }

    private SortedMap<Long, Integer> anyRows() {
        SortedMap<Long, Integer> rows = new TreeMap<>();
        anyKeys().forEach(key -> rows.put(key, ++number));
        return rows;
    }

    private Set<Long> anyKeys() {
        Set<Long> keys = new TreeSet<>();
        for (int i = 1 + random.nextInt(random.nextInt(10) == 0 ? KEYS : 6); i > 0; i--) {
            keys.add((long) random.nextInt(KEYS));
        }
        return keys;
    }

    private Condition anyCondition() {
        int bound = random.nextInt(Math.max(1, number));
        int low = random.nextInt(KEYS);
        Set<Long> keys = anyKeys();
        return switch (random.nextInt(5)) {
            case 0 -> Condition.EVERYTHING;
            case 1 -> new Condition("number >= " + bound, row -> row.number() >= bound);
            case 2 ->
                new Condition("key > " + low + " and number % 4 == 1", row -> row.key() > low && row.number() % 4 == 1);
            case 3 -> Condition.ofKeys(keys);
            default -> new Condition("text is null", row -> text(row).isEmpty());
        };
    }

    private static Optional<String> text(Row row) {
        return row.text();
    }
}
