package io.elanus.engine;

import io.elanus.model.CollectionSchema;
import io.elanus.segment.DamagedSegment;
import io.elanus.segment.ExpiryCutoff;
import io.elanus.segment.Segment;
import io.elanus.segment.SegmentSet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/**
 * What one read sees: the segments of every shard, held, and the rows in them up to a timestamp that have not
 * expired. What happens afterwards (writes, deletes, compaction, a drop, the passing of time) does not change it. Closing lets the segments go.
 */
public final class Snapshot implements AutoCloseable {
    private final CollectionSchema schema;
    private final long timestamp;
    private final List<SegmentSet> held;
    private final List<SegmentView> segments = new ArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * @param held one a shard; belongs to the snapshot from now on
     * @param cutoff what has expired now, also if the timestamp is an older one
     * @param chosen the segments to look at
     * @throws io.elanus.model.DatabaseException if one of them is out of service
     */
    Snapshot(
            CollectionSchema schema,
            long timestamp,
            List<SegmentSet> held,
            ExpiryCutoff cutoff,
            Predicate<Segment> chosen) {
        this.schema = schema;
        this.timestamp = timestamp;
        this.held = List.copyOf(held);
        for (SegmentSet set : held) {
            for (Segment segment : set.segments()) {
                int rowCount = chosen.test(segment) ? segment.rowCountAt(timestamp) : 0;
                if (rowCount > 0 && segment instanceof DamagedSegment damaged) {
                    throw damaged.unreadable();
                }
                if (rowCount > 0) {
                    segments.add(new SegmentView(segment, rowCount, timestamp, cutoff));
                }
            }
        }
    }

    public CollectionSchema schema() {
        return schema;
    }

    public long timestamp() {
        return timestamp;
    }

    /** The segments of every shard, held as long as this is open. */
    List<SegmentSet> held() {
        return held;
    }

    /** @throws IllegalStateException after closing */
    public List<SegmentView> segments() {
        if (closed.get()) {
            throw new IllegalStateException("snapshot is closed: timestamp=" + timestamp);
        }
        return List.copyOf(segments);
    }

    /** Idempotent. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            held.forEach(SegmentSet::letGo);
        }
    }
}
