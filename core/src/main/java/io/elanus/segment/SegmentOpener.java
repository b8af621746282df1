package io.elanus.segment;

import io.elanus.durable.BlockFileReader;
import io.elanus.durable.CorruptFileException;
import io.elanus.durable.DurableException;
import io.elanus.durable.MappedObject;
import io.elanus.durable.ObjectStore;
import io.elanus.expr.FieldIndex;
import io.elanus.index.IndexFiles;
import io.elanus.index.ScalarIndexes;
import io.elanus.index.VectorIndex;
import io.elanus.index.VectorIndexes;
import io.elanus.index.VectorRows;
import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.Column.VectorColumn;
import io.elanus.model.FieldSchema;
import io.elanus.model.IndexParams.ScalarParams;
import io.elanus.segment.SegmentIndexes.OpenIndex;
import io.elanus.segment.SegmentIndexes.OpenScalarIndex;
import io.elanus.segment.SegmentIndexes.OpenVectorIndex;
import io.elanus.segment.SegmentMeta.ColumnFile;
import io.elanus.segment.SegmentMeta.IndexFile;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
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
            IndexFiles.verify(file.key(), file.segment());
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
        return open(meta, definitions, Map.of(), new SegmentIndexes(List.of()), deaths, new Expiry(meta));
    }

    /** A segment of which the meta has changed: shares all it can with the one before, the deaths too. The caller holds it. */
    public SealedSegment reopen(SealedSegment before, SegmentMeta meta, List<IndexDefinition> definitions) {
        return open(meta, definitions, before.columnFiles(), before.indexes(), before.deaths(), before.expiry());
    }

    private SealedSegment open(
            SegmentMeta meta,
            List<IndexDefinition> definitions,
            Map<Long, OpenFile<Column>> sharedColumns,
            SegmentIndexes sharedIndexes,
            Deaths deaths,
            Expiry expiry) {
        Map<Long, OpenFile<Column>> columns = new HashMap<>();
        List<OpenIndex> indexes = new ArrayList<>();
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
                    Optional<OpenIndex> shared = sharedIndexes.find(file.key());
                    shared.ifPresent(index -> index.file().hold());
                    indexes.add(shared.orElseGet(() -> openIndex(meta, file, definition.get(), columns)));
                }
            }
        } catch (RuntimeException e) {
            columns.values().forEach(Counted::letGo);
            new SegmentIndexes(indexes).letGo();
            throw e;
        }
        return new SealedSegment(meta, columns, new SegmentIndexes(indexes), schema, deaths, expiry);
    }

    private static <T> OpenFile<T> held(OpenFile<T> file) {
        file.hold();
        return file;
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

    private OpenIndex openIndex(
            SegmentMeta meta, IndexFile file, IndexDefinition definition, Map<Long, OpenFile<Column>> columns) {
        return definition.params() instanceof ScalarParams params
                ? openScalars(meta, file, params)
                : openVectors(file, definition, columns);
    }

    private OpenIndex openScalars(SegmentMeta meta, IndexFile file, ScalarParams params) {
        FieldSchema field = SegmentFields.find(schema, file.fieldId()).orElseThrow();
        MappedObject mapped = objects.open(file.key());
        try {
            FieldIndex index = ScalarIndexes.open(field, params, mapped.key(), mapped.segment(), meta.rowCount());
            return new OpenScalarIndex(file, openFile(file.key(), mapped, index, VERIFIED));
        } catch (RuntimeException e) {
            mapped.close();
            throw e;
        }
    }

    private OpenIndex openVectors(IndexFile file, IndexDefinition definition, Map<Long, OpenFile<Column>> columns) {
        OpenFile<Column> column = Objects.requireNonNull(columns.get(file.fieldId()));
        VectorColumn vectors = (VectorColumn) column.unverified();
        MappedObject mapped = objects.open(file.key());
        try {
            VectorIndex index = VectorIndexes.open(
                    definition.params(),
                    mapped.key(),
                    mapped.segment(),
                    new VectorRows(vectors.values(), vectors.rowCount(), vectors.dim()),
                    definition.metric().orElseThrow());
            // Opening an index reads all of it.
            return new OpenVectorIndex(file, openFile(file.key(), mapped, index, VERIFIED));
        } catch (RuntimeException e) {
            mapped.close();
            throw e;
        }
    }
}
