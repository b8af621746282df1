package io.elanus.segment;

import io.elanus.model.SegmentDescription.Level;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a manifest says of one sealed segment.
 *
 * @param rowCount rows in the files, dead ones included
 * @param timestampMin of its rows
 * @param timestampMax of its rows
 * @param deletesThrough deletes up to this timestamp have been applied, by leaving rows out or by naming them in the deaths
 *     file; later ones lie in delete files
 * @param compactedFrom the segments whose rows it holds; empty when it comes from the log
 * @param ranges of columns whose values can be told apart from those of other segments
 * @param deaths the rows among it that deletes up to {@code deletesThrough} have hit
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
        List<ColumnRange> ranges,
        Optional<DeathsFile> deaths,
        List<IndexFile> indexes) {
    public SegmentMeta {
        compactedFrom = List.copyOf(compactedFrom);
        columns = List.copyOf(columns);
        ranges = List.copyOf(ranges);
        indexes = List.copyOf(indexes);
    }

    /** One column of the segment at rest. */
    public record ColumnFile(long fieldId, String key, long byteSize) {}

    /** Rows of the segment that have died, and when. */
    public record DeathsFile(String key, long byteSize, int deathCount) {}

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
                ranges,
                deaths,
                changed);
    }

    /** The segment with all deletes up to a timestamp attached. */
    public SegmentMeta withDeaths(long through, Optional<DeathsFile> attached) {
        return new SegmentMeta(
                id,
                partitionId,
                level,
                rowCount,
                timestampMin,
                timestampMax,
                through,
                compactedFrom,
                columns,
                ranges,
                attached,
                indexes);
    }

    public Optional<ColumnRange> range(long fieldId) {
        return ranges.stream().filter(range -> range.fieldId() == fieldId).findFirst();
    }

    /** The keys of all files. */
    public List<String> keys() {
        return Stream.of(
                        columns.stream().map(ColumnFile::key),
                        deaths.stream().map(DeathsFile::key),
                        indexes.stream().filter(IndexFile::hasFile).map(IndexFile::key))
                .flatMap(keys -> keys)
                .toList();
    }

    /** Bytes of the column files. */
    public long columnByteSize() {
        return columns.stream().mapToLong(ColumnFile::byteSize).sum();
    }

    /** Bytes of all files. */
    public long byteSize() {
        return columnByteSize()
                + indexByteSize()
                + deaths.map(DeathsFile::byteSize).orElse(0L);
    }

    /** Bytes of the index files. */
    public long indexByteSize() {
        return indexes.stream().mapToLong(IndexFile::byteSize).sum();
    }
}
