package io.elanus.durable;

import io.elanus.durable.MetaStore.Change;
import io.elanus.durable.MetaStore.Entry;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * One record of the log of a local meta store. Encoded by {@link ByteWriter}:
 *
 * <pre>
 * commit    byte 1, varint revision, list of (boolean put, string key, bytes value if put)
 * snapshot  byte 2, varint revision, list of (string key, varint revision, bytes value)
 * </pre>
 */
public sealed interface MetaRecord {
    /** The revision of the store after the record. */
    long revision();

    /** What one commit changes. */
    record Commit(long revision, List<Change> changes) implements MetaRecord {
        public Commit {
            changes = List.copyOf(changes);
        }
    }

    /** The whole content, which replaces what was before. */
    record Snapshot(long revision, List<Entry> entries) implements MetaRecord {
        public Snapshot {
            entries = List.copyOf(entries);
        }
    }

    /**
     * @param file the name for errors
     * @param offset of the record in it, for errors
     * @throws CorruptFileException if it is no such record
     */
    static MetaRecord decode(String file, long offset, ByteBuffer bytes) {
        ByteReader in = new ByteReader(file, offset, bytes);
        int tag = in.readTag(2);
        long revision = in.readVarint();
        MetaRecord record = switch (tag) {
            case 1 -> new Commit(revision, in.readList(MetaRecord::readChange));
            case 2 -> new Snapshot(revision, in.readList(MetaRecord::readEntry));
            default -> throw in.corrupt("record of the meta store has a wrong tag: found=" + tag);
        };
        in.requireEnd();
        return record;
    }

    default byte[] encode() {
        ByteWriter out = new ByteWriter();
        switch (this) {
            case Commit commit ->
                out.writeByte(1).writeVarint(commit.revision).writeList(commit.changes, MetaRecord::writeChange);
            case Snapshot snapshot ->
                out.writeByte(2).writeVarint(snapshot.revision).writeList(snapshot.entries, MetaRecord::writeEntry);
        }
        return out.toBytes();
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

    private static void writeEntry(ByteWriter out, Entry entry) {
        out.writeString(entry.key()).writeVarint(entry.revision()).writeBytes(entry.value());
    }

    private static Entry readEntry(ByteReader in) {
        String key = in.readString();
        long revision = in.readVarint();
        return new Entry(key, in.readBytes(), revision);
    }
}
