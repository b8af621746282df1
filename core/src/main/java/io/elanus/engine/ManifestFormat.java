package io.elanus.engine;

import io.elanus.durable.BlockFileReader;
import io.elanus.durable.BlockFileWriter;
import io.elanus.durable.ByteReader;
import io.elanus.durable.ByteWriter;
import io.elanus.durable.LogPosition;
import io.elanus.durable.MappedObject;
import io.elanus.durable.ObjectStore;
import io.elanus.durable.ObjectWriter;
import io.elanus.durable.ValueCodec;
import io.elanus.engine.Manifest.DeleteFile;
import io.elanus.model.SegmentDescription.Level;
import io.elanus.segment.ColumnRange;
import io.elanus.segment.SegmentMeta;
import io.elanus.segment.SegmentMeta.ColumnFile;
import io.elanus.segment.SegmentMeta.DeathsFile;
import io.elanus.segment.SegmentMeta.IndexFile;

/**
 * A manifest as a file: a block file of kind {@code ELMA}, format version {@value #VERSION}, whose body is written with
 * {@link ByteWriter}:
 *
 * <pre>
 * manifest     version: varint, checkpoint: varint, fence: varint, segments: list, deletes: list
 * segment      id, partitionId: long, level: varint, rowCount: varint, timestampMin, timestampMax, deletesThrough: long,
 *              compactedFrom: list of long, columns: list, ranges: list, deaths: optional, indexes: list
 * column       fieldId: varint, key: string, byteSize: varint
 * range        fieldId: varint, min, max: optional value ({@link ValueCodec}), nullCount: varint
 * deaths       key: string, byteSize: varint, deathCount: varint
 * index        indexId: long, fieldId: varint, key: string, byteSize: varint
 * delete file  id: long, key: string, byteSize: varint, deleteCount: varint, timestampMin, timestampMax: long
 * </pre>
 */
public final class ManifestFormat {
    public static final String KIND = "ELMA";
    public static final int VERSION = 2;

    private ManifestFormat() {}

    static void write(ObjectStore objects, String key, Manifest manifest) {
        ByteWriter out = new ByteWriter();
        out.writeVarint(manifest.version())
                .writeVarint(manifest.checkpoint().value())
                .writeVarint(manifest.fence())
                .writeList(manifest.segments(), ManifestFormat::writeSegment)
                .writeList(manifest.deletes(), ManifestFormat::writeDeleteFile);
        try (ObjectWriter writer = objects.create(key);
                BlockFileWriter file = new BlockFileWriter(writer, KIND, VERSION)) {
            file.write(out.toBytes());
            file.finish();
            writer.commit();
        }
    }

    public static Manifest read(ObjectStore objects, String key) {
        return read(objects.open(key));
    }

    /** Reads and closes a file. */
    static Manifest read(MappedObject object) {
        try (object;
                BlockFileReader file = BlockFileReader.open(object, KIND, VERSION)) {
            file.verify();
            ByteReader in = file.bodyReader();
            Manifest manifest = new Manifest(
                    in.readVarint(),
                    new LogPosition(in.readVarint()),
                    in.readVarint(),
                    in.readList(ManifestFormat::readSegment),
                    in.readList(ManifestFormat::readDeleteFile));
            in.requireEnd();
            return manifest;
        }
    }

    private static void writeSegment(ByteWriter out, SegmentMeta segment) {
        out.writeLong(segment.id())
                .writeLong(segment.partitionId())
                .writeVarint(segment.level().number())
                .writeVarint(segment.rowCount())
                .writeLong(segment.timestampMin())
                .writeLong(segment.timestampMax())
                .writeLong(segment.deletesThrough())
                .writeList(segment.compactedFrom(), ByteWriter::writeLong)
                .writeList(
                        segment.columns(),
                        (o, column) -> o.writeVarint(column.fieldId())
                                .writeString(column.key())
                                .writeVarint(column.byteSize()))
                .writeList(segment.ranges(), ManifestFormat::writeRange)
                .writeOptional(
                        segment.deaths(),
                        (o, deaths) -> o.writeString(deaths.key())
                                .writeVarint(deaths.byteSize())
                                .writeVarint(deaths.deathCount()))
                .writeList(
                        segment.indexes(),
                        (o, index) -> o.writeLong(index.indexId())
                                .writeVarint(index.fieldId())
                                .writeString(index.key())
                                .writeVarint(index.byteSize()));
    }

    private static void writeRange(ByteWriter out, ColumnRange range) {
        out.writeVarint(range.fieldId())
                .writeOptional(range.min(), ValueCodec::write)
                .writeOptional(range.max(), ValueCodec::write)
                .writeVarint(range.nullCount());
    }

    private static ColumnRange readRange(ByteReader in) {
        return new ColumnRange(
                in.readVarint(),
                in.readOptional(ValueCodec::read),
                in.readOptional(ValueCodec::read),
                in.readVarint(Integer.MAX_VALUE));
    }

    private static SegmentMeta readSegment(ByteReader in) {
        return new SegmentMeta(
                in.readLong(),
                in.readLong(),
                Level.ofNumber(in.readVarint(Integer.MAX_VALUE)),
                in.readVarint(Integer.MAX_VALUE),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readList(ByteReader::readLong),
                in.readList(i -> new ColumnFile(i.readVarint(), i.readString(), i.readVarint())),
                in.readList(ManifestFormat::readRange),
                in.readOptional(i -> new DeathsFile(i.readString(), i.readVarint(), i.readVarint(Integer.MAX_VALUE))),
                in.readList(i -> new IndexFile(i.readLong(), i.readVarint(), i.readString(), i.readVarint())));
    }

    private static void writeDeleteFile(ByteWriter out, DeleteFile file) {
        out.writeLong(file.id())
                .writeString(file.key())
                .writeVarint(file.byteSize())
                .writeVarint(file.deleteCount())
                .writeLong(file.timestampMin())
                .writeLong(file.timestampMax());
    }

    private static DeleteFile readDeleteFile(ByteReader in) {
        return new DeleteFile(
                in.readLong(),
                in.readString(),
                in.readVarint(),
                in.readVarint(Integer.MAX_VALUE),
                in.readLong(),
                in.readLong());
    }
}
