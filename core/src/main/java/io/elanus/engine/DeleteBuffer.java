package io.elanus.engine;

import io.elanus.engine.ShardRecord.Deletes;
import io.elanus.model.Column;
import io.elanus.segment.PrimaryKeys;
import java.util.ArrayList;
import java.util.List;

/** Deletes that are in the log and not yet in a file, in the order of their timestamps. Requires: the shard's state lock. */
final class DeleteBuffer {
    /** About what an entry takes on the heap beside its keys. */
    private static final int ENTRY_BYTES = 256;

    private final List<Entry> entries = new ArrayList<>();
    private int deleteCount;
    private long byteSize;

    /** Keys that were deleted at one timestamp. */
    record Entry(long timestamp, Deletes deletes) {}

    /** Keeps a copy of the keys: they are views of a log record, which may hold many rows beside them. */
    void add(long timestamp, Deletes deletes) {
        Column keys = copied(deletes.keys());
        entries.add(new Entry(timestamp, new Deletes(deletes.partitionId(), keys)));
        deleteCount += deletes.keys().rowCount();
        byteSize += bytesOf(deletes);
    }

    /** About the bytes that the deletes take here. */
    static long bytesOf(Deletes deletes) {
        return ENTRY_BYTES + ColumnCodec.byteSize(deletes.keys());
    }

    /** Keys on the heap. */
    static Column copied(Column keys) {
        return PrimaryKeys.builderLike(keys).addRows(keys, 0, keys.rowCount()).build();
    }

    List<Entry> entries() {
        return List.copyOf(entries);
    }

    int deleteCount() {
        return deleteCount;
    }

    long byteSize() {
        return byteSize;
    }
}
