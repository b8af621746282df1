package io.elanus.engine;

import java.time.Duration;

/**
 * When segments are compacted, and at what cost. Names and defaults are Milvus's where it has the same notion (without the
 * prefix {@code dataCoord.}).
 *
 * @param automatic compact without being asked (compaction.enableAutoCompaction); a collection may say otherwise with the
 *     property {@code collection.autocompaction.enabled}
 * @param jobBytesMax the memory that one job may take beside the files that it maps
 * @param searchSlowdownMax jobs give way so that searches take at most so many times as long as without them
 */
public record CompactionSettings(
        boolean automatic,
        Mix mix,
        LevelZero levelZero,
        Clustering clustering,
        Expiry expiry,
        long jobBytesMax,
        double searchSlowdownMax) {
    public static final CompactionSettings DEFAULT = new CompactionSettings(
            true,
            new Mix(Duration.ofSeconds(60), 0.5, 0.85, 1.25, 3, Duration.ofSeconds(30), 0.2),
            new LevelZero(Duration.ofSeconds(10), 10, 8L << 20, 64L << 20, Duration.ofSeconds(30)),
            new Clustering(false, Duration.ofMinutes(10), Duration.ofHours(1), 512L << 20, 0.8, false),
            new Expiry(Duration.ofHours(1)),
            256L << 20,
            1.5);

    /**
     * Merging small segments and leaving dead rows out. Sizes are shares of {@link EngineSettings#segmentBytesMax}.
     *
     * @param interval how often it is looked for (compaction.mix.triggerInterval)
     * @param smallShareMax a segment below it is small (segment.smallProportion)
     * @param fullShareMin a target above it is full: it is made even of two segments (segment.compactableProportion)
     * @param stretchShareMax up to which size left-overs are put into a target rather than left alone
     *     (segment.expansionRate)
     * @param segmentsMin so many small segments are merged though they fill no target (compaction.min.segment)
     * @param settleTime a segment whose newest row is younger is left alone: more rows or deletes may come
     * @param deadShareMax a segment with a larger share of rows deleted or expired is rewritten
     *     (compaction.single.ratio.threshold)
     */
    public record Mix(
            Duration interval,
            double smallShareMax,
            double fullShareMin,
            double stretchShareMax,
            int segmentsMin,
            Duration settleTime,
            double deadShareMax) {}

    /**
     * Attaching deletes to the segments that they hit.
     *
     * @param interval how often it is looked for (compaction.levelzero.triggerInterval)
     * @param filesMin so many delete files of a shard are enough (compaction.levelzero.forceTrigger.deltalogMinNum)
     * @param bytesMin or so many bytes of them (compaction.levelzero.forceTrigger.minSize)
     * @param bytesMax of one plan (compaction.levelzero.forceTrigger.maxSize)
     * @param idleTime once the newest delete is older, any is enough
     */
    public record LevelZero(Duration interval, int filesMin, long bytesMin, long bytesMax, Duration idleTime) {}

    /**
     * Ordering rows by the clustering key.
     *
     * @param automatic without being asked (compaction.clustering.autoEnable)
     * @param interval how often it is looked for (compaction.clustering.triggerInterval)
     * @param ageMin not sooner after the last time (compaction.clustering.minInterval)
     * @param newBytesMin nor with fewer bytes that are not in order (compaction.clustering.newDataSizeThreshold)
     * @param segmentShare the size of a segment that comes out, a share of {@link EngineSettings#segmentBytesMax}
     *     (compaction.clustering.preferSegmentSizeRatio)
     * @param partitionKeyToo a collection without a clustering key is ordered by its partition key, if it has one
     *     (common.usePartitionKeyAsClusteringKey)
     */
    public record Clustering(
            boolean automatic,
            Duration interval,
            Duration ageMin,
            long newBytesMin,
            double segmentShare,
            boolean partitionKeyToo) {}

    /**
     * Getting rid of rows that have outlived their time.
     *
     * @param delayMax a segment is rewritten at the latest so long after a row in it has expired
     *     (compaction.expiry.tolerance)
     */
    public record Expiry(Duration delayMax) {}

    public CompactionSettings withClustering(Clustering changed) {
        return new CompactionSettings(automatic, mix, levelZero, changed, expiry, jobBytesMax, searchSlowdownMax);
    }

    public CompactionSettings withAutomatic(boolean changed) {
        return new CompactionSettings(changed, mix, levelZero, clustering, expiry, jobBytesMax, searchSlowdownMax);
    }

    public CompactionSettings withSearchSlowdownMax(double changed) {
        return new CompactionSettings(automatic, mix, levelZero, clustering, expiry, jobBytesMax, changed);
    }
}
