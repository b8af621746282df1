package io.elanus.query;

import io.elanus.engine.SegmentView;
import io.elanus.engine.Snapshot;
import io.elanus.index.AllowedRows;
import io.elanus.index.ExactScan;
import io.elanus.index.ListScan;
import io.elanus.index.NearestRows;
import io.elanus.index.QueryVector;
import io.elanus.index.SearchableRows;
import io.elanus.index.VectorIndex;
import io.elanus.index.VectorQuery;
import io.elanus.model.ArrayElements;
import io.elanus.model.Column;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.DataType;
import io.elanus.model.ReadStatistics;
import io.elanus.model.RowSet;
import io.elanus.segment.PrimaryKeys;
import io.elanus.segment.RowBlock;
import io.elanus.segment.SealedSegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The nearest rows of a snapshot for each of several vectors.
 *
 * <p>Per segment, rows that the read sees and the filter keeps are counted once; then each vector goes to the index of the
 * segment, or over its rows where there is none. Hits merge by distance, then by key; of rows with the same key only the
 * nearest counts. The promise: if k keys match, k hits come back. Where elements of arrays are searched, a hit is an element
 * of a row, and the same holds for the elements of each key.
 */
final class VectorSearch {
    /** Below this many distances the caller's thread is as fast as handing out work. */
    private static final long DISTANCES_ALONE_MAX = 200_000;

    /** A multiple of 64. An array has thousands of elements at most, so that those of so many rows can be numbered. */
    private static final int ARRAY_ROWS = 65_536;

    /** About as many distances a walk through a graph takes. */
    private static final int GRAPH_ROWS_TYPICAL = 4_096;

    private final Snapshot snapshot;
    private final SearchPlan plan;
    private final SegmentSkipping skipping;
    private final List<Target> targets = new ArrayList<>();
    private long rowsToScan;

    /**
     * Rows that are searched in one go.
     *
     * @param firstRow offset in its segment of the first row
     * @param elements set if the index is over the elements of the rows
     */
    private record Target(
            int view, int firstRow, VectorIndex index, AllowedRows allowed, Optional<ArrayElements> elements) {
        /** @param found number of a row, or of an element */
        Hit hit(float distance, int found) {
            if (elements.isEmpty()) {
                return new Hit(distance, RowRefs.of(view, firstRow + found), 0);
            }
            int row = elements.get().row(found);
            return new Hit(
                    distance,
                    RowRefs.of(view, firstRow + row),
                    found - elements.get().start(row));
        }
    }

    /**
     * One row that was found.
     *
     * @param element the place of the element that was found, if elements are searched
     */
    record Hit(float distance, long reference, int element) {}

    VectorSearch(Snapshot snapshot, SearchPlan plan) {
        this.snapshot = snapshot;
        this.plan = plan;
        List<SegmentView> views = snapshot.segments();
        this.skipping = new SegmentSkipping(views, plan.filter());
        for (int i = 0; i < views.size(); i++) {
            if (!skipping.skips(i)) {
                addTargets(i, views.get(i));
            }
        }
    }

    ReadStatistics statistics() {
        return skipping.statistics();
    }

    private void addTargets(int viewNumber, SegmentView view) {
        if (plan.field().type() == DataType.ARRAY_OF_VECTOR) {
            addArrays(viewNumber, view);
            return;
        }
        if (view.segment() instanceof SealedSegment sealed) {
            addSealed(viewNumber, view, sealed);
            return;
        }
        RowSet matching = RowMatcher.matching(view, plan.filter());
        for (RowBlock block : view.blocks()) {
            Column vectors = block.column(plan.field().id());
            AllowedRows allowed = allowed(AllowedRows.of(matching.slice(block.firstRow(), block.rowCount())), vectors);
            add(viewNumber, block.firstRow(), Optional.empty(), vectors, allowed);
        }
    }

    /** Arrays are searched by their elements, which are numbered for some rows at a time. */
    private void addArrays(int viewNumber, SegmentView view) {
        RowSet matching = RowMatcher.matching(view, plan.filter());
        for (RowBlock block : view.blocks()) {
            for (int from = 0; from < block.rowCount(); from += ARRAY_ROWS) {
                int firstRow = block.firstRow() + from;
                RowSet rows = matching.slice(firstRow, Math.min(ARRAY_ROWS, block.rowCount() - from));
                if (!rows.isEmpty()) {
                    targets.add(arrays(viewNumber, block, from, rows));
                }
            }
        }
    }

    private Target arrays(int view, RowBlock block, int from, RowSet rows) {
        BytesColumn arrays = (BytesColumn) block.column(plan.field().id());
        ArrayElements elements = ArrayElements.of(plan.field(), arrays, from, rows.rowCount());
        SearchableRows vectors = SearchableRows.of(elements.column(plan.field(), arrays, rows));
        rowsToScan += vectors.rowCount();
        int firstRow = block.firstRow() + from;
        if (plan.metric().comparesLists()) {
            VectorIndex scan = new ListScan(vectors, elements, plan.metric());
            RowSet filled = rows.and(elements.rowsWith(elements.of(rows), 1, Long.MAX_VALUE));
            return new Target(view, firstRow, scan, AllowedRows.of(filled), Optional.empty());
        }
        RowSet allowed = plan.filter()
                .elements()
                .map(filter -> filter.match(block, elements, rows))
                .orElseGet(() -> elements.of(rows));
        VectorIndex scan = new ExactScan(vectors, plan.metric());
        return new Target(view, firstRow, scan, AllowedRows.of(allowed), Optional.of(elements));
    }

    private void addSealed(int viewNumber, SegmentView view, SealedSegment segment) {
        Column vectors = segment.column(plan.field().id());
        RowSet visible = view.visible();
        AllowedRows matching;
        if (!plan.filter().isEverything()) {
            matching = AllowedRows.of(RowMatcher.matching(view, plan.filter()));
        } else {
            matching = visible == null ? segment.allRows() : AllowedRows.of(visible);
        }
        AllowedRows allowed = allowed(matching, vectors);
        add(viewNumber, 0, segment.vectorIndex(plan.field().id()), vectors, allowed);
    }

    /** Rows without a vector are found by no search. */
    private static AllowedRows allowed(AllowedRows matching, Column vectors) {
        RowSet nulls = vectors.nulls();
        return nulls == null ? matching : AllowedRows.of(matching.rows().copy().andNot(nulls));
    }

    private VectorIndex exact(Column vectors) {
        return new ExactScan(SearchableRows.of(vectors), plan.metric());
    }

    private void add(int view, int firstRow, Optional<VectorIndex> index, Column vectors, AllowedRows allowed) {
        if (allowed.count() > 0) {
            targets.add(new Target(view, firstRow, index.orElseGet(() -> exact(vectors)), allowed, Optional.empty()));
            rowsToScan += index.isPresent() ? Math.min(allowed.count(), GRAPH_ROWS_TYPICAL) : allowed.count();
        }
    }

    /** The hits of each query, nearest first, at most k. */
    List<List<Hit>> run(Executor executor, int threads) {
        int queryCount = plan.queries().count();
        int parts = rowsToScan * queryCount < DISTANCES_ALONE_MAX ? 1 : Math.min(threads, queryCount);
        List<CompletableFuture<List<List<Hit>>>> running = new ArrayList<>();
        for (int part = 1; part < parts; part++) {
            int from = (int) ((long) queryCount * part / parts);
            int to = (int) ((long) queryCount * (part + 1) / parts);
            running.add(CompletableFuture.supplyAsync(() -> search(from, to), executor));
        }
        List<List<Hit>> hits = new ArrayList<>(search(0, queryCount / parts));
        running.forEach(part -> hits.addAll(part.join()));
        return hits;
    }

    private List<List<Hit>> search(int from, int to) {
        NearestRows nearest = new NearestRows();
        RowRefs rows = new RowRefs(snapshot);
        List<List<Hit>> hits = new ArrayList<>();
        for (int query = from; query < to; query++) {
            hits.add(search(plan.queries().get(query), nearest, rows));
        }
        return hits;
    }

    private List<Hit> search(QueryVector vector, NearestRows nearest, RowRefs rows) {
        // Rows of one key may fill the k nearest of a segment. Then look further, until k keys are found of which none
        // is
        // farther than what a segment may have left to show, or all rows are seen.
        for (int k = plan.k(); ; k = k > Integer.MAX_VALUE / 4 ? Integer.MAX_VALUE : k * 4) {
            List<Hit> found = new ArrayList<>();
            boolean more = false;
            float seenThrough = Float.POSITIVE_INFINITY;
            for (Target target : targets) {
                int wanted = Math.min(k, target.allowed().count());
                if (wanted == 0) {
                    continue;
                }
                target.index()
                        .search(
                                new VectorQuery(vector, wanted, plan.effort(), target.allowed(), plan.range()),
                                nearest);
                for (int rank = 0; rank < nearest.size(); rank++) {
                    found.add(target.hit(nearest.distance(rank), nearest.row(rank)));
                }
                if (nearest.size() == wanted && wanted < target.allowed().count()) {
                    more = true;
                    seenThrough = Math.min(seenThrough, nearest.distance(wanted - 1));
                }
            }
            found.sort((left, right) -> compare(left, right, rows));
            List<Hit> distinct = distinct(found, rows);
            if (!more || (distinct.size() == plan.k() && distinct.getLast().distance <= seenThrough)) {
                return distinct;
            }
        }
    }

    private int compare(Hit left, Hit right, RowRefs rows) {
        int order = Float.compare(left.distance, right.distance);
        if (order != 0) {
            return order;
        }
        long keyField = snapshot.schema().primaryKey().id();
        int byKey = PrimaryKeys.compare(
                rows.column(keyField, left.reference),
                rows.rowInBlock(left.reference),
                rows.column(keyField, right.reference),
                rows.rowInBlock(right.reference));
        return byKey != 0 ? byKey : Integer.compare(left.element, right.element);
    }

    private List<Hit> distinct(List<Hit> sorted, RowRefs rows) {
        Set<Object> seen = new HashSet<>();
        List<Hit> distinct = new ArrayList<>();
        for (Hit hit : sorted) {
            if (distinct.size() == plan.k()) {
                break;
            }
            if (seen.add(new Found(key(rows, hit.reference), hit.element))) {
                distinct.add(hit);
            }
        }
        return distinct;
    }

    /** Of which there is one hit. */
    private record Found(Object key, int element) {}

    private Object key(RowRefs rows, long reference) {
        Column keys = rows.column(snapshot.schema().primaryKey().id(), reference);
        int row = rows.rowInBlock(reference);
        return keys instanceof LongColumn longs ? longs.get(row) : ((BytesColumn) keys).string(row);
    }
}
