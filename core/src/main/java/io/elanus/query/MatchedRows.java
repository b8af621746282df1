package io.elanus.query;

import io.elanus.model.RowSet;
import java.util.Arrays;

/** The rows of one segment that a read keeps. A few named ones among millions are listed: a bit for each would cost more. */
sealed interface MatchedRows {
    MatchedRows NONE = new Listed(new int[0]);

    int count();

    /** The first of the rows at or after {@code from}, or -1 if there is none. */
    int next(int from);

    /** The same rows as a set over the rows of the segment. */
    default RowSet set(int rowCount) {
        RowSet set = RowSet.none(rowCount);
        for (int row = next(0); row >= 0; row = next(row + 1)) {
            set.add(row);
        }
        return set;
    }

    record InSet(RowSet rows) implements MatchedRows {
        @Override
        public int count() {
            return rows.cardinality();
        }

        @Override
        public int next(int from) {
            return rows.next(from);
        }
    }

    /** @param rows ascending */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Listed(int[] rows) implements MatchedRows {
        @Override
        public int count() {
            return rows.length;
        }

        @Override
        public int next(int from) {
            int at = Arrays.binarySearch(rows, from);
            int index = at < 0 ? -at - 1 : at;
            return index < rows.length ? rows[index] : -1;
        }
    }
}
