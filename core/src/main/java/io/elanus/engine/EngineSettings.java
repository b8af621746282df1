package io.elanus.engine;

/**
 * Sizes that decide when the engine does what. The defaults are Milvus's where it has the same notion.
 *
 * @param growingBytesMax growing rows of a shard are flushed when they reach it (dataCoord.segment.maxSize ×
 *     sealProportion)
 * @param growingBytesTotal writers wait while all growing rows together are above it
 * @param segmentBytesMax up to which size a compaction puts segments together (dataCoord.segment.maxSize)
 * @param indexRowsMin segments with fewer rows are searched as they are
 *     (indexCoord.segment.minSegmentNumRowsToEnableIndex)
 * @param finishedJobsMax compaction jobs that are remembered after their end
 */
public record EngineSettings(
        long growingBytesMax, long growingBytesTotal, long segmentBytesMax, int indexRowsMin, int finishedJobsMax) {
    public static final EngineSettings DEFAULT = new EngineSettings(120L << 20, 1L << 30, 1L << 30, 1024, 10_000);
}
