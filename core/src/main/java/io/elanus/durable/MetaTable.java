package io.elanus.durable;

import io.elanus.durable.MetaStore.Change;
import io.elanus.durable.MetaStore.Condition;
import io.elanus.durable.MetaStore.Entry;
import io.elanus.durable.MetaStore.Versioned;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The content of a {@link MetaStore} in memory, and the rules of a commit. Not thread-safe.
 *
 * <p>Its two records, which {@link ByteWriter} encodes and a log carries:
 *
 * <pre>
 * commit    byte 1, varint revision, list of (boolean put, string key, bytes value if put)
 * snapshot  byte 2, varint revision, list of (string key, varint revision, bytes value)
 * </pre>
 */
final class MetaTable {
    private static final int COMMIT = 1;
    private static final int SNAPSHOT = 2;

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

    static byte[] encodeCommit(long revision, List<Change> then) {
        ByteWriter out = new ByteWriter().writeByte(COMMIT).writeVarint(revision);
        return out.writeList(then, MetaTable::writeChange).toBytes();
    }

    byte[] encodeSnapshot() {
        ByteWriter out = new ByteWriter().writeByte(SNAPSHOT).writeVarint(revision);
        return out.writeList(entries.entrySet(), MetaTable::writeEntry).toBytes();
    }

    /**
     * Repeats a record; a snapshot replaces everything.
     *
     * @param file the name for errors
     * @return whether it was a snapshot
     */
    boolean replay(String file, LogPosition position, ByteBuffer record) {
        ByteReader in = new ByteReader(file, position.value(), record);
        int tag = in.readTag(SNAPSHOT);
        long recordRevision = in.readVarint();
        switch (tag) {
            case COMMIT -> apply(recordRevision, in.readList(MetaTable::readChange));
            case SNAPSHOT -> {
                entries.clear();
                in.readList(this::readEntry);
                revision = recordRevision;
            }
            default -> throw in.corrupt("record of the meta store has a wrong tag: found=" + tag);
        }
        in.requireEnd();
        return tag == SNAPSHOT;
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

    private static void writeChange(ByteWriter out, Change change) {
        switch (change) {
            case Change.Put put -> out.writeBoolean(true).writeString(put.key()).writeBytes(put.value());
            case Change.Delete delete -> out.writeBoolean(false).writeString(delete.key());
        }
    }

    private static Change readChange(ByteReader in) {
        return in.readBoolean() ? new Change.Put(in.readString(), in.readBytes()) : new Change.Delete(in.readString());
    }

    private static void writeEntry(ByteWriter out, Map.Entry<String, Versioned> entry) {
        out.writeString(entry.getKey())
                .writeVarint(entry.getValue().revision())
                .writeBytes(entry.getValue().value());
    }

    private String readEntry(ByteReader in) {
        String key = in.readString();
        long entryRevision = in.readVarint();
        entries.put(key, new Versioned(in.readBytes(), entryRevision));
        return key;
    }
}
