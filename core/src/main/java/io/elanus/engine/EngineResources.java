package io.elanus.engine;

import io.elanus.durable.LogStore;
import io.elanus.durable.MetaStore;
import io.elanus.durable.ObjectStore;

/**
 * What all collections of a process share.
 *
 * @param clock gives timestamps and ids
 * @param growing bounds the memory of growing rows
 * @param background runs compactions and index builds
 * @param throttle where background work gives way to searches
 * @param threads how many threads one build may use
 */
public record EngineResources(
        ObjectStore objects,
        MetaStore metas,
        LogStore logs,
        TimestampOracle clock,
        GrowingBudget growing,
        BackgroundJobs background,
        Throttle throttle,
        int threads,
        EngineSettings settings) {}
