package io.elanus.durable;

import io.elanus.durable.MetaStore.Change;
import io.elanus.durable.MetaStore.Condition;
import io.elanus.durable.MetaStore.Entry;
import io.elanus.durable.MetaStore.Versioned;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The content of a {@link MetaStore} in memory, and the rules of a commit. Not thread-safe. */
final class MetaTable {
    private final TreeMap<String, Versioned> entries = new TreeMap<>();
    private long revision;

    /** The revision of the newest commit. */
    long revision() {
        return revision;
    }

    Optional<Versioned> get(String key) {
        requireKey(key);
        return Optional.ofNullable(entries.get(key));
    }

    List<Entry> range(String prefix) {
        return entries.tailMap(prefix).entrySet().stream()
                .takeWhile(entry -> entry.getKey().startsWith(prefix))
                .map(MetaTable::entry)
                .toList();
    }

    boolean holds(List<Condition> when) {
        return when.stream().allMatch(this::holds);
    }

    /** Applies the changes of one commit, whose conditions hold. */
    void apply(long newRevision, List<Change> then) {
        for (Change change : then) {
            switch (change) {
                case Change.Put put -> entries.put(put.key(), new Versioned(put.value(), newRevision));
                case Change.Delete delete -> entries.remove(delete.key());
            }
        }
        revision = newRevision;
    }

    /** Refuses what is against the limits of a {@link MetaStore}. */
    static void requireValid(List<Condition> when, List<Change> then) {
        int opCount = when.size() + then.size();
        if (opCount > MetaStore.COMMIT_OPS_MAX) {
            throw new IllegalArgumentException(
                    "commit has too many operations: ops=" + opCount + ", max=" + MetaStore.COMMIT_OPS_MAX);
        }
        long bytes = 0;
        for (Condition condition : when) {
            requireKey(condition.key());
            bytes += condition.key().length();
        }
        Set<String> changed = new HashSet<>();
        for (Change change : then) {
            requireKey(change.key());
            if (!changed.add(change.key())) {
                throw new IllegalArgumentException("commit changes a key twice: key=" + change.key());
            }
            bytes += change.key().length()
                    + switch (change) {
                        case Change.Put put -> put.value().length;
                        case Change.Delete delete -> 0;
                    };
        }
        if (bytes > MetaStore.COMMIT_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "commit is too large: bytes=" + bytes + ", max=" + MetaStore.COMMIT_BYTES_MAX);
        }
    }

    MetaRecord.Snapshot snapshot() {
        return new MetaRecord.Snapshot(revision, range(""));
    }

    /** Repeats a record; a snapshot replaces everything. */
    void replay(MetaRecord record) {
        switch (record) {
            case MetaRecord.Commit commit -> apply(commit.revision(), commit.changes());
            case MetaRecord.Snapshot snapshot -> {
                entries.clear();
                snapshot.entries().forEach(e -> entries.put(e.key(), new Versioned(e.value(), e.revision())));
                revision = snapshot.revision();
            }
        }
    }

    private boolean holds(Condition condition) {
        Versioned found = entries.get(condition.key());
        return switch (condition) {
            case Condition.HasRevision wanted -> found != null && found.revision() == wanted.revision();
            case Condition.IsAbsent absent -> found == null;
        };
    }

    private static Entry entry(Map.Entry<String, Versioned> entry) {
        return new Entry(
                entry.getKey(), entry.getValue().value(), entry.getValue().revision());
    }

    private static void requireKey(String key) {
        if (key.isEmpty()
                || key.length() > MetaStore.KEY_LENGTH_MAX
                || !key.chars().allMatch(c -> c > ' ' && c <= '~')) {
            throw new IllegalArgumentException("key of the meta store is not valid: key=" + key
                    + "; use printable ASCII without spaces, at most " + MetaStore.KEY_LENGTH_MAX + " characters");
        }
    }
}
