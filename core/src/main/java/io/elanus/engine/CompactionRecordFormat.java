package io.elanus.engine;

import io.elanus.durable.ByteReader;
import io.elanus.durable.ByteWriter;
import io.elanus.engine.CompactionRecord.PlanRecord;
import io.elanus.model.CompactionPlan;
import io.elanus.model.CompactionPlan.Estimate;
import io.elanus.model.CompactionPlan.Reason;
import io.elanus.model.CompactionRequest.Clustering;
import io.elanus.model.CompactionRequest.ForceMerge;
import io.elanus.model.CompactionRequest.Kind;
import io.elanus.model.CompactionRequest.LevelZero;
import io.elanus.model.CompactionRequest.Mix;
import io.elanus.model.CompactionStatus.Figures;
import io.elanus.model.CompactionStatus.PlanState;
import io.elanus.model.CompactionStatus.Times;
import java.time.Instant;

/**
 * Compaction jobs in the meta store, format version {@value #VERSION}: one entry for the job, and one for each plan of it, so
 * that a job of many plans is not written anew whenever one of them ends. With {@link ByteWriter}:
 *
 * <pre>
 * job    version: varint, collectionId: long, planCount: varint
 * plan   version: varint, shard: varint, partitionId: long, kind: tag (with targetSizeBytes: varint if it is ForceMerge),
 *        reason: tag, sources: list of long, outputBytesMax: varint, estimate: 5 longs, state: tag, targetIds: list of long,
 *        figures: 5 longs, planned: long, begun, ended: optional long (milliseconds since 1970), failure: optional string
 * </pre>
 */
final class CompactionRecordFormat {
    static final int VERSION = 2;

    private CompactionRecordFormat() {}

    /** What a job's own entry says. */
    record Head(long collectionId, int planCount) {}

    static byte[] encodeHead(CompactionRecord job) {
        return new ByteWriter()
                .writeVarint(VERSION)
                .writeLong(job.collectionId())
                .writeVarint(job.plans().size())
                .toBytes();
    }

    static Head decodeHead(String key, byte[] value) {
        ByteReader in = new ByteReader(key, value);
        in.readVarint(VERSION);
        return new Head(in.readLong(), in.readVarint(Integer.MAX_VALUE));
    }

    static byte[] encodePlan(PlanRecord record) {
        ByteWriter out = new ByteWriter().writeVarint(VERSION);
        CompactionPlan plan = record.plan();
        out.writeVarint(plan.shard()).writeLong(plan.partitionId());
        writeKind(out, plan.kind());
        Estimate estimate = plan.estimate();
        Figures figures = record.figures();
        return out.writeByte(plan.reason().ordinal())
                .writeList(plan.sources(), ByteWriter::writeLong)
                .writeVarint(plan.outputBytesMax())
                .writeLong(estimate.rowsIn())
                .writeLong(estimate.rowsDropped())
                .writeLong(estimate.bytesRead())
                .writeLong(estimate.bytesWritten())
                .writeLong(estimate.bytesFreed())
                .writeByte(record.state().ordinal())
                .writeList(record.targetIds(), ByteWriter::writeLong)
                .writeLong(figures.rowsIn())
                .writeLong(figures.rowsDropped())
                .writeLong(figures.bytesRead())
                .writeLong(figures.bytesWritten())
                .writeLong(figures.bytesFreed())
                .writeLong(record.times().planned().toEpochMilli())
                .writeOptional(record.times().begun(), (o, time) -> o.writeLong(time.toEpochMilli()))
                .writeOptional(record.times().ended(), (o, time) -> o.writeLong(time.toEpochMilli()))
                .writeOptional(record.failure(), ByteWriter::writeString)
                .toBytes();
    }

    private static void writeKind(ByteWriter out, Kind kind) {
        switch (kind) {
            case Mix mix -> out.writeByte(0);
            case LevelZero levelZero -> out.writeByte(1);
            case Clustering clustering -> out.writeByte(2);
            case ForceMerge merge -> out.writeByte(3).writeVarint(merge.targetSizeBytes());
        }
    }

    private static Kind readKind(ByteReader in) {
        return switch (in.readTag(3)) {
            case 0 -> new Mix();
            case 1 -> new LevelZero();
            case 2 -> new Clustering();
            default -> new ForceMerge(in.readVarint());
        };
    }

    static PlanRecord decodePlan(String key, byte[] value) {
        ByteReader in = new ByteReader(key, value);
        in.readVarint(VERSION);
        CompactionPlan plan = new CompactionPlan(
                in.readVarint(Integer.MAX_VALUE),
                in.readLong(),
                readKind(in),
                Reason.values()[in.readTag(Reason.values().length - 1)],
                in.readList(ByteReader::readLong),
                in.readVarint(),
                new Estimate(in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong()));
        return new PlanRecord(
                plan,
                PlanState.values()[in.readTag(PlanState.values().length - 1)],
                in.readList(ByteReader::readLong),
                new Figures(in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong()),
                new Times(
                        Instant.ofEpochMilli(in.readLong()),
                        in.readOptional(i -> Instant.ofEpochMilli(i.readLong())),
                        in.readOptional(i -> Instant.ofEpochMilli(i.readLong()))),
                in.readOptional(ByteReader::readString));
    }
}
