package io.elanus.engine;

import io.elanus.durable.MetaStore;
import io.elanus.durable.MetaStore.Change;
import io.elanus.engine.CompactionRecord.PlanRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The compaction jobs that are remembered: the newest, up to a limit. Job {@code j} lies at {@code compactions/j}, its plans
 * at {@code compactions/j/0} and so on. Thread-safe.
 */
final class CompactionHistory {
    private static final String PREFIX = "compactions/";

    private final MetaStore metas;
    private final int jobsMax;
    private final TreeMap<Long, CompactionRecord> jobs = new TreeMap<>();

    CompactionHistory(MetaStore metas, int jobsMax) {
        this.metas = metas;
        this.jobsMax = jobsMax;
        Map<String, byte[]> entries = new TreeMap<>();
        metas.range(PREFIX).forEach(entry -> entries.put(entry.key(), entry.value()));
        entries.forEach((key, value) -> {
            if (key.indexOf('/', PREFIX.length()) < 0) {
                long jobId = Long.parseLong(key.substring(PREFIX.length()));
                jobs.put(jobId, read(jobId, value, entries));
            }
        });
    }

    private static CompactionRecord read(long jobId, byte[] value, Map<String, byte[]> entries) {
        CompactionRecordFormat.Head head = CompactionRecordFormat.decodeHead(key(jobId), value);
        List<PlanRecord> plans = new ArrayList<>();
        for (int i = 0; i < head.planCount(); i++) {
            byte[] plan = entries.get(key(jobId, i));
            if (plan == null) {
                throw new IllegalStateException("plan of a compaction is missing: key=" + key(jobId, i));
            }
            plans.add(CompactionRecordFormat.decodePlan(key(jobId, i), plan));
        }
        return new CompactionRecord(jobId, head.collectionId(), plans);
    }

    private static String key(long jobId) {
        return PREFIX + jobId;
    }

    private static String key(long jobId, int plan) {
        return PREFIX + jobId + "/" + plan;
    }

    synchronized Optional<CompactionRecord> find(long jobId) {
        return Optional.ofNullable(jobs.get(jobId));
    }

    /** The jobs of a collection, newest first. */
    synchronized List<CompactionRecord> ofCollection(long collectionId) {
        return jobs.descendingMap().values().stream()
                .filter(job -> job.collectionId() == collectionId)
                .toList();
    }

    /** The jobs that have not ended. */
    synchronized List<Long> unended() {
        return jobs.values().stream()
                .filter(job -> !job.ended())
                .map(CompactionRecord::jobId)
                .toList();
    }

    /** Remembers a new job, and forgets the oldest that have ended. Job ids grow with time, so the oldest are the smallest. */
    synchronized void add(CompactionRecord job) {
        List<Change> changes = new ArrayList<>();
        changes.add(new Change.Put(key(job.jobId()), CompactionRecordFormat.encodeHead(job)));
        for (int i = 0; i < job.plans().size(); i++) {
            changes.add(new Change.Put(
                    key(job.jobId(), i),
                    CompactionRecordFormat.encodePlan(job.plans().get(i))));
        }
        List<CompactionRecord> forgotten = jobs.values().stream()
                .filter(CompactionRecord::ended)
                .limit(Math.max(0, jobs.size() + 1 - jobsMax))
                .toList();
        for (CompactionRecord old : forgotten) {
            changes.add(new Change.Delete(key(old.jobId())));
            for (int i = 0; i < old.plans().size(); i++) {
                changes.add(new Change.Delete(key(old.jobId(), i)));
            }
        }
        metas.commit(List.of(), changes);
        forgotten.forEach(old -> jobs.remove(old.jobId()));
        jobs.put(job.jobId(), job);
    }

    /** Changes one plan of a job; one that is forgotten stays so. */
    synchronized void update(long jobId, int plan, PlanRecord changed) {
        CompactionRecord job = jobs.get(jobId);
        if (job != null) {
            metas.commit(
                    List.of(), List.of(new Change.Put(key(jobId, plan), CompactionRecordFormat.encodePlan(changed))));
            jobs.put(jobId, job.with(plan, changed));
        }
    }
}
