package io.elanus.query;

import io.elanus.engine.SegmentView;
import io.elanus.engine.Snapshot;
import io.elanus.model.Column;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.FieldSchema;
import io.elanus.model.RowSet;
import java.util.Arrays;
import java.util.List;

/** The rows that keys stand for in a snapshot: of those with the same key, the newest. Owned by one thread. */
public final class KeyLookup {
    private static final long NONE = -1;

    private final RowRefs rows;
    private final long[] references;

    private KeyLookup(RowRefs rows, long[] references) {
        this.rows = rows;
        this.references = references;
    }

    /**
     * Looks keys up one by one, which touches no other rows.
     *
     * <p>Requires: nothing is written to the growing segments of the snapshot meanwhile, as in {@link
     * io.elanus.engine.Collection#update}.
     *
     * @param keys INT64 or VARCHAR, as the primary key is
     */
    public static KeyLookup of(Snapshot snapshot, Column keys) {
        RowRefs rows = new RowRefs(snapshot);
        long[] references = new long[keys.rowCount()];
        long[] timestamps = new long[keys.rowCount()];
        Arrays.fill(references, NONE);
        List<SegmentView> views = rows.views();
        for (int i = 0; i < views.size(); i++) {
            SegmentView view = views.get(i);
            RowSet visible = view.visible();
            for (int key = 0; key < references.length; key++) {
                for (int row : view.segment().find(keys, key)) {
                    long timestamp = view.segment().timestamp(row);
                    boolean seen = visible == null || visible.contains(row);
                    long reference = RowRefs.of(i, row);
                    // Rows that one write brought have one timestamp; the last of them counts.
                    boolean newer = references[key] == NONE
                            || timestamp > timestamps[key]
                            || (timestamp == timestamps[key] && reference > references[key]);
                    if (seen && newer) {
                        references[key] = reference;
                        timestamps[key] = timestamp;
                    }
                }
            }
        }
        return new KeyLookup(rows, references);
    }

    /** Whether there is a row with the key of this number. */
    public boolean found(int key) {
        return references[key] != NONE;
    }

    /** Whether there is a row with every key. */
    public boolean foundAll() {
        return Arrays.stream(references).allMatch(reference -> reference != NONE);
    }

    /** One field of the rows, in the order of the keys, copied to the heap; null where no row was found. */
    public Column gather(FieldSchema field) {
        ColumnBuilder builder = ColumnBuilder.of(field);
        for (long reference : references) {
            if (reference == NONE) {
                builder.addNull();
            } else {
                builder.addRow(rows.column(field.id(), reference), rows.rowInBlock(reference));
            }
        }
        return builder.build();
    }
}
