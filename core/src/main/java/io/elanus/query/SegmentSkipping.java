package io.elanus.query;

import io.elanus.engine.SegmentView;
import io.elanus.expr.Filter;
import io.elanus.model.ReadStatistics;
import io.elanus.model.RowSet;
import io.elanus.segment.SealedSegment;
import java.util.List;

/**
 * Passes over the segments of a snapshot in which a filter can match no row, before any of their columns is touched. What
 * grows has no ranges and is always looked at.
 */
final class SegmentSkipping {
    private final RowSet skipped;
    private final ReadStatistics statistics;

    SegmentSkipping(List<SegmentView> views, Filter filter) {
        skipped = RowSet.none(views.size());
        long rowsSkipped = 0;
        long rowsVisited = 0;
        for (int i = 0; i < views.size(); i++) {
            SegmentView view = views.get(i);
            if (view.segment() instanceof SealedSegment sealed && !sealed.mayMatch(filter)) {
                skipped.add(i);
                rowsSkipped += view.rowCount();
            } else {
                rowsVisited += view.rowCount();
            }
        }
        int count = skipped.cardinality();
        statistics = new ReadStatistics(views.size() - count, count, rowsVisited, rowsSkipped);
    }

    /** @param view a place in the list of views */
    boolean skips(int view) {
        return skipped.contains(view);
    }

    ReadStatistics statistics() {
        return statistics;
    }
}
