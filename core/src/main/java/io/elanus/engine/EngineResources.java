package io.elanus.engine;

import io.elanus.durable.LogStore;
import io.elanus.durable.MetaStore;
import io.elanus.durable.ObjectStore;
import java.util.concurrent.ExecutorService;

/**
 * What all collections of a process share.
 *
 * @param clock gives timestamps and ids
 * @param growing bounds the memory of growing rows
 * @param cpu a bounded pool of platform threads for short pieces of work
 * @param background runs one job a thread: compactions and index builds
 * @param throttle where background work gives way to searches
 * @param threads how many threads one build may use
 */
public record EngineResources(
        ObjectStore objects,
        MetaStore metas,
        LogStore logs,
        TimestampOracle clock,
        GrowingBudget growing,
        ExecutorService cpu,
        ExecutorService background,
        Throttle throttle,
        int threads,
        EngineSettings settings) {}
