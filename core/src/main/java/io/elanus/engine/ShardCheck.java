package io.elanus.engine;

import io.elanus.durable.BlockFileReader;
import io.elanus.durable.CorruptFileException;
import io.elanus.durable.Findings;
import io.elanus.durable.LogFileScan;
import io.elanus.durable.LogPosition;
import io.elanus.durable.MappedObject;
import io.elanus.durable.MetaStore;
import io.elanus.durable.ReadOnlyFolder;
import io.elanus.engine.Manifest.DeleteFile;
import io.elanus.index.IndexFiles;
import io.elanus.model.CollectionSchema;
import io.elanus.segment.IndexDefinition;
import io.elanus.segment.SegmentCheck;
import io.elanus.segment.SegmentMeta;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Checks the shards of one collection at rest: the pointer, the manifest, the files that this names, the log, and that it
 * reaches from before the checkpoint to behind it.
 */
public final class ShardCheck {
    private final ReadOnlyFolder folder;
    private final Findings findings;
    private final SegmentCheck segments;

    public ShardCheck(
            ReadOnlyFolder folder, Findings findings, CollectionSchema schema, List<IndexDefinition> indexes) {
        this.folder = folder;
        this.findings = findings;
        this.segments = new SegmentCheck(folder, findings, schema, indexes);
    }

    /** @param metas what the meta store holds */
    public void check(long collectionId, int shard, List<MetaStore.Entry> metas) {
        String prefix = ShardContext.prefix(collectionId) + shard + "/";
        String logName = ShardContext.logName(collectionId, shard);
        String pointerKey = ManifestStore.pointerKey(prefix);
        Optional<MetaStore.Entry> entry =
                metas.stream().filter(meta -> meta.key().equals(pointerKey)).findFirst();
        if (entry.isEmpty()) {
            return; // Never opened; what lies there in spite of it is left over.
        }
        Optional<ManifestStore.Pointer> pointer = findings.read(
                pointerKey,
                () -> ManifestStore.Pointer.decode(pointerKey, entry.get().value()));
        Optional<Manifest> manifest = pointer.flatMap(this::checkManifest);
        if (manifest.isEmpty()) {
            checkUnnamed(folder, findings, prefix);
        }
        checkLog(logName, pointer, manifest);
    }

    /** Reads every byte of objects of which it is not known whether anyone names them. */
    public static void checkUnnamed(ReadOnlyFolder folder, Findings findings, String prefix) {
        for (String key : folder.unreadObjects(prefix)) {
            findings.attempt(folder.objectPath(key), () -> {
                try (MappedObject object = folder.object(key)) {
                    if (key.endsWith(".index")) {
                        IndexFiles.verify(object.key(), object.segment());
                    } else {
                        BlockFileReader.open(object, BlockFileReader.kindOf(object), Integer.MAX_VALUE)
                                .verify();
                    }
                }
            });
        }
    }

    /** Reads every record of a log; answers where it ends, if nothing in it is damaged. */
    public static Optional<LogFileScan.End> checkLog(ReadOnlyFolder folder, Findings findings, String name) {
        boolean whole = true;
        Optional<LogFileScan.End> end = Optional.empty();
        for (LogFileScan file : folder.log(name)) {
            end = file.check(findings, frame -> decode(file.path(), frame));
            whole &= end.isPresent();
        }
        return whole ? end : Optional.empty();
    }

    private static void decode(Path file, LogFileScan.Frame frame) {
        if (!frame.isMark()) {
            try {
                ShardRecordFormat.decode(frame.payload());
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw new CorruptFileException(file.toString(), frame.offset(), "log record does not decode: " + e);
            }
        }
    }

    /** Empty if it cannot be read. */
    private Optional<Manifest> checkManifest(ManifestStore.Pointer pointer) {
        if (pointer.manifestKey().isEmpty()) {
            return Optional.of(Manifest.empty());
        }
        String file = folder.objectPath(pointer.manifestKey());
        Optional<Manifest> manifest =
                findings.read(file, () -> ManifestFormat.read(folder.object(pointer.manifestKey())));
        manifest.ifPresent(read -> checkNamed(read, file));
        return manifest;
    }

    private void checkNamed(Manifest manifest, String file) {
        for (SegmentMeta segment : manifest.segments()) {
            segments.check(segment, file);
        }
        for (DeleteFile deletes : manifest.deletes()) {
            findings.attempt(folder.objectPath(deletes.key()), () -> checkDeletes(deletes));
        }
    }

    private void checkDeletes(DeleteFile named) {
        List<DeleteBuffer.Entry> entries = DeleteFiles.read(folder.object(named.key()));
        int deleteCount = 0;
        long before = named.timestampMin();
        for (DeleteBuffer.Entry entry : entries) {
            if (entry.timestamp() < before || entry.timestamp() > named.timestampMax()) {
                throw new CorruptFileException(
                        folder.objectPath(named.key()),
                        0,
                        "timestamp of a delete is out of order or out of range: found=" + entry.timestamp()
                                + ", before=" + before + ", max=" + named.timestampMax());
            }
            before = entry.timestamp();
            deleteCount += entry.deletes().keys().rowCount();
        }
        if (deleteCount != named.deleteCount()) {
            throw new CorruptFileException(
                    folder.objectPath(named.key()),
                    0,
                    "file has another number of deletes than its manifest says: expected=" + named.deleteCount()
                            + ", found=" + deleteCount);
        }
    }

    private void checkLog(String name, Optional<ManifestStore.Pointer> pointer, Optional<Manifest> manifest) {
        List<LogFileScan> files = folder.log(name);
        if (files.isEmpty()) {
            // The first owner makes its log right after it moved the pointer, so a crash may come between.
            boolean maybeNeverMade = pointer.filter(
                            p -> p.epoch() == 1 && p.manifestKey().isEmpty())
                    .isPresent();
            if (!maybeNeverMade) {
                findings.problem(folder.logPath(name), -1, "log is missing");
            }
            return;
        }
        LogPosition begin = files.getFirst().begin();
        Optional<LogFileScan.End> end = checkLog(folder, findings, name);
        LogPosition checkpoint = manifest.map(Manifest::checkpoint).orElse(begin);
        if (checkpoint.isBefore(begin)) {
            findings.problem(
                    files.getFirst().path().toString(),
                    0,
                    "log begins behind the checkpoint of the manifest: checkpoint=" + checkpoint + ", begin=" + begin);
        }
        if (end.isPresent() && end.get().position().isBefore(checkpoint)) {
            findings.problem(
                    files.getLast().path().toString(),
                    end.get().offset(),
                    "log ends before the checkpoint of the manifest: checkpoint=" + checkpoint + ", end="
                            + end.get().position());
        }
    }
}
