package io.elanus.segment;

import io.elanus.model.RowSet;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of one segment died, and when.
 *
 * <p>A row dies of the first delete that is newer than it. Deaths arrive in the order of their timestamps, so the deaths
 * that a read at some timestamp sees are a prefix. One thread at a time adds (the owner of the shard's state); any thread
 * reads.
 */
public final class Deaths {
    /** A read copies the cached set and adds what came later; past this many late deaths the cache is made anew. */
    private static final int LATE_MAX = 512;

    private volatile Entries entries;
    private volatile int count;
    private long[] deadWords = new long[0];
    private final AtomicReference<@Nullable Alive> cached = new AtomicReference<>();

    private record Entries(int[] rows, long[] timestamps) {}

    /** The rows alive after the first {@code prefix} deaths. */
    private record Alive(int prefix, RowSet rows) {}

    public Deaths() {
        this(0);
    }

    /** No deaths, and room for some. */
    Deaths(int capacity) {
        this.entries = new Entries(new int[capacity], new long[capacity]);
    }

    public int count() {
        return count;
    }

    /** Requires: the shard's state lock. */
    public boolean contains(int row) {
        return row >>> 6 < deadWords.length && (deadWords[row >>> 6] & (1L << row)) != 0;
    }

    /** Requires: the shard's state lock; the row is alive; no earlier death is newer. */
    public void add(int row, long timestamp) {
        Entries current = entries;
        int at = count;
        if (at == current.rows.length) {
            int capacity = Math.max(16, at * 2);
            current = new Entries(Arrays.copyOf(current.rows, capacity), Arrays.copyOf(current.timestamps, capacity));
        }
        current.rows[at] = row;
        current.timestamps[at] = timestamp;
        if (row >>> 6 >= deadWords.length) {
            deadWords = Arrays.copyOf(deadWords, Math.max(deadWords.length * 2, (row >>> 6) + 1));
        }
        deadWords[row >>> 6] |= 1L << row;
        entries = current;
        count = at + 1;
    }

    /** The row of the i-th death. */
    public int row(int index) {
        return entries.rows[index];
    }

    /** The time of the i-th death. */
    public long timestamp(int index) {
        return entries.timestamps[index];
    }

    /** How many deaths a read at this timestamp sees. */
    public int countAt(long timestamp) {
        int seen = count;
        long[] timestamps = entries.timestamps;
        if (seen == 0 || timestamps[seen - 1] <= timestamp) {
            return seen;
        }
        int low = 0;
        int high = seen;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (timestamps[middle] <= timestamp) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /**
     * The rows below {@code rowCount} that are alive for a read at this timestamp, or null if all are. The set is shared:
     * copy it before changing it.
     */
    public @Nullable RowSet aliveAt(long timestamp, int rowCount) {
        int prefix = countAt(timestamp);
        if (prefix == 0) {
            return null;
        }
        Alive base = cached.get();
        if (base != null && base.prefix == prefix && base.rows.rowCount() == rowCount) {
            return base.rows;
        }
        boolean usable = base != null && base.prefix <= prefix && base.rows.rowCount() == rowCount;
        RowSet rows = usable && base != null ? base.rows.copy() : RowSet.all(rowCount);
        int[] dead = entries.rows;
        for (int i = usable && base != null ? base.prefix : 0; i < prefix; i++) {
            if (dead[i] < rowCount) {
                rows.remove(dead[i]);
            }
        }
        if (base == null || prefix - base.prefix > LATE_MAX || base.rows.rowCount() != rowCount) {
            cached.set(new Alive(prefix, rows));
        }
        return rows;
    }
}
