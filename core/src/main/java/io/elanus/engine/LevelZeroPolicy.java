package io.elanus.engine;

import io.elanus.engine.Manifest.DeleteFile;
import io.elanus.model.CompactionPlan;
import io.elanus.model.CompactionPlan.Estimate;
import io.elanus.model.CompactionPlan.Reason;
import io.elanus.model.CompactionRequest;
import io.elanus.model.Timestamps;
import io.elanus.segment.DeathsFormat;
import io.elanus.segment.SegmentMeta;
import io.elanus.segment.SegmentMeta.DeathsFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Chooses when pending deletes are attached to their segments. Pure functions of what is at rest and of limits. */
final class LevelZeroPolicy {
    private LevelZeroPolicy() {}

    /**
     * The deletes of one shard that wait.
     *
     * @param files those that some of the segments need, in the order of their timestamps
     * @param segments those that may be given deaths now
     */
    record Pending(List<DeleteFile> files, List<Candidate> segments) {
        Pending {
            files = List.copyOf(files);
            segments = List.copyOf(segments);
        }

        /** Of what lies in a shard, what can be attached now. A file that only claimed segments need has to wait for them. */
        static Pending of(List<DeleteFile> files, List<Candidate> unclaimed) {
            List<DeleteFile> needed = files.stream()
                    .filter(file -> unclaimed.stream().anyMatch(segment -> file.concerns(segment.meta())))
                    .sorted(Comparator.comparingLong(DeleteFile::timestampMax))
                    .toList();
            List<Candidate> concerned = unclaimed.stream()
                    .filter(segment -> needed.stream().anyMatch(file -> file.concerns(segment.meta())))
                    .toList();
            return new Pending(needed, concerned);
        }
    }

    /** Everything that waits, in plans of a limited size; an earlier plan has the earlier deletes. */
    static List<CompactionPlan> pickForced(int shard, Pending pending, CompactionSettings.LevelZero settings) {
        return plans(shard, pending, settings.bytesMax(), Reason.MANUAL);
    }

    /** As {@link #pickForced}, once enough has come together, or nothing more seems to come. */
    static List<CompactionPlan> pickAutomatic(
            int shard, Pending pending, CompactionSettings.LevelZero settings, long now) {
        List<DeleteFile> files = pending.files();
        boolean due = !files.isEmpty()
                && (files.size() >= settings.filesMin()
                        || files.stream().mapToLong(DeleteFile::byteSize).sum() >= settings.bytesMin()
                        || files.getLast().timestampMax() < Timestamps.minus(now, settings.idleTime()));
        return due ? plans(shard, pending, settings.bytesMax(), Reason.PENDING_DELETES) : List.of();
    }

    private static List<CompactionPlan> plans(int shard, Pending pending, long bytesMax, Reason reason) {
        List<CompactionPlan> plans = new ArrayList<>();
        List<DeleteFile> together = new ArrayList<>();
        long bytes = 0;
        for (DeleteFile file : pending.files()) {
            if (!together.isEmpty() && bytes + file.byteSize() > bytesMax) {
                plans.add(plan(shard, together, pending.segments(), reason));
                together.clear();
                bytes = 0;
            }
            together.add(file);
            bytes += file.byteSize();
        }
        if (!together.isEmpty()) {
            plans.add(plan(shard, together, pending.segments(), reason));
        }
        return plans;
    }

    private static CompactionPlan plan(int shard, List<DeleteFile> files, List<Candidate> segments, Reason reason) {
        return new CompactionPlan(
                shard,
                CompactionPlan.ANY_PARTITION,
                new CompactionRequest.LevelZero(),
                reason,
                files.stream().map(DeleteFile::id).toList(),
                Long.MAX_VALUE,
                estimate(files, segments));
    }

    /** Of a segment that has new deaths, the file with all of them is written anew. */
    private static Estimate estimate(List<DeleteFile> files, List<Candidate> segments) {
        long deletes = files.stream().mapToLong(DeleteFile::deleteCount).sum();
        long read = files.stream().mapToLong(DeleteFile::byteSize).sum();
        long replaced = 0;
        long written = 0;
        for (Candidate segment : segments) {
            SegmentMeta meta = segment.meta();
            boolean hit = segment.deletedCount()
                    > meta.deaths().map(DeathsFile::deathCount).orElse(0);
            if (hit && files.stream().anyMatch(file -> file.concerns(meta))) {
                replaced += meta.deaths().map(DeathsFile::byteSize).orElse(0L);
                written += DeathsFormat.byteSize(segment.deletedCount());
            }
        }
        return new Estimate(deletes, 0, read, written, read + replaced - written);
    }
}
