package io.elanus.segment;

import io.elanus.durable.BlockFileReader;
import io.elanus.durable.CorruptFileException;
import io.elanus.durable.Findings;
import io.elanus.durable.MappedObject;
import io.elanus.durable.ReadOnlyFolder;
import io.elanus.index.IndexFiles;
import io.elanus.index.ScalarIndexes;
import io.elanus.index.VectorIndexes;
import io.elanus.index.VectorRows;
import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.Column.VectorColumn;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.Columns;
import io.elanus.model.FieldSchema;
import io.elanus.model.IndexParams.ScalarParams;
import io.elanus.segment.SegmentMeta.ColumnFile;
import io.elanus.segment.SegmentMeta.DeathsFile;
import io.elanus.segment.SegmentMeta.IndexFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks the files of sealed segments against what manifest and schema say of them: every byte, the types and lengths of
 * the columns, the order of the rows, the ranges of the values, and that deaths and indexes are of these rows.
 */
public final class SegmentCheck {
    private final ReadOnlyFolder folder;
    private final Findings findings;
    private final CollectionSchema schema;
    private final List<IndexDefinition> definitions;

    /** A column with its file, which is open as long as its segment is being checked. */
    private record OpenColumn(BlockFileReader file, Column column) {}

    public SegmentCheck(
            ReadOnlyFolder folder, Findings findings, CollectionSchema schema, List<IndexDefinition> definitions) {
        this.folder = folder;
        this.findings = findings;
        this.schema = schema;
        this.definitions = List.copyOf(definitions);
    }

    /** @param manifest the file that names the segment */
    public void check(SegmentMeta meta, String manifest) {
        for (FieldSchema field : SegmentFields.of(schema)) {
            if (meta.columns().stream().noneMatch(file -> file.fieldId() == field.id()) && !cameLater(field, meta)) {
                findings.problem(
                        manifest, -1, "segment lacks a column: segment=" + meta.id() + ", field=" + field.id());
            }
        }
        List<MappedObject> opened = new ArrayList<>();
        try {
            Map<Long, OpenColumn> columns = new HashMap<>();
            for (ColumnFile file : meta.columns()) {
                findings.attempt(folder.objectPath(file.key()), () -> {
                    BlockFileReader reader = openFile(file, opened);
                    // The column of a field that was dropped is whole, whatever is in it.
                    SegmentFields.find(schema, file.fieldId())
                            .ifPresent(field -> columns.put(file.fieldId(), column(meta, reader, field)));
                });
            }
            checkRows(meta, columns);
            meta.deaths()
                    .ifPresent(file -> findings.attempt(
                            folder.objectPath(file.key()), () -> checkDeaths(meta, file, columns, opened)));
            for (IndexFile file : meta.indexes()) {
                if (file.hasFile()) {
                    findings.attempt(
                            folder.objectPath(file.key()),
                            () -> checkIndex(file, open(file.key(), file.byteSize(), opened), columns));
                }
            }
        } finally {
            opened.forEach(MappedObject::close);
        }
    }

    /**
     * Whether the field was added after the segment was written. Numbers of fields ascend, and older rows have null or the
     * default in an added field: so the segment must have no column with a larger number.
     */
    private static boolean cameLater(FieldSchema field, SegmentMeta meta) {
        return (field.nullable() || field.defaultValue().isPresent())
                && meta.columns().stream().allMatch(file -> file.fieldId() < field.id());
    }

    private MappedObject open(String key, long byteSize, List<MappedObject> opened) {
        MappedObject object = folder.object(key);
        opened.add(object);
        long found = object.segment().byteSize();
        if (found != byteSize) {
            throw new CorruptFileException(
                    object.key(),
                    Math.min(found, byteSize),
                    "file has another length than its manifest says: expected=" + byteSize + ", found=" + found);
        }
        return object;
    }

    private BlockFileReader openFile(ColumnFile named, List<MappedObject> opened) {
        MappedObject object = open(named.key(), named.byteSize(), opened);
        BlockFileReader file = BlockFileReader.open(object, ColumnFileFormat.KIND, ColumnFileFormat.VERSION);
        file.verify();
        return file;
    }

    private static OpenColumn column(SegmentMeta meta, BlockFileReader file, FieldSchema field) {
        Column column = ColumnFileFormat.read(file, field, meta.rowCount());
        requireLengths(file, field, column);
        return new OpenColumn(file, column);
    }

    private static void requireLengths(BlockFileReader file, FieldSchema field, Column column) {
        int dim = column instanceof VectorColumn vectors ? vectors.dim() : 0;
        if (column instanceof VectorColumn && dim != field.dim()) {
            throw file.corrupt(
                    0, "vectors have another length than the schema says: expected=" + field.dim() + ", found=" + dim);
        }
        long valueBytes = Columns.values(column).byteSize();
        long expected = (long) ColumnBuilder.width(field.type(), dim) * column.rowCount();
        if (column instanceof BytesColumn bytes) {
            requireAscending(file, bytes);
            expected = bytes.start(bytes.rowCount());
        }
        if (valueBytes != expected) {
            throw file.corrupt(0, "values have a wrong length: expectedBytes=" + expected + ", found=" + valueBytes);
        }
    }

    private static void requireAscending(BlockFileReader file, BytesColumn column) {
        long before = 0;
        for (int row = 0; row <= column.rowCount(); row++) {
            long start = column.start(row);
            if (start < before || (row == 0 && start != 0)) {
                throw file.corrupt(0, "offsets of the values do not ascend from 0: row=" + row);
            }
            before = start;
        }
    }

    private void checkRows(SegmentMeta meta, Map<Long, OpenColumn> columns) {
        OpenColumn keys = columns.get(schema.primaryKey().id());
        OpenColumn timestamps = columns.get(CollectionSchema.TIMESTAMP_FIELD_ID);
        if (timestamps != null) {
            findings.attempt(timestamps.file.key(), () -> requireRange(meta, timestamps));
        }
        if (keys != null && timestamps != null) {
            findings.attempt(keys.file.key(), () -> requireOrder(keys, (LongColumn) timestamps.column));
        }
        for (ColumnRange range : meta.ranges()) {
            OpenColumn column = columns.get(range.fieldId());
            if (column != null) {
                findings.attempt(column.file.key(), () -> checkRange(meta, range, column));
            }
        }
    }

    private void checkRange(SegmentMeta meta, ColumnRange range, OpenColumn column) {
        Optional<ColumnRange> found = ColumnRanges.of(schema.field(range.fieldId()), column.column);
        if (!found.equals(Optional.of(range))) {
            throw column.file.corrupt(
                    0,
                    "values have another range than the manifest says: segment=" + meta.id() + ", expected=" + range
                            + ", found=" + found.map(ColumnRange::toString).orElse("none"));
        }
    }

    private static void requireRange(SegmentMeta meta, OpenColumn timestamps) {
        LongColumn column = (LongColumn) timestamps.column;
        for (int row = 0; row < column.rowCount(); row++) {
            long timestamp = column.get(row);
            if (timestamp < meta.timestampMin() || timestamp > meta.timestampMax()) {
                throw timestamps.file.corrupt(
                        8L * row,
                        "timestamp is out of the segment's range: row=" + row + ", found=" + timestamp + ", min="
                                + meta.timestampMin() + ", max=" + meta.timestampMax());
            }
        }
    }

    private static void requireOrder(OpenColumn keys, LongColumn timestamps) {
        for (int row = 1; row < timestamps.rowCount(); row++) {
            int order = PrimaryKeys.compare(keys.column, row - 1, keys.column, row);
            if (order > 0 || (order == 0 && timestamps.get(row - 1) > timestamps.get(row))) {
                long offset = keys.column instanceof BytesColumn bytes ? bytes.start(row) : 8L * row;
                throw keys.file.corrupt(offset, "rows are not in the order of primary key and timestamp: row=" + row);
            }
        }
    }

    private void checkDeaths(
            SegmentMeta meta, DeathsFile named, Map<Long, OpenColumn> columns, List<MappedObject> opened) {
        MappedObject object = open(named.key(), named.byteSize(), opened);
        Deaths deaths = DeathsFormat.read(object, meta.rowCount());
        if (deaths.count() != named.deathCount()) {
            throw new CorruptFileException(
                    object.key(),
                    0,
                    "file has another number of deaths than its manifest says: expected=" + named.deathCount()
                            + ", found=" + deaths.count());
        }
        OpenColumn timestamps = columns.get(CollectionSchema.TIMESTAMP_FIELD_ID);
        for (int i = 0; i < deaths.count(); i++) {
            boolean born =
                    timestamps == null || ((LongColumn) timestamps.column).get(deaths.row(i)) < deaths.timestamp(i);
            if (!born || deaths.timestamp(i) > meta.deletesThrough()) {
                throw new CorruptFileException(
                        object.key(),
                        0,
                        "death is older than its row or newer than its manifest says: death=" + i + ", row="
                                + deaths.row(i) + ", timestamp=" + deaths.timestamp(i) + ", deletesThrough="
                                + meta.deletesThrough());
            }
        }
    }

    private void checkIndex(IndexFile named, MappedObject file, Map<Long, OpenColumn> columns) {
        Optional<IndexDefinition> definition = definitions.stream()
                .filter(candidate -> candidate.id() == named.indexId())
                .findFirst();
        OpenColumn rows = columns.get(named.fieldId());
        if (definition.isEmpty() || rows == null) {
            IndexFiles.verify(file.key(), file.segment()); // Dropped and not yet forgotten, or without its rows.
            return;
        }
        if (definition.get().params() instanceof ScalarParams params) {
            FieldSchema field = SegmentFields.find(schema, named.fieldId()).orElseThrow();
            ScalarIndexes.open(field, params, file.key(), file.segment(), rows.column.rowCount());
            return;
        }
        VectorColumn vectors = (VectorColumn) rows.column;
        VectorIndexes.open(
                definition.get().params(),
                file.key(),
                file.segment(),
                new VectorRows(vectors.values(), vectors.rowCount(), vectors.dim()),
                definition.get().metric().orElseThrow());
    }
}
