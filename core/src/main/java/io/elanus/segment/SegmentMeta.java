package io.elanus.segment;

import io.elanus.model.SegmentDescription.Level;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a manifest says of one sealed segment.
 *
 * @param rowCount rows in the files, dead ones included
 * @param timestampMin of its rows
 * @param timestampMax of its rows
 * @param deletesThrough deletes up to this timestamp have been applied by leaving rows out; later ones lie in delete files
 * @param compactedFrom the segments whose rows it holds; empty when it comes from the log
 */
public record SegmentMeta(
        long id,
        long partitionId,
        Level level,
        int rowCount,
        long timestampMin,
        long timestampMax,
        long deletesThrough,
        List<Long> compactedFrom,
        List<ColumnFile> columns,
        List<IndexFile> indexes) {
    public SegmentMeta {
        compactedFrom = List.copyOf(compactedFrom);
        columns = List.copyOf(columns);
        indexes = List.copyOf(indexes);
    }

    /** One column of the segment at rest. */
    public record ColumnFile(long fieldId, String key, long byteSize) {}

    /** One finished index of the segment; one that needs no file has the empty key. */
    public record IndexFile(long indexId, long fieldId, String key, long byteSize) {
        public boolean hasFile() {
            return !key.isEmpty();
        }
    }

    public SegmentMeta withIndexes(List<IndexFile> changed) {
        return new SegmentMeta(
                id,
                partitionId,
                level,
                rowCount,
                timestampMin,
                timestampMax,
                deletesThrough,
                compactedFrom,
                columns,
                changed);
    }

    /** The keys of all files. */
    public List<String> keys() {
        return Stream.concat(
                        columns.stream().map(ColumnFile::key),
                        indexes.stream().filter(IndexFile::hasFile).map(IndexFile::key))
                .toList();
    }

    /** Bytes of the column files. */
    public long columnByteSize() {
        return columns.stream().mapToLong(ColumnFile::byteSize).sum();
    }

    /** Bytes of all files. */
    public long byteSize() {
        return columnByteSize()
                + indexes.stream().mapToLong(IndexFile::byteSize).sum();
    }
}
