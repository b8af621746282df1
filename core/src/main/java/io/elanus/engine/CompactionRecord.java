package io.elanus.engine;

import io.elanus.durable.ByteReader;
import io.elanus.durable.ByteWriter;
import io.elanus.model.CompactionStatus;
import io.elanus.model.CompactionStatus.PlanState;
import io.elanus.model.CompactionStatus.PlanStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A compaction job as it is remembered, across restarts too. Immutable; in the meta store, with {@link ByteWriter}:
 *
 * <pre>
 * job   version: varint, jobId: long, collectionId: long, plans: list
 * plan  shard: varint, sources: list of long, targetId: long, state: tag, rowsIn, rowsDropped, bytesIn, bytesOut: varint,
 *       failure: optional string
 * </pre>
 */
record CompactionRecord(long jobId, long collectionId, List<PlanRecord> plans) {
    static final int VERSION = 1;

    CompactionRecord {
        plans = List.copyOf(plans);
    }

    /**
     * One plan.
     *
     * @param targetId given before the plan runs, so that after a crash the manifest tells whether it came to its end
     */
    record PlanRecord(
            int shard,
            List<Long> sources,
            long targetId,
            PlanState state,
            long rowsIn,
            long rowsDropped,
            long bytesIn,
            long bytesOut,
            Optional<String> failure) {
        PlanRecord {
            sources = List.copyOf(sources);
        }

        PlanRecord completed(long dropped, long written) {
            return new PlanRecord(
                    shard, sources, targetId, PlanState.COMPLETED, rowsIn, dropped, bytesIn, written, Optional.empty());
        }

        PlanRecord failed(String why) {
            return new PlanRecord(shard, sources, targetId, PlanState.FAILED, rowsIn, 0, bytesIn, 0, Optional.of(why));
        }

        PlanStatus status() {
            Optional<Long> target = state == PlanState.COMPLETED ? Optional.of(targetId) : Optional.empty();
            return new PlanStatus(state, sources, target, rowsIn, rowsDropped, bytesIn, bytesOut, failure);
        }
    }

    CompactionRecord with(int index, PlanRecord plan) {
        List<PlanRecord> changed = new ArrayList<>(plans);
        changed.set(index, plan);
        return new CompactionRecord(jobId, collectionId, changed);
    }

    CompactionStatus status() {
        return new CompactionStatus(
                jobId, plans.stream().map(PlanRecord::status).toList());
    }

    byte[] encode() {
        return new ByteWriter()
                .writeVarint(VERSION)
                .writeLong(jobId)
                .writeLong(collectionId)
                .writeList(
                        plans,
                        (out, plan) -> out.writeVarint(plan.shard)
                                .writeList(plan.sources, ByteWriter::writeLong)
                                .writeLong(plan.targetId)
                                .writeByte(plan.state.ordinal())
                                .writeVarint(plan.rowsIn)
                                .writeVarint(plan.rowsDropped)
                                .writeVarint(plan.bytesIn)
                                .writeVarint(plan.bytesOut)
                                .writeOptional(plan.failure, ByteWriter::writeString))
                .toBytes();
    }

    static CompactionRecord decode(String key, byte[] value) {
        ByteReader in = new ByteReader(key, value);
        in.readVarint(VERSION);
        return new CompactionRecord(
                in.readLong(),
                in.readLong(),
                in.readList(i -> new PlanRecord(
                        i.readVarint(Integer.MAX_VALUE),
                        i.readList(ByteReader::readLong),
                        i.readLong(),
                        PlanState.values()[i.readTag(PlanState.values().length - 1)],
                        i.readVarint(),
                        i.readVarint(),
                        i.readVarint(),
                        i.readVarint(),
                        i.readOptional(ByteReader::readString))));
    }
}
