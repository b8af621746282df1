package io.elanus.segment;

import java.util.List;

/** The segments of a shard at one moment. Immutable; a reader holds it, and so all of its segments, while it reads. */
public final class SegmentSet extends Counted {
    private final List<Segment> segments;

    public SegmentSet(List<Segment> segments) {
        this.segments = List.copyOf(segments);
        this.segments.forEach(Segment::hold);
    }

    public List<Segment> segments() {
        return segments;
    }

    @Override
    protected void close() {
        segments.forEach(Segment::letGo);
    }
}
