package io.elanus.model;

import io.elanus.model.Column.BytesColumn;
import java.util.Arrays;

/**
 * The elements of some neighboring rows of arrays, numbered through from 0: first those of the first row, then those of the
 * next. A null row has none. All parts of a struct array number their elements alike. Immutable.
 */
public final class ArrayElements {
    private final int firstRow;

    /** int[rowCount + 1]: the number of the first element of each row, and behind them the number of all elements. */
    private final int[] starts;

    private ArrayElements(int firstRow, int[] starts) {
        this.firstRow = firstRow;
        this.starts = starts;
    }

    /**
     * @param field of arrays
     * @param arrays the column of the field
     * @throws ArithmeticException if there are more elements than an int counts
     */
    public static ArrayElements of(FieldSchema field, BytesColumn arrays, int firstRow, int rowCount) {
        DataType element = field.element();
        int dim = field.dim();
        int[] starts = new int[rowCount + 1];
        for (int row = 0; row < rowCount; row++) {
            int count = arrays.isNull(firstRow + row) ? 0 : ArrayForm.count(element, dim, arrays, firstRow + row);
            starts[row + 1] = Math.addExact(starts[row], count);
        }
        return new ArrayElements(firstRow, starts);
    }

    /** The row of the column that is row 0 here. */
    public int firstRow() {
        return firstRow;
    }

    public int rowCount() {
        return starts.length - 1;
    }

    /** Of all rows together. */
    public int count() {
        return starts[starts.length - 1];
    }

    public int count(int row) {
        return starts[row + 1] - starts[row];
    }

    /** The number of the first element of a row; of {@link #rowCount} the number of all elements. */
    public int start(int row) {
        return starts[row];
    }

    /** The row that an element is in. */
    public int row(int element) {
        int found = Arrays.binarySearch(starts, element);
        if (found < 0) {
            return -found - 2;
        }
        // Rows without elements begin where the next one does.
        while (starts[found + 1] == element) {
            found++;
        }
        return found;
    }

    /** All elements of some of the rows. */
    public RowSet of(RowSet rows) {
        RowSet elements = RowSet.none(count());
        for (int row = rows.next(0); row >= 0; row = rows.next(row + 1)) {
            for (int element = starts[row]; element < starts[row + 1]; element++) {
                elements.add(element);
            }
        }
        return elements;
    }

    /** The rows that have as many of some elements as the interval says, which a row without elements has none of. */
    public RowSet rowsWith(RowSet elements, long countMin, long countMax) {
        RowSet rows = RowSet.none(rowCount());
        for (int row = 0; row < rowCount(); row++) {
            int found = 0;
            int element = elements.next(starts[row]);
            while (element >= 0 && element < starts[row + 1] && found <= countMax) {
                found++;
                element = elements.next(element + 1);
            }
            if (found >= countMin && found <= countMax) {
                rows.add(row);
            }
        }
        return rows;
    }

    /**
     * The elements as a column, each at its number. Of elements of one width it is a view of the arrays, if possible.
     *
     * @param field of arrays with as many elements in each row
     * @param arrays the column of the field
     * @param wanted the rows whose elements are asked for; those of others mean nothing
     */
    public Column column(FieldSchema field, BytesColumn arrays, RowSet wanted) {
        int width = ColumnBuilder.width(field.element(), field.dim());
        if (width > 0) {
            long from = arrays.start(firstRow);
            long byteCount = arrays.start(firstRow + rowCount()) - from;
            // Else null rows have bytes of their own.
            if (byteCount == (long) count() * width) {
                return Columns.of(
                        field.element(), field.dim(), arrays.bytes().asSlice(from, byteCount), null, count(), null);
            }
        }
        return copy(field, arrays, wanted);
    }

    private Column copy(FieldSchema field, BytesColumn arrays, RowSet wanted) {
        ColumnBuilder elements = ColumnBuilder.of(field.element(), field.dim());
        for (int row = 0; row < rowCount(); row++) {
            if (wanted.contains(row) && count(row) > 0) {
                Column own = ArrayForm.elements(field.element(), field.dim(), arrays, firstRow + row);
                elements.addRows(own, 0, own.rowCount());
            } else {
                for (int i = 0; i < count(row); i++) {
                    elements.addNull();
                }
            }
        }
        return elements.build();
    }
}
