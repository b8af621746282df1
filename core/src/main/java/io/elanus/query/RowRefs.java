package io.elanus.query;

import io.elanus.engine.SegmentView;
import io.elanus.engine.Snapshot;
import io.elanus.model.Column;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.FieldSchema;
import io.elanus.segment.RowBlock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows of a snapshot by reference: the number of the segment's view above 32 bits of row offset. Fetches columns for them
 * last, when it is known which rows survive. Owned by one thread.
 */
final class RowRefs {
    private final List<SegmentView> views;
    private final List<List<RowBlock>> blocks = new ArrayList<>();
    private final Map<Long, Column[][]> columns = new HashMap<>();

    RowRefs(Snapshot snapshot) {
        this.views = snapshot.segments();
        views.forEach(view -> blocks.add(view.blocks()));
    }

    static long of(int view, int row) {
        return (long) view << 32 | row;
    }

    static int view(long reference) {
        return (int) (reference >>> 32);
    }

    static int row(long reference) {
        return (int) reference;
    }

    List<SegmentView> views() {
        return views;
    }

    List<RowBlock> blocks(int view) {
        return blocks.get(view);
    }

    /** One field of the rows referred to, in their order, copied to the heap. */
    Column gather(FieldSchema field, long[] references) {
        ColumnBuilder builder = ColumnBuilder.of(field);
        for (long reference : references) {
            builder.addRow(column(field.id(), reference), rowInBlock(reference));
        }
        return builder.build();
    }

    /** The bytes that {@link #gather} would copy. */
    long byteSize(FieldSchema field, long[] references) {
        int width = ColumnBuilder.width(field.type(), field.dim());
        if (width > 0) {
            return (long) width * references.length;
        }
        long bytes = 0;
        for (long reference : references) {
            bytes += ((BytesColumn) column(field.id(), reference)).length(rowInBlock(reference));
        }
        return bytes;
    }

    /** The piece of a column that holds the row, to be read at {@link #rowInBlock}. */
    Column column(long fieldId, long reference) {
        int view = view(reference);
        Column[][] pieces = columns.computeIfAbsent(fieldId, id -> new Column[views.size()][]);
        if (pieces[view] == null) {
            pieces[view] = new Column[blocks.get(view).size()];
        }
        int block = row(reference) / blockRows(view);
        Column piece = pieces[view][block];
        if (piece == null) {
            piece = blocks.get(view).get(block).column(fieldId);
            pieces[view][block] = piece;
        }
        return piece;
    }

    /** The block that holds the row. */
    RowBlock block(long reference) {
        int view = view(reference);
        return blocks.get(view).get(row(reference) / blockRows(view));
    }

    int rowInBlock(long reference) {
        return row(reference) % blockRows(view(reference));
    }

    /** All blocks of a segment but the last have as many rows as the first. */
    private int blockRows(int view) {
        return blocks.get(view).get(0).rowCount();
    }
}
