package io.elanus.engine;

import io.elanus.model.RowSet;
import io.elanus.segment.ExpiryCutoff;
import io.elanus.segment.GrowingSegment;
import io.elanus.segment.RowBlock;
import io.elanus.segment.Segment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One segment as a read at a timestamp sees it.
 *
 * @param rowCount the rows to look at: later ones came after the timestamp
 * @param cutoff what has expired for the read
 */
public record SegmentView(Segment segment, int rowCount, long timestamp, ExpiryCutoff cutoff) {
    public boolean growing() {
        return segment instanceof GrowingSegment;
    }

    /** The rows, in order, in pieces that each lie in one place. */
    public List<RowBlock> blocks() {
        return segment.blocks(rowCount);
    }

    /** The rows that the read sees, or null if it sees all {@code rowCount} of them. Shared: copy before changing. */
    public @Nullable RowSet visible() {
        return segment.visibleAt(timestamp, rowCount, cutoff);
    }
}
