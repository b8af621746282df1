package io.elanus.segment;

import io.elanus.expr.FieldIndex;
import io.elanus.index.VectorIndex;
import io.elanus.segment.SegmentMeta.IndexFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The open index files of a segment; there are few. Immutable and thread-safe. */
record SegmentIndexes(List<OpenIndex> indexes) {
    SegmentIndexes {
        indexes = List.copyOf(indexes);
    }

    /** One file, which is held as long as it stands here. */
    sealed interface OpenIndex {
        IndexFile meta();

        OpenFile<?> file();

        default boolean isOn(long fieldId) {
            return meta().fieldId() == fieldId;
        }
    }

    record OpenVectorIndex(IndexFile meta, OpenFile<VectorIndex> file) implements OpenIndex {}

    record OpenScalarIndex(IndexFile meta, OpenFile<FieldIndex> file) implements OpenIndex {}

    Optional<OpenIndex> find(String key) {
        return indexes.stream().filter(index -> index.meta().key().equals(key)).findFirst();
    }

    Optional<VectorIndex> ofVectors(long fieldId) {
        for (OpenIndex index : indexes) {
            if (index.isOn(fieldId) && index instanceof OpenVectorIndex vectors) {
                return Optional.of(vectors.file.content());
            }
        }
        return Optional.empty();
    }

    List<FieldIndex> ofScalars(long fieldId) {
        List<FieldIndex> found = new ArrayList<>();
        for (OpenIndex index : indexes) {
            if (index.isOn(fieldId) && index instanceof OpenScalarIndex scalars) {
                found.add(scalars.file.content());
            }
        }
        return found;
    }

    void letGo() {
        indexes.forEach(index -> index.file().letGo());
    }
}
