package io.elanus.database;

import io.elanus.durable.BlockFileReader;
import io.elanus.durable.DurableException;
import io.elanus.durable.LogFileScan;
import io.elanus.durable.MappedObject;
import io.elanus.durable.MetaRecord;
import io.elanus.durable.MetaStore.Change;
import io.elanus.durable.MetaStore.Entry;
import io.elanus.engine.DeleteFiles;
import io.elanus.engine.ManifestDump;
import io.elanus.engine.ManifestFormat;
import io.elanus.engine.ShardRecordDump;
import io.elanus.index.IndexFileDump;
import io.elanus.segment.ColumnFileDump;
import io.elanus.segment.DeathsDump;
import io.elanus.segment.DeathsFormat;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Prints any of our files for people. */
public final class FileDump {
    private final Path path;
    private final int rowsMax;
    private final Consumer<String> out;
    private long frameCount;

    private FileDump(Path path, int rowsMax, Consumer<String> out) {
        this.path = path;
        this.rowsMax = rowsMax;
        this.out = out;
    }

    /**
     * @param rowsMax how many rows, keys, entries or log records to print of each list
     * @param out takes lines
     * @throws io.elanus.durable.CorruptFileException if the file is damaged; what comes before may have been printed
     * @throws DurableException if it cannot be read or is none of our files
     */
    public static void print(Path path, int rowsMax, Consumer<String> out) {
        new FileDump(path, rowsMax, out).print();
    }

    private void print() {
        try (MappedObject object = MappedObject.ofFile(path)) {
            switch (BlockFileReader.kindOf(object)) {
                case ColumnFileDump.KIND -> ColumnFileDump.print(object, rowsMax, out);
                case ManifestFormat.KIND -> ManifestDump.print(object, out);
                case DeleteFiles.KIND -> new ShardRecordDump(rowsMax, out).printDeletes(object);
                case DeathsFormat.KIND -> DeathsDump.print(object, rowsMax, out);
                case IndexFileDump.KIND -> IndexFileDump.print(object, out);
                case LogFileScan.KIND -> printLog();
                default -> throw new DurableException("file is none of ours: file=" + path);
            }
        }
    }

    private void printLog() {
        LogFileScan log = LogFileScan.of(path);
        boolean isMeta = log.isOfMetaStore();
        out.accept((isMeta ? "log of the meta store" : "log of a shard") + ": begin=" + log.begin());
        LogFileScan.End end = log.scan(frame -> {
            if (frameCount++ < rowsMax) {
                printFrame(frame, isMeta);
            }
        });
        if (frameCount > rowsMax) {
            out.accept("... " + (frameCount - rowsMax) + " more frames");
        }
        out.accept("end=" + end.position() + ", offset=" + end.offset() + ", tornBytes=" + end.tornBytes());
    }

    private void printFrame(LogFileScan.Frame frame, boolean isMeta) {
        out.accept("offset=" + frame.offset() + ", position=" + frame.position() + ", bytes="
                + frame.payload().remaining() + (frame.isMark() ? ", mark: all before is fsynced" : ""));
        if (frame.isMark()) {
            return;
        }
        if (isMeta) {
            printMeta(MetaRecord.decode(path.toString(), frame.offset(), frame.payload()));
        } else {
            new ShardRecordDump(rowsMax, out).printRecord(frame.payload());
        }
    }

    private void printMeta(MetaRecord record) {
        switch (record) {
            case MetaRecord.Commit commit -> {
                out.accept("  commit: revision=" + commit.revision());
                commit.changes().forEach(this::printChange);
            }
            case MetaRecord.Snapshot snapshot -> {
                out.accept("  snapshot: revision=" + snapshot.revision() + ", entries="
                        + snapshot.entries().size());
                snapshot.entries().stream().limit(rowsMax).forEach(this::printEntry);
            }
        }
    }

    private void printChange(Change change) {
        switch (change) {
            case Change.Put put -> out.accept("    put " + put.key() + ": " + value(put.key(), put.value()));
            case Change.Delete delete -> out.accept("    delete " + delete.key());
        }
    }

    private void printEntry(Entry entry) {
        out.accept("    " + entry.key() + ": " + value(entry.key(), entry.value()));
    }

    private static String value(String key, byte[] value) {
        if (key.startsWith(Catalog.DATABASES)) {
            return CatalogFormat.decodeDatabase(key, value, key.substring(Catalog.DATABASES.length()))
                    .toString();
        }
        if (key.startsWith(Catalog.COLLECTIONS)) {
            return CatalogFormat.decodeCollection(key, value).toString();
        }
        if (key.startsWith(Catalog.ALIASES)) {
            return "collection=" + CatalogFormat.decodeAlias(key, value);
        }
        if (key.startsWith(ManifestDump.POINTERS)) {
            return ManifestDump.pointer(key, value);
        }
        return value.length + " bytes";
    }
}
