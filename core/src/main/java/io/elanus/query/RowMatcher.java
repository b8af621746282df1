package io.elanus.query;

import io.elanus.engine.SegmentView;
import io.elanus.expr.FieldIndex;
import io.elanus.expr.Filter;
import io.elanus.model.RowSet;
import io.elanus.segment.RowBlock;
import io.elanus.segment.SealedSegment;
import java.util.List;
import java.util.function.LongFunction;

/** The rows of a segment that a read sees and a filter keeps. */
final class RowMatcher {
    private RowMatcher() {}

    /** A set of its own over the rows of the view. */
    static RowSet matching(SegmentView view, Filter filter) {
        RowSet visible = view.visible();
        if (filter.isEverything()) {
            return visible == null ? RowSet.all(view.rowCount()) : visible.copy();
        }
        LongFunction<List<FieldIndex>> indexes =
                view.segment() instanceof SealedSegment sealed ? sealed::fieldIndexes : _ -> List.of();
        RowSet matching = RowSet.none(view.rowCount());
        for (RowBlock block : view.blocks()) {
            RowSet inBlock = filter.match(block, indexes);
            System.arraycopy(inBlock.words(), 0, matching.words(), block.firstRow() >>> 6, inBlock.words().length);
        }
        return filter.sample(
                visible == null ? matching : matching.and(visible),
                view.segment().id());
    }
}
