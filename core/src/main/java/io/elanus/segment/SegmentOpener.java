package io.elanus.segment;

import io.elanus.durable.BlockFileReader;
import io.elanus.durable.CorruptFileException;
import io.elanus.durable.DurableException;
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
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Opens segments at rest: maps their files. Thread-safe. */
public final class SegmentOpener {
    private static final System.Logger LOG = System.getLogger(SegmentOpener.class.getName());

    /** Of what has been verified. */
    private static final Runnable VERIFIED = () -> {};

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

    /**
     * Opens what can be opened of a segment that has been at rest for some time. One of which a column is damaged or missing
     * is a {@link DamagedSegment}. One of which an index is, comes without it: its meta no longer has it, and its rows are
     * searched as they are. The caller holds it.
     */
    public Segment restore(SegmentMeta meta, List<IndexDefinition> definitions) {
        try {
            return open(meta, definitions);
        } catch (CorruptFileException | DurableException e) {
            List<IndexFile> whole = meta.indexes().stream()
                    .filter(index -> !index.hasFile() || isWhole(index))
                    .toList();
            if (whole.size() < meta.indexes().size()) {
                return restore(meta.withIndexes(whole), definitions);
            }
            DamagedSegment damaged = new DamagedSegment(meta, String.valueOf(e.getMessage()));
            LOG.log(Level.ERROR, "segment is out of service, reads that need it fail: segment=" + meta.id(), e);
            return damaged;
        }
    }

    private boolean isWhole(IndexFile index) {
        try (MappedObject file = objects.open(index.key())) {
            VectorIndexes.verify(file.key(), file.segment());
            return true;
        } catch (CorruptFileException | DurableException e) {
            LOG.log(Level.ERROR, "index is damaged and will be built again", e);
            return false;
        }
    }

    /**
     * Opens a segment with the deaths that have been attached to it. Deaths, keys and timestamps are verified at once, as
     * every delete needs them; other columns when they are first read. The caller holds it.
     *
     * @throws CorruptFileException if a file is damaged, as far as that is seen
     * @throws DurableException if one is missing
     */
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
                Optional<FieldSchema> field = SegmentFields.find(schema, file.fieldId());
                if (shared != null) {
                    columns.put(file.fieldId(), held(shared));
                } else if (field.isPresent()) {
                    columns.put(file.fieldId(), openColumn(meta, file, field.get()));
                }
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
        return (VectorColumn) Objects.requireNonNull(columns.get(fieldId)).unverified();
    }

    private OpenFile<Column> openColumn(SegmentMeta meta, ColumnFile file, FieldSchema field) {
        BlockFileReader reader =
                BlockFileReader.open(objects, file.key(), ColumnFileFormat.KIND, ColumnFileFormat.VERSION);
        try {
            Column column = ColumnFileFormat.read(reader, field, meta.rowCount());
            Runnable verifier = reader::verify;
            if (field.primaryKey() || field.id() == CollectionSchema.TIMESTAMP_FIELD_ID) {
                verifier.run();
                verifier = VERIFIED;
            }
            return openFile(file.key(), reader, column, verifier);
        } catch (RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    private <T> OpenFile<T> openFile(String key, AutoCloseable resource, T content, Runnable verifier) {
        files.opened(key);
        return new OpenFile<>(resource, content, verifier, () -> files.closed(key));
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
            return openFile(file.key(), mapped, index, VERIFIED); // Opening an index reads all of it.
        } catch (RuntimeException e) {
            mapped.close();
            throw e;
        }
    }
}
