package io.elanus.index;

import java.util.Arrays;

/**
 * Rows sorted into lists.
 *
 * @param starts int[listCount + 1]: the rows of list i stand at places {@code starts[i]} to {@code starts[i + 1] - 1}
 * @param rows int[all rows]: ascending within a list
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; as long as the rows are many.
record RowLists(int[] starts, int[] rows) {
    /** @param listOfRow int[all rows]: the list of each, from 0 to {@code listCount - 1} */
    static RowLists of(int[] listOfRow, int listCount) {
        int[] starts = new int[listCount + 1];
        for (int list : listOfRow) {
            starts[list + 1]++;
        }
        for (int list = 0; list < listCount; list++) {
            starts[list + 1] += starts[list];
        }
        int[] places = Arrays.copyOf(starts, listCount);
        int[] rows = new int[listOfRow.length];
        for (int row = 0; row < rows.length; row++) {
            rows[places[listOfRow[row]]++] = row;
        }
        return new RowLists(starts, rows);
    }

    int listCount() {
        return starts.length - 1;
    }

    boolean isEmpty(int list) {
        return starts[list] == starts[list + 1];
    }
}
