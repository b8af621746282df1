package io.elanus.engine;

import io.elanus.durable.Log;
import io.elanus.engine.Collection.Change;
import io.elanus.engine.Collection.PartitionRows;
import io.elanus.engine.PendingWrites.Pending;
import io.elanus.engine.ShardRecord.Deletes;
import io.elanus.engine.ShardRecord.Rows;
import io.elanus.engine.ShardRecord.Write;
import io.elanus.model.Column;
import io.elanus.model.ColumnBatch;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import io.elanus.segment.GrowingSegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;
import java.util.function.Supplier;

/** How a change gets into the logs of a collection: cut by shard, within the memory budget, at one timestamp. Thread-safe. */
final class WritePath {
    private final ShardContext context;
    private final List<Shard> shards;

    /** @param shards all shards of the collection once it is open, in their order */
    WritePath(ShardContext context, List<Shard> shards) {
        this.context = context;
        this.shards = shards;
    }

    /** Makes a change; when it returns, the change is durable and every read sees it. Answers its timestamp. */
    long write(Change change) {
        Records records = records(change);
        takeMemory(records.growingBytes);
        try {
            List<Lock> locks = records.ofShards.stream()
                    .<Lock>map(record -> record.shard().writersLock().readLock())
                    .toList();
            return await(locked(locks, () -> append(records)));
        } finally {
            // What has been applied is counted by the shard that holds it.
            context.resources().growing().count(-records.growingBytes);
        }
    }

    /**
     * Makes a change that follows from the rows there, with no other write to the same shards in between.
     *
     * @param keys all that are looked at or written
     * @param change called when every write to the shards of the keys has been applied
     */
    long update(List<Column> keys, Function<List<Shard>, Change> change) {
        List<Shard> touched = ShardSplit.shards(keys, shards.size()).stream()
                .mapToObj(shards::get)
                .toList();
        List<Lock> locks = touched.stream()
                .<Lock>map(shard -> shard.writersLock().writeLock())
                .toList();
        AtomicLong growingBytes = new AtomicLong();
        try {
            return await(locked(locks, () -> {
                touched.forEach(shard -> shard.awaitAppliedThrough(Long.MAX_VALUE));
                Records records = records(change.apply(touched));
                takeMemory(records.growingBytes);
                growingBytes.set(records.growingBytes);
                return append(records);
            }));
        } finally {
            context.resources().growing().count(-growingBytes.get());
        }
    }

    private static <T> T locked(List<Lock> locks, Supplier<T> action) {
        locks.forEach(Lock::lock);
        try {
            return action.get();
        } finally {
            locks.forEach(Lock::unlock);
        }
    }

    /**
     * A change, ready for the logs.
     *
     * @param ofShards in the order of the shards
     * @param growingBytes the memory that it takes when it has been applied
     */
    private record Records(List<Enqueued> ofShards, long growingBytes) {}

    private Records records(Change change) {
        Optional<List<Column>> deletes = change.deletedKeys().map(keys -> ShardSplit.keys(keys, shards.size()));
        List<List<Rows>> rows = split(change.rows());
        List<Enqueued> records = new ArrayList<>();
        long growingBytes = 0;
        for (Shard shard : shards) {
            Optional<Deletes> ofShard = deletes.map(keys -> keys.get(shard.number()))
                    .filter(keys -> keys.rowCount() > 0)
                    .map(keys -> new Deletes(change.deletedFrom().orElse(Deletes.ANY_PARTITION), keys));
            List<Rows> parts = rows.get(shard.number());
            if (ofShard.isPresent() || !parts.isEmpty()) {
                Write write = new Write(shard.epoch(), 0, ofShard, parts);
                requireFits(write);
                records.add(new Enqueued(shard, ShardRecordFormat.encode(write)));
                growingBytes += growingBytes(write);
            }
        }
        return new Records(records, growingBytes);
    }

    private static void requireFits(Write write) {
        long bytes = ShardRecordFormat.byteSize(write);
        if (bytes > Log.RECORD_BYTES_MAX) {
            throw new DatabaseException(
                    ErrorCode.PARAMETER_TOO_LARGE,
                    "write is too large for one record of the log; send it in parts: bytes=" + bytes + ", bytesMax="
                            + Log.RECORD_BYTES_MAX);
        }
    }

    /** The rows of each shard, in the order of the shards. */
    private List<List<Rows>> split(List<PartitionRows> rows) {
        List<List<Rows>> ofShards = new ArrayList<>();
        shards.forEach(shard -> ofShards.add(new ArrayList<>()));
        for (PartitionRows part : rows) {
            List<ColumnBatch> batches = ShardSplit.batches(context.schema(), part.batch(), shards.size());
            for (int number = 0; number < batches.size(); number++) {
                if (batches.get(number).rowCount() > 0) {
                    ofShards.get(number).add(new Rows(part.partitionId(), batches.get(number)));
                }
            }
        }
        return ofShards;
    }

    private record Enqueued(Shard shard, ByteBuffer record) {}

    /** A change on its way through the logs. */
    private record Appended(long timestamp, List<Enqueued> records, List<Pending> pending) {}

    /** All shards get the write at the same timestamp, so that a read sees all of it or nothing. */
    private Appended append(Records records) {
        List<Lock> locks = records.ofShards.stream()
                .<Lock>map(record -> record.shard().orderLock())
                .toList();
        return locked(locks, () -> {
            records.ofShards.forEach(record -> record.shard().requireWritable());
            long timestamp = context.clock().next();
            List<Pending> pending = new ArrayList<>();
            for (Enqueued record : records.ofShards) {
                ShardRecordFormat.stamp(record.record(), timestamp);
                pending.add(record.shard().append(record.record(), timestamp));
            }
            return new Appended(timestamp, records.ofShards, pending);
        });
    }

    private static long await(Appended appended) {
        appended.pending.forEach(PendingWrites::await);
        appended.records.stream().map(Enqueued::shard).filter(Shard::wantsFlush).forEach(Shard::flushSoon);
        return appended.timestamp;
    }

    private static long growingBytes(Write write) {
        long rows = write.rows().stream()
                .mapToLong(part -> GrowingSegment.bytesOf(part.batch()))
                .sum();
        return rows + write.deletes().map(DeleteBuffer::bytesOf).orElse(0L);
    }

    private void takeMemory(long bytes) {
        try {
            context.resources().growing().take(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatabaseException(ErrorCode.UNAVAILABLE, "interrupted while waiting for memory", e);
        }
    }
}
