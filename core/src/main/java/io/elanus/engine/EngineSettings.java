package io.elanus.engine;

import java.time.Duration;

/**
 * Sizes that decide when the engine does what. The defaults are Milvus's where it has the same notion.
 *
 * @param growingBytesMax growing rows of a shard are flushed when they reach it (dataCoord.segment.maxSize ×
 *     sealProportion)
 * @param growingAgeMax growing rows older than this are flushed however few they are, so that a log never grows old
 *     (dataCoord.segment.maxIdleTime)
 * @param growingBytesTotal writers wait while all growing rows together are above it
 * @param segmentBytesMax up to which size a compaction puts segments together (dataCoord.segment.maxSize)
 * @param indexRowsMin segments with fewer rows are searched as they are
 *     (indexCoord.segment.minSegmentNumRowsToEnableIndex)
 * @param finishedJobsMax compaction jobs that are remembered after their end
 */
public record EngineSettings(
        long growingBytesMax,
        Duration growingAgeMax,
        long growingBytesTotal,
        long segmentBytesMax,
        int indexRowsMin,
        int finishedJobsMax,
        CompactionSettings compaction) {
    public static final EngineSettings DEFAULT = new EngineSettings(
            120L << 20, Duration.ofMinutes(10), 1L << 30, 1L << 30, 1024, 10_000, CompactionSettings.DEFAULT);

    /** Nothing is compacted that nobody asked for. */
    public EngineSettings(
            long growingBytesMax,
            Duration growingAgeMax,
            long growingBytesTotal,
            long segmentBytesMax,
            int indexRowsMin,
            int finishedJobsMax) {
        this(
                growingBytesMax,
                growingAgeMax,
                growingBytesTotal,
                segmentBytesMax,
                indexRowsMin,
                finishedJobsMax,
                CompactionSettings.DEFAULT.withAutomatic(false));
    }

    public EngineSettings withCompaction(CompactionSettings changed) {
        return new EngineSettings(
                growingBytesMax,
                growingAgeMax,
                growingBytesTotal,
                segmentBytesMax,
                indexRowsMin,
                finishedJobsMax,
                changed);
    }
}
