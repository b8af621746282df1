package io.elanus.model;

import io.elanus.model.Column.BytesColumn;
import java.lang.foreign.MemorySegment;

/**
 * The bytes of one array in a column of arrays.
 *
 * <pre>
 * of elements of one width   the elements one behind the other, each as in a {@link Column} of its type
 * of VARCHAR                 count: int, ends: int[count], the texts in UTF-8; the first text begins behind the ends;
 *                            no bytes at all if there are no elements
 * of vectors                 the vectors one behind the other, each as in a {@link Column} of its type
 * </pre>
 *
 * Numbers are little-endian.
 */
public final class ArrayForm {
    private ArrayForm() {}

    /** How many elements the array of a row has. */
    public static int count(DataType element, int dim, BytesColumn arrays, int row) {
        int width = ColumnBuilder.width(element, dim);
        if (width > 0 || arrays.length(row) == 0) {
            return arrays.length(row) / Math.max(1, width);
        }
        return arrays.bytes().get(Layouts.INT, arrays.start(row));
    }

    /**
     * The elements of the array of a row. Of elements of one width it is a view of their bytes.
     *
     * @param dim of vectors
     */
    public static Column elements(DataType element, int dim, BytesColumn arrays, int row) {
        int count = count(element, dim, arrays, row);
        MemorySegment bytes = arrays.slice(row);
        if (ColumnBuilder.width(element, dim) > 0) {
            return Columns.of(element, dim, bytes, null, count, null);
        }
        long[] offsets = new long[count + 1];
        for (int i = 0; i < count; i++) {
            offsets[i + 1] = bytes.get(Layouts.INT, 4L * (i + 1));
        }
        MemorySegment texts = count == 0 ? bytes : bytes.asSlice(4L * (count + 1));
        return new BytesColumn(MemorySegment.ofArray(offsets), texts, count, null);
    }

    /** The bytes of an array with these elements, none of which is null. */
    public static byte[] bytes(Column elements) {
        if (!(elements instanceof BytesColumn texts)) {
            return Columns.values(elements).toArray(Layouts.BYTE);
        }
        int count = texts.rowCount();
        if (count == 0) {
            return new byte[0];
        }
        long first = texts.start(0);
        int textBytes = Math.toIntExact(texts.start(count) - first);
        MemorySegment bytes = MemorySegment.ofArray(new byte[4 * (count + 1) + textBytes]);
        bytes.set(Layouts.INT, 0, count);
        for (int i = 0; i < count; i++) {
            bytes.set(Layouts.INT, 4L * (i + 1), (int) (texts.start(i + 1) - first));
        }
        MemorySegment.copy(texts.bytes(), first, bytes, 4L * (count + 1), textBytes);
        return bytes.toArray(Layouts.BYTE);
    }
}
