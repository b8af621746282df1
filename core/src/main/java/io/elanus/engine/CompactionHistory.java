package io.elanus.engine;

import io.elanus.durable.MetaStore;
import io.elanus.durable.MetaStore.Change;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The compaction jobs that are remembered: the newest, up to a limit. Thread-safe. */
final class CompactionHistory {
    private static final String PREFIX = "compactions/";

    private final MetaStore metas;
    private final int jobsMax;
    private final TreeMap<Long, CompactionRecord> jobs = new TreeMap<>();

    CompactionHistory(MetaStore metas, int jobsMax) {
        this.metas = metas;
        this.jobsMax = jobsMax;
        for (MetaStore.Entry entry : metas.range(PREFIX)) {
            CompactionRecord job = CompactionRecord.decode(entry.key(), entry.value());
            jobs.put(job.jobId(), job);
        }
    }

    synchronized Optional<CompactionRecord> find(long jobId) {
        return Optional.ofNullable(jobs.get(jobId));
    }

    /** Job ids grow with time, so the oldest are the smallest. */
    synchronized void put(CompactionRecord job) {
        metas.commit(List.of(), List.of(new Change.Put(PREFIX + job.jobId(), job.encode())));
        jobs.put(job.jobId(), job);
        while (jobs.size() > jobsMax) {
            Map.Entry<Long, CompactionRecord> oldest = jobs.firstEntry();
            metas.commit(List.of(), List.of(new Change.Delete(PREFIX + oldest.getKey())));
            jobs.remove(oldest.getKey());
        }
    }

    /** Changes one plan of a job. */
    synchronized void update(long jobId, int plan, CompactionRecord.PlanRecord changed) {
        find(jobId).ifPresent(job -> put(job.with(plan, changed)));
    }
}
