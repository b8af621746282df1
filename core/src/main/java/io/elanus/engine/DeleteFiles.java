package io.elanus.engine;

import io.elanus.durable.BlockFileReader;
import io.elanus.durable.BlockFileWriter;
import io.elanus.durable.CorruptFileException;
import io.elanus.durable.DurableException;
import io.elanus.durable.MappedObject;
import io.elanus.durable.ObjectStore;
import io.elanus.durable.ObjectWriter;
import io.elanus.engine.Manifest.DeleteFile;
import io.elanus.engine.ShardRecord.Deletes;
import io.elanus.model.Column;
import io.elanus.model.Layouts;
import io.elanus.segment.FailedWrite;
import io.elanus.segment.SegmentMeta;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

    private static final System.Logger LOG = System.getLogger(DeleteFiles.class.getName());

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

    /**
     * The deletes that a manifest names.
     *
     * @param entries in the order of their timestamps
     * @param lost what is wrong with the files that cannot be read
     */
    record Readable(List<DeleteBuffer.Entry> entries, Map<DeleteFile, String> lost) {
        /** Why a segment cannot be served: rows of it that were deleted would be back. */
        Optional<String> lostTo(SegmentMeta segment) {
            return lost.entrySet().stream()
                    .filter(entry -> entry.getKey().concerns(segment))
                    .map(entry -> "deletes are lost: " + entry.getValue())
                    .findFirst();
        }
    }

    static Readable readAll(ObjectStore objects, Manifest manifest) {
        List<DeleteBuffer.Entry> entries = new ArrayList<>();
        Map<DeleteFile, String> lost = new LinkedHashMap<>();
        for (DeleteFile file : manifest.deletes()) {
            try {
                entries.addAll(read(objects, file.key()));
            } catch (CorruptFileException | DurableException e) {
                LOG.log(Level.ERROR, "deletes are lost, segments that need them are out of service", e);
                lost.put(file, String.valueOf(e.getMessage()));
            }
        }
        entries.sort(Comparator.comparingLong(DeleteBuffer.Entry::timestamp));
        return new Readable(entries, lost);
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
