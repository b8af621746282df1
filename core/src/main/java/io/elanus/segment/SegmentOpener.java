package io.elanus.segment;

import io.elanus.durable.BlockFileReader;
import io.elanus.durable.MappedObject;
import io.elanus.durable.ObjectStore;
import io.elanus.index.VectorIndex;
import io.elanus.index.VectorIndexes;
import io.elanus.index.VectorRows;
import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.Column.VectorColumn;
import io.elanus.model.FieldSchema;
import io.elanus.segment.SegmentMeta.ColumnFile;
import io.elanus.segment.SegmentMeta.IndexFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Opens segments at rest: maps their files. Thread-safe. */
public final class SegmentOpener {
    private final ObjectStore objects;
    private final LiveSchema schema;
    private final Files files;

    /** Is told which files are open, so that none is deleted that somebody reads. Thread-safe. */
    public interface Files {
        Files NOBODY = new Files() {
            @Override
            public void opened(String key) {}

            @Override
            public void closed(String key) {}
        };

        void opened(String key);

        /** The last holder has let go. Called on its thread, which may be a reader's: returns soon. */
        void closed(String key);
    }

    public SegmentOpener(ObjectStore objects, LiveSchema schema) {
        this(objects, schema, Files.NOBODY);
    }

    public SegmentOpener(ObjectStore objects, LiveSchema schema, Files files) {
        this.objects = objects;
        this.schema = schema;
        this.files = files;
    }

    /** Opens segments for a job, which is over before it needs another schema. */
    public SegmentOpener(ObjectStore objects, CollectionSchema schema) {
        this(objects, new LiveSchema(schema));
    }

    public List<SealedSegment> openAll(List<SegmentMeta> metas, List<IndexDefinition> definitions) {
        List<SealedSegment> opened = new ArrayList<>();
        try {
            metas.forEach(meta -> opened.add(open(meta, definitions)));
        } catch (RuntimeException e) {
            opened.forEach(Segment::letGo);
            throw e;
        }
        return opened;
    }

    /** Opens a segment with the deaths that have been attached to it. The caller holds it. */
    public SealedSegment open(SegmentMeta meta, List<IndexDefinition> definitions) {
        Deaths deaths = meta.deaths()
                .map(file -> DeathsFormat.read(objects.open(file.key()), meta.rowCount()))
                .orElseGet(Deaths::new);
        return open(meta, definitions, Map.of(), Map.of(), deaths, new Expiry(meta));
    }

    /** A segment of which the meta has changed: shares all it can with the one before, the deaths too. The caller holds it. */
    public SealedSegment reopen(SealedSegment before, SegmentMeta meta, List<IndexDefinition> definitions) {
        Map<Long, OpenFile<VectorIndex>> kept = new HashMap<>();
        before.indexFiles().forEach((fieldId, file) -> {
            if (indexKey(before.meta(), fieldId).equals(indexKey(meta, fieldId))) {
                kept.put(fieldId, file);
            }
        });
        return open(meta, definitions, before.columnFiles(), kept, before.deaths(), before.expiry());
    }

    private static Optional<String> indexKey(SegmentMeta meta, long fieldId) {
        return meta.indexes().stream()
                .filter(index -> index.hasFile() && index.fieldId() == fieldId)
                .map(IndexFile::key)
                .findFirst();
    }

    private SealedSegment open(
            SegmentMeta meta,
            List<IndexDefinition> definitions,
            Map<Long, OpenFile<Column>> sharedColumns,
            Map<Long, OpenFile<VectorIndex>> sharedIndexes,
            Deaths deaths,
            Expiry expiry) {
        Map<Long, OpenFile<Column>> columns = new HashMap<>();
        Map<Long, OpenFile<VectorIndex>> indexes = new HashMap<>();
        try {
            for (ColumnFile file : meta.columns()) {
                OpenFile<Column> shared = sharedColumns.get(file.fieldId());
                columns.put(file.fieldId(), shared == null ? openColumn(meta, file) : held(shared));
            }
            for (IndexFile file : meta.indexes()) {
                Optional<IndexDefinition> definition = definitions.stream()
                        .filter(candidate -> candidate.id() == file.indexId())
                        .findFirst();
                if (file.hasFile() && definition.isPresent()) {
                    OpenFile<VectorIndex> shared = sharedIndexes.get(file.fieldId());
                    indexes.put(
                            file.fieldId(),
                            shared == null
                                    ? openIndex(file, definition.get(), column(columns, file.fieldId()))
                                    : held(shared));
                }
            }
        } catch (RuntimeException e) {
            columns.values().forEach(Counted::letGo);
            indexes.values().forEach(Counted::letGo);
            throw e;
        }
        return new SealedSegment(meta, columns, indexes, schema, deaths, expiry);
    }

    private static <T> OpenFile<T> held(OpenFile<T> file) {
        file.hold();
        return file;
    }

    private static VectorColumn column(Map<Long, OpenFile<Column>> columns, long fieldId) {
        return (VectorColumn) Objects.requireNonNull(columns.get(fieldId)).content();
    }

    private OpenFile<Column> openColumn(SegmentMeta meta, ColumnFile file) {
        FieldSchema field = SegmentFields.find(schema.now(), file.fieldId());
        BlockFileReader reader =
                BlockFileReader.open(objects, file.key(), ColumnFileFormat.KIND, ColumnFileFormat.VERSION);
        try {
            return openFile(file.key(), reader, ColumnFileFormat.read(reader, field, meta.rowCount()));
        } catch (RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    private <T> OpenFile<T> openFile(String key, AutoCloseable resource, T content) {
        files.opened(key);
        return new OpenFile<>(resource, content, () -> files.closed(key));
    }

    private OpenFile<VectorIndex> openIndex(IndexFile file, IndexDefinition definition, VectorColumn vectors) {
        MappedObject mapped = objects.open(file.key());
        try {
            VectorIndex index = VectorIndexes.open(
                    definition.params(),
                    mapped.key(),
                    mapped.segment(),
                    new VectorRows(vectors.values(), vectors.rowCount(), vectors.dim()),
                    definition.metric().orElseThrow());
            return openFile(file.key(), mapped, index);
        } catch (RuntimeException e) {
            mapped.close();
            throw e;
        }
    }
}
