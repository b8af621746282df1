package io.elanus.engine;

import io.elanus.durable.BlockFileReader;
import io.elanus.durable.BlockFileWriter;
import io.elanus.durable.MappedObject;
import io.elanus.durable.ObjectStore;
import io.elanus.durable.ObjectWriter;
import io.elanus.engine.Manifest.DeleteFile;
import io.elanus.engine.ShardRecord.Deletes;
import io.elanus.model.Column;
import io.elanus.model.Layouts;
import io.elanus.segment.FailedWrite;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Deletes at rest, not attached to any segment yet (L0). A block file of kind {@code ELDE}, format version
 * {@value #VERSION}; its body, little-endian, in the order of the timestamps:
 *
 * <pre>
 * entryCount: int, then of each entry: timestamp: long, partitionId: long (-1 for all), keys: column ({@link ColumnCodec})
 * </pre>
 */
public final class DeleteFiles {
    public static final String KIND = "ELDE";
    public static final int VERSION = 1;

    private DeleteFiles() {}

    /** @param entries at least one */
    static DeleteFile write(ObjectStore objects, String prefix, long id, List<DeleteBuffer.Entry> entries) {
        String key = prefix + "deletes-" + id;
        int deleteCount = 0;
        try (ObjectWriter writer = objects.create(key);
                BlockFileWriter file = new BlockFileWriter(writer, KIND, VERSION)) {
            MemorySegment head = MemorySegment.ofArray(new byte[4]);
            head.set(Layouts.INT, 0, entries.size());
            file.write(head);
            for (DeleteBuffer.Entry entry : entries) {
                Column keys = entry.deletes().keys();
                deleteCount += keys.rowCount();
                MemorySegment bytes = MemorySegment.ofArray(new byte[Math.toIntExact(16 + ColumnCodec.byteSize(keys))]);
                bytes.set(Layouts.LONG, 0, entry.timestamp());
                bytes.set(Layouts.LONG, 8, entry.deletes().partitionId());
                ColumnCodec.write(keys, bytes, 16);
                file.write(bytes);
            }
            file.finish();
            writer.commit();
            return new DeleteFile(
                    id,
                    key,
                    writer.byteSize(),
                    deleteCount,
                    entries.get(0).timestamp(),
                    entries.get(entries.size() - 1).timestamp());
        } catch (RuntimeException | Error e) {
            FailedWrite.discard(objects, List.of(key), e);
            throw e;
        }
    }

    /** All deletes that the manifest names, in the order of their timestamps. */
    static List<DeleteBuffer.Entry> readAll(ObjectStore objects, Manifest manifest) {
        List<DeleteBuffer.Entry> entries = new ArrayList<>();
        for (DeleteFile file : manifest.deletes()) {
            entries.addAll(read(objects, file.key()));
        }
        entries.sort(Comparator.comparingLong(DeleteBuffer.Entry::timestamp));
        return entries;
    }

    static List<DeleteBuffer.Entry> read(ObjectStore objects, String key) {
        return read(objects.open(key));
    }

    /** Reads and closes a file. */
    static List<DeleteBuffer.Entry> read(MappedObject object) {
        try (object;
                BlockFileReader file = BlockFileReader.open(object, KIND, VERSION)) {
            file.verify();
            ColumnCodec.Reader in = new ColumnCodec.Reader(file.body(), 0);
            int entryCount = in.readInt();
            List<DeleteBuffer.Entry> entries = new ArrayList<>(entryCount);
            for (int i = 0; i < entryCount; i++) {
                long timestamp = in.readLong();
                long partitionId = in.readLong();
                entries.add(new DeleteBuffer.Entry(
                        timestamp, new Deletes(partitionId, DeleteBuffer.copied(in.readColumn()))));
            }
            return entries;
        }
    }
}
