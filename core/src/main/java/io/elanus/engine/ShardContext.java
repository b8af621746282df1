package io.elanus.engine;

import io.elanus.durable.LogStore;
import io.elanus.durable.MetaStore;
import io.elanus.durable.ObjectStore;
import io.elanus.model.CollectionSchema;
import io.elanus.segment.ExpiryCutoff;
import io.elanus.segment.ExpiryRule;
import io.elanus.segment.IndexDefinition;
import io.elanus.segment.LiveSchema;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What the shards of one collection share.
 *
 * @param indexDefinitions the indexes that the collection has now
 * @param expiryRule when its rows expire, as the catalog has it now
 * @param livePartitions whether the collection has a partition now
 * @param truncation rows and deletes up to this timestamp are gone
 * @param flushed called after a flush that nobody asked for
 */
record ShardContext(
        long collectionId,
        LiveSchema liveSchema,
        EngineResources resources,
        Supplier<List<IndexDefinition>> indexDefinitions,
        Supplier<ExpiryRule> expiryRule,
        LongPredicate livePartitions,
        LongSupplier truncation,
        Runnable flushed) {
    /** A new folder for the files of a segment; never used again, so that an attempt that failed is in nobody's way. */
    String segmentPrefix(int shard, long segmentId) {
        return prefix(shard) + "segments/" + segmentId + "-" + clock().next() + "/";
    }

    static final String COLLECTIONS = "collections/";

    /** The prefix of the keys of everything that belongs to a collection. */
    static String prefix(long collectionId) {
        return COLLECTIONS + collectionId + "/";
    }

    static long collectionOfKey(String key) {
        return Long.parseLong(key.substring(COLLECTIONS.length(), key.indexOf('/', COLLECTIONS.length())));
    }

    /** The prefix of the keys of a shard's files. */
    String prefix(int shard) {
        return prefix(collectionId) + shard + "/";
    }

    static String logName(long collectionId, int shard) {
        return "c" + collectionId + "-s" + shard;
    }

    static long collectionOfLog(String name) {
        return Long.parseLong(name.substring(1, name.indexOf('-')));
    }

    String logName(int shard) {
        return logName(collectionId, shard);
    }

    CollectionSchema schema() {
        return liveSchema.now();
    }

    long truncatedThrough() {
        return truncation.getAsLong();
    }

    boolean hasPartition(long partitionId) {
        return livePartitions.test(partitionId);
    }

    List<IndexDefinition> indexes() {
        return indexDefinitions.get();
    }

    /** What has expired now. Later calls never answer less, unless the rule was changed or the machine's clock jumped back. */
    ExpiryCutoff expiryCutoff() {
        return expiryRule.get().at(clock().wallMillis());
    }

    ObjectStore objects() {
        return resources.objects();
    }

    MetaStore metas() {
        return resources.metas();
    }

    LogStore logs() {
        return resources.logs();
    }

    TimestampOracle clock() {
        return resources.clock();
    }
}
