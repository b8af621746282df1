package io.elanus.engine;

import io.elanus.durable.MappedObject;
import io.elanus.engine.Manifest.DeleteFile;
import io.elanus.model.Value;
import io.elanus.segment.ColumnRange;
import io.elanus.segment.ColumnText;
import io.elanus.segment.SegmentMeta;
import io.elanus.segment.SegmentMeta.ColumnFile;
import io.elanus.segment.SegmentMeta.IndexFile;
import java.util.Optional;
import java.util.function.Consumer;

/** Prints a manifest. */
public final class ManifestDump {
    /** What the keys of pointers begin with. */
    public static final String POINTERS = ManifestStore.pointerKey("");

    private ManifestDump() {}

    /** @throws io.elanus.durable.CorruptFileException if the file is damaged */
    public static void print(MappedObject object, Consumer<String> out) {
        Manifest manifest = ManifestFormat.read(object);
        out.accept("manifest: version=" + manifest.version() + ", checkpoint=" + manifest.checkpoint() + ", fence="
                + manifest.fence() + ", segments=" + manifest.segments().size() + ", deletes="
                + manifest.deletes().size());
        manifest.segments().forEach(segment -> print(segment, out));
        for (DeleteFile file : manifest.deletes()) {
            out.accept("deletes " + file.id() + ": key=" + file.key() + ", bytes=" + file.byteSize() + ", deletes="
                    + file.deleteCount() + ", timestamps=" + file.timestampMin() + " to " + file.timestampMax());
        }
    }

    private static void print(SegmentMeta segment, Consumer<String> out) {
        out.accept("segment " + segment.id() + ": partition=" + segment.partitionId() + ", level=" + segment.level()
                + ", rows=" + segment.rowCount() + ", bytes=" + segment.byteSize() + ", timestamps="
                + segment.timestampMin() + " to " + segment.timestampMax() + ", deletesThrough="
                + segment.deletesThrough() + ", compactedFrom=" + segment.compactedFrom());
        for (ColumnFile file : segment.columns()) {
            out.accept("  column " + file.fieldId() + ": key=" + file.key() + ", bytes=" + file.byteSize());
        }
        segment.deaths()
                .ifPresent(file -> out.accept("  deaths: key=" + file.key() + ", bytes=" + file.byteSize() + ", deaths="
                        + file.deathCount()));
        for (ColumnRange range : segment.ranges()) {
            out.accept("  range " + range.fieldId() + ": min=" + text(range.min()) + ", max=" + text(range.max())
                    + ", nulls=" + range.nullCount());
        }
        for (IndexFile file : segment.indexes()) {
            out.accept("  index " + file.indexId() + ": field=" + file.fieldId()
                    + (file.hasFile() ? ", key=" + file.key() + ", bytes=" + file.byteSize() : ", needs no file"));
        }
    }

    private static String text(Optional<Value> bound) {
        return bound.map(ColumnText::value).orElse("none");
    }

    /** The pointer of a shard to its manifest, as the meta store holds it. */
    public static String pointer(String key, byte[] value) {
        return ManifestStore.Pointer.decode(key, value).toString();
    }
}
