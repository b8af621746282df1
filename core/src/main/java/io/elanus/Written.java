package io.elanus;

import io.elanus.model.Column.BytesColumn;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.WriteResult;
import java.util.ArrayList;
import java.util.List;

/** What an insert or upsert did. */
public final class Written {
    private final WriteResult result;

    Written(WriteResult result) {
        this.result = result;
    }

    public long rowCount() {
        return result.rowCount();
    }

    /**
     * The keys of the rows in their order, given or made up.
     *
     * @throws IllegalStateException if they are texts
     */
    public long[] ids() {
        if (!(result.ids() instanceof LongColumn longs)) {
            throw new IllegalStateException("keys are texts; call textIds()");
        }
        long[] ids = new long[longs.rowCount()];
        for (int row = 0; row < ids.length; row++) {
            ids[row] = longs.get(row);
        }
        return ids;
    }

    /**
     * The keys of the rows in their order, given or made up.
     *
     * @throws IllegalStateException if they are numbers
     */
    public List<String> textIds() {
        if (!(result.ids() instanceof BytesColumn texts)) {
            throw new IllegalStateException("keys are numbers; call ids()");
        }
        List<String> ids = new ArrayList<>();
        for (int row = 0; row < texts.rowCount(); row++) {
            ids.add(texts.string(row));
        }
        return ids;
    }
}
