package io.elanus.query;

import io.elanus.engine.SegmentView;
import io.elanus.engine.Snapshot;
import io.elanus.expr.Filter;
import io.elanus.expr.KeySelection;
import io.elanus.model.Column;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.DataType;
import io.elanus.model.DatabaseException;
import io.elanus.model.FieldSchema;
import io.elanus.model.OutputColumn;
import io.elanus.model.QueryRequest;
import io.elanus.model.QueryResult;
import io.elanus.model.RowSet;
import io.elanus.segment.SealedSegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Answers queries over snapshots. Rows come in the order of their keys; of rows with the same key only the newest comes.
 * {@code count(*)} counts all of them.
 */
public final class Querier {
    public static final String COUNT = "count(*)";

    private Querier() {}

    public static boolean isCount(QueryRequest request) {
        return request.outputFields().size() == 1
                && request.outputFields().get(0).strip().equalsIgnoreCase(COUNT);
    }

    public static QueryResult query(Snapshot snapshot, QueryRequest request, Filter filter) {
        if (isCount(request)) {
            return count(snapshot, filter);
        }
        OutputFields outputs =
                OutputFields.resolve(snapshot.schema(), request.outputFields()).withPrimaryKey(snapshot.schema());
        RowRefs rows = new RowRefs(snapshot);
        SegmentSkipping skipping = new SegmentSkipping(rows.views(), filter);
        RowPage page = page(snapshot, rows, request, filter, skipping);
        return new QueryResult(
                snapshot.schema().primaryKey(),
                outputs.fetch(rows, page.references(), "query"),
                page.places(),
                outputs.names(),
                snapshot.timestamp(),
                skipping.statistics());
    }

    private static long matchCount(List<SegmentView> views, Filter filter, SegmentSkipping skipping) {
        long count = 0;
        for (int i = 0; i < views.size(); i++) {
            SegmentView view = views.get(i);
            if (skipping.skips(i)) {
                continue;
            }
            if (filter.isEverything()) {
                RowSet visible = view.visible();
                count += visible == null ? view.rowCount() : visible.cardinality();
            } else {
                count += matching(view, filter, false).count();
            }
        }
        return count;
    }

    /** The keys of all rows that match, one a row, as INT64 or VARCHAR. */
    public static Column matchingKeys(Snapshot snapshot, Filter filter) {
        RowRefs rows = new RowRefs(snapshot);
        SegmentSkipping skipping = new SegmentSkipping(rows.views(), filter);
        return rows.gather(snapshot.schema().primaryKey(), references(rows, filter, skipping));
    }

    private static QueryResult count(Snapshot snapshot, Filter filter) {
        FieldSchema field = FieldSchema.builder(COUNT, DataType.INT64).build();
        List<SegmentView> views = snapshot.segments();
        SegmentSkipping skipping = new SegmentSkipping(views, filter);
        Column count = LongColumn.of(matchCount(views, filter, skipping));
        return new QueryResult(
                snapshot.schema().primaryKey(),
                List.of(new OutputColumn(field, count)),
                Optional.empty(),
                List.of(COUNT),
                snapshot.timestamp(),
                skipping.statistics());
    }

    private static MatchedRows matching(SegmentView view, Filter filter, boolean skipped) {
        if (skipped) {
            return MatchedRows.NONE;
        }
        Optional<KeySelection> keys = filter.primaryKeys();
        if (keys.isPresent() && view.segment() instanceof SealedSegment sealed) {
            return byKeys(view, sealed, keys.get());
        }
        return new MatchedRows.InSet(RowMatcher.matching(view, filter));
    }

    /** Sealed rows are sorted by key, so named keys are found without a scan, and in the order of the rows. */
    private static MatchedRows byKeys(SegmentView view, SealedSegment segment, KeySelection keys) {
        RowSet visible = view.visible();
        Column column = keys.column();
        IntStream.Builder found = IntStream.builder();
        for (int i = 0; i < column.rowCount(); i++) {
            for (int row : segment.find(column, i)) {
                if (visible == null || visible.contains(row)) {
                    found.add(row);
                }
            }
        }
        return new MatchedRows.Listed(found.build().toArray());
    }

    private static long[] references(RowRefs rows, Filter filter, SegmentSkipping skipping) {
        long[] references = new long[16];
        int count = 0;
        List<SegmentView> views = rows.views();
        for (int i = 0; i < views.size(); i++) {
            MatchedRows matching = matching(views.get(i), filter, skipping.skips(i));
            for (int row = matching.next(0); row >= 0; row = matching.next(row + 1)) {
                if (count == references.length) {
                    references = Arrays.copyOf(references, count * 2);
                }
                references[count++] = RowRefs.of(i, row);
            }
        }
        return Arrays.copyOf(references, count);
    }

    /** The rows between offset and offset + limit; where the filter chooses elements, offset and limit count those. */
    private static RowPage page(
            Snapshot snapshot, RowRefs rows, QueryRequest request, Filter filter, SegmentSkipping skipping) {
        List<MatchedRows> matching = new ArrayList<>();
        for (int i = 0; i < rows.views().size(); i++) {
            matching.add(matching(rows.views().get(i), filter, skipping.skips(i)));
        }
        KeyOrder order =
                new KeyOrder(rows, matching, snapshot.schema().primaryKey().id());
        long from = request.offset();
        long to = request.limit().isPresent() ? from + request.limit().getAsLong() : Long.MAX_VALUE;
        Optional<MatchingElements> chosen =
                filter.elements().map(elements -> new MatchingElements(rows, sets(rows, matching), elements));
        RowPage page = new RowPage(from, to, chosen.isPresent());
        long before = -1;
        for (long reference = order.next(); reference >= 0 && !page.isOver(); reference = order.next()) {
            boolean newest = before < 0 || !order.sameKey(before, reference);
            if (newest && chosen.isPresent()) {
                page.addElements(reference, later(chosen.get().of(reference), request, rows, reference));
            } else if (newest) {
                page.addRow(reference);
            }
            before = reference;
        }
        return page;
    }

    /** Without the elements that the pages before have brought. */
    private static int[] later(int[] places, QueryRequest request, RowRefs rows, long reference) {
        Optional<QueryRequest.LastElement> last =
                request.after().filter(after -> after.key().equals(rows.keyText(reference)));
        return last.isEmpty()
                ? places
                : Arrays.stream(places)
                        .filter(place -> place > last.get().place())
                        .toArray();
    }

    private static List<RowSet> sets(RowRefs rows, List<MatchedRows> matching) {
        List<RowSet> sets = new ArrayList<>();
        for (int i = 0; i < matching.size(); i++) {
            sets.add(matching.get(i).set(rows.views().get(i).rowCount()));
        }
        return sets;
    }

    /** Refuses a page that goes too deep. */
    public static void checkWindow(QueryRequest request, int windowMax) {
        if (request.iterator() || request.limit().isEmpty()) {
            return;
        }
        long depth = request.offset() + request.limit().getAsLong();
        if (depth > windowMax) {
            throw DatabaseException.invalid("invalid max query result window, (offset+limit) should be in range [1, "
                    + windowMax + "], but got " + depth);
        }
    }
}
