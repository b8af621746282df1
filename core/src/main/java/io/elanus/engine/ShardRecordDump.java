package io.elanus.engine;

import io.elanus.durable.MappedObject;
import io.elanus.engine.ShardRecord.Deletes;
import io.elanus.engine.ShardRecord.Fence;
import io.elanus.engine.ShardRecord.Rows;
import io.elanus.engine.ShardRecord.Seal;
import io.elanus.engine.ShardRecord.Write;
import io.elanus.segment.ColumnText;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/** Prints what goes through the log of a shard: its records, and the deletes that ended in files. */
public final class ShardRecordDump {
    private final int rowsMax;
    private final Consumer<String> out;

    /** @param rowsMax how many rows, keys or entries to print of each list */
    public ShardRecordDump(int rowsMax, Consumer<String> out) {
        this.rowsMax = rowsMax;
        this.out = out;
    }

    /** @throws IllegalArgumentException if it is no record of a shard's log */
    public void printRecord(ByteBuffer payload) {
        switch (ShardRecordFormat.decode(payload)) {
            case Fence fence -> out.accept("  fence: epoch=" + fence.epoch());
            case Seal seal -> out.accept("  seal: epoch=" + seal.epoch());
            case Write write -> {
                out.accept("  write: epoch=" + write.epoch() + ", timestamp=" + write.timestamp());
                write.deletes().ifPresent(this::print);
                write.rows().forEach(this::print);
            }
        }
    }

    /** @throws io.elanus.durable.CorruptFileException if the file is damaged */
    public void printDeletes(MappedObject object) {
        List<DeleteBuffer.Entry> entries = DeleteFiles.read(object);
        int deleteCount = entries.stream()
                .mapToInt(entry -> entry.deletes().keys().rowCount())
                .sum();
        out.accept(
                "deletes: version=" + DeleteFiles.VERSION + ", entries=" + entries.size() + ", deletes=" + deleteCount);
        int printed = Math.min(rowsMax, entries.size());
        for (DeleteBuffer.Entry entry : entries.subList(0, printed)) {
            out.accept("timestamp=" + entry.timestamp());
            print(entry.deletes());
        }
        if (printed < entries.size()) {
            out.accept("... " + (entries.size() - printed) + " more entries");
        }
    }

    private void print(Deletes deletes) {
        String partition =
                deletes.partitionId() == Deletes.ANY_PARTITION ? "any" : Long.toString(deletes.partitionId());
        out.accept(
                "  deletes: partition=" + partition + ", keys=" + deletes.keys().rowCount());
        out.accept("    " + ColumnText.first(deletes.keys(), rowsMax));
    }

    private void print(Rows rows) {
        out.accept("  rows: partition=" + rows.partitionId() + ", count="
                + rows.batch().rowCount());
        rows.batch()
                .columns()
                .forEach(
                        (field, column) -> out.accept("    field " + field + ": " + ColumnText.first(column, rowsMax)));
    }
}
