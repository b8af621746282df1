package io.elanus.engine;

import io.elanus.engine.ShardState.Truncated;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Removes all rows of a collection. Used once.
 *
 * <p>One durable decision of the catalog counts for all shards: rows up to a timestamp are gone. Around it everything stands
 * still that could bring rows back or mix them with later ones: flushes, edits, writes. A reader that comes upon some shards
 * that are empty and others that are not waits for the locks of the writes, and so for the end.
 */
final class Truncation {
    private static final System.Logger LOG = System.getLogger(Truncation.class.getName());

    private final Collection collection;
    private final List<Shard> shards;
    private final List<Truncated> truncated = new ArrayList<>();

    Truncation(Collection collection, List<Shard> shards) {
        this.collection = collection;
        this.shards = shards;
    }

    void run(LongConsumer decision) {
        // A flush that has begun ends first, without holding up writes: it may take long.
        shards.forEach(Shard::pauseFlushes);
        try {
            shards.forEach(Shard::pauseEdits);
            // Whoever has read rows in order to write them again does so before.
            shards.forEach(shard -> shard.writersLock().writeLock().lock());
            shards.forEach(shard -> shard.orderLock().lock());
            try {
                truncate(decision);
            } finally {
                shards.forEach(shard -> shard.orderLock().unlock());
                shards.forEach(shard -> shard.writersLock().writeLock().unlock());
                shards.forEach(Shard::resumeEdits);
            }
            deleteFiles();
        } finally {
            shards.forEach(Shard::resumeFlushes);
        }
    }

    private void truncate(LongConsumer decision) {
        shards.forEach(Shard::requireWritable);
        long timestamp = collection.context().clock().next();
        shards.forEach(shard -> shard.awaitAppliedThrough(timestamp));
        decision.accept(timestamp);
        collection.setTruncatedThrough(timestamp);
        shards.forEach(shard -> truncated.add(shard.state().truncate()));
    }

    /** The rows are gone for good already; files that cannot be deleted now go with the next edit. */
    private void deleteFiles() {
        for (int i = 0; i < truncated.size(); i++) {
            try {
                shards.get(i).deleteTruncated(truncated.get(i));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.log(
                        Level.WARNING,
                        "files of truncated rows cannot be deleted yet: collection=" + collection.id(),
                        e);
            }
        }
    }
}
