package io.elanus.engine;

import io.elanus.engine.ManifestEdit.AttachedDeaths;
import io.elanus.model.CompactionStatus.Stage;
import io.elanus.segment.DeathsFormat;
import io.elanus.segment.FailedWrite;
import io.elanus.segment.SealedSegment;
import io.elanus.segment.SegmentMeta.DeathsFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Attaches pending deletes to segments at rest: what they have done to a segment, which its deaths tell, goes to a file of
 * its own beside it. A segment that they did not hit only remembers that it has heard of them. Delete files that no segment
 * needs any more go with the edit.
 *
 * <p>No row is rewritten, one file is written at a time, and deletes that arrive meanwhile are not touched.
 */
final class LevelZeroJob {
    private final ShardContext context;
    private final int shard;
    private final JobMonitor monitor;

    LevelZeroJob(ShardContext context, int shard, JobMonitor monitor) {
        this.context = context;
        this.shard = shard;
        this.monitor = monitor;
    }

    /** The edit, and the bytes of the files that it brings. */
    record Result(ManifestEdit edit, long bytesWritten) {}

    /**
     * @param through deletes up to this timestamp; all of them have been applied
     * @param segments held by the caller
     */
    Result run(long through, List<SealedSegment> segments) {
        Map<Long, AttachedDeaths> attached = new HashMap<>();
        List<DeathsFile> written = new ArrayList<>();
        try {
            monitor.begin(Stage.REWRITING, bytesToWrite(through, segments));
            for (SealedSegment segment : segments) {
                monitor.throwIfCancelled();
                if (hasNews(segment, through)) {
                    DeathsFile file = write(segment, through);
                    written.add(file);
                    attached.put(segment.id(), new AttachedDeaths(through, Optional.of(file)));
                    monitor.advance(file.byteSize());
                } else {
                    attached.put(
                            segment.id(),
                            new AttachedDeaths(through, segment.meta().deaths()));
                }
            }
            long bytes = written.stream().mapToLong(DeathsFile::byteSize).sum();
            return new Result(ManifestEdit.attached(attached), bytes);
        } catch (RuntimeException | Error e) {
            FailedWrite.discard(
                    context.objects(), written.stream().map(DeathsFile::key).toList(), e);
            throw e;
        }
    }

    private static long bytesToWrite(long through, List<SealedSegment> segments) {
        return segments.stream()
                .filter(segment -> hasNews(segment, through))
                .mapToLong(segment -> DeathsFormat.byteSize(segment.deaths().countAt(through)))
                .sum();
    }

    /** Whether rows have died since its deaths were written. */
    private static boolean hasNews(SealedSegment segment, long through) {
        int known = segment.meta().deaths().map(DeathsFile::deathCount).orElse(0);
        return segment.deaths().countAt(through) > known;
    }

    private DeathsFile write(SealedSegment segment, long through) {
        String key = context.segmentPrefix(shard, segment.id()) + "deaths";
        return DeathsFormat.write(
                context.objects(), key, segment.deaths(), segment.deaths().countAt(through));
    }
}
