package io.elanus.model;

import java.util.List;

/**
 * What a flush made durable as files.
 *
 * @param segmentIds segments that this flush sealed
 * @param flushedSegmentIds segments that were at rest before
 * @param timestamp every write up to it is in files
 */
public record FlushResult(
        CollectionName name, long collectionId, List<Long> segmentIds, List<Long> flushedSegmentIds, long timestamp) {
    public FlushResult {
        segmentIds = List.copyOf(segmentIds);
        flushedSegmentIds = List.copyOf(flushedSegmentIds);
    }
}
