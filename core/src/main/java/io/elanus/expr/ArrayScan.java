package io.elanus.expr;

import io.elanus.model.ArrayForm;
import io.elanus.model.Column;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.ColumnSource;
import io.elanus.model.Columns;
import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import io.elanus.model.RowSet;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tests one column of arrays. What is asked of elements is asked of a column of them, which is made for some thousand rows
 * at a time; of elements of one width that a whole test is about, it is a view of the arrays themselves.
 */
final class ArrayScan {
    /** A multiple of 64. An array has thousands of elements at most, so that those of so many rows can be numbered. */
    private static final int CHUNK_ROWS = 4_096;

    private final DataType element;
    private final int dim;
    private final int width;
    private final BytesColumn arrays;

    ArrayScan(FieldSchema field, BytesColumn arrays) {
        this.element = field.element();
        this.dim = field.dim();
        this.width = ColumnBuilder.width(element, dim);
        this.arrays = arrays;
    }

    /** What the test says of the element at a place. */
    Truth element(int index, Predicate test, RowSet candidates) {
        return inChunks(
                candidates,
                (from, chunk) -> evaluator(elements(index, from, chunk)).evaluate(test, chunk));
    }

    /** Whether the test is true for any element. */
    Truth any(Predicate test, RowSet candidates) {
        return inChunks(candidates, (from, chunk) -> Truth.of(any(test, from, chunk), nulls(from, chunk), chunk));
    }

    /** Whether the number of elements lies in the interval. */
    Truth length(LongInterval interval, RowSet candidates) {
        RowSet holds = RowSet.none(candidates.rowCount());
        for (int row = candidates.next(0); row >= 0; row = candidates.next(row + 1)) {
            if (interval.contains(ArrayForm.count(element, dim, arrays, row))) {
                holds.add(row);
            }
        }
        return Truth.of(holds, arrays.nulls(), candidates);
    }

    /** Answers for some of the rows behind row {@code from}, which are numbered from 0. */
    private interface ChunkTest {
        Truth test(int from, RowSet candidates);
    }

    private static Truth inChunks(RowSet candidates, ChunkTest test) {
        RowSet certain = RowSet.none(candidates.rowCount());
        RowSet possible = RowSet.none(candidates.rowCount());
        for (int from = 0; from < candidates.rowCount(); from += CHUNK_ROWS) {
            RowSet chunk = candidates.slice(from, Math.min(CHUNK_ROWS, candidates.rowCount() - from));
            Truth truth = test.test(from, chunk);
            System.arraycopy(truth.certain().words(), 0, certain.words(), from >>> 6, chunk.words().length);
            System.arraycopy(truth.possible().words(), 0, possible.words(), from >>> 6, chunk.words().length);
        }
        return new Truth(certain, possible);
    }

    private @Nullable RowSet nulls(int from, RowSet chunk) {
        RowSet nulls = arrays.nulls();
        return nulls == null ? null : nulls.slice(from, chunk.rowCount());
    }

    /** The elements at a place of the rows of a chunk; null where there is none, and for rows that are no candidates. */
    private Column elements(int index, int from, RowSet chunk) {
        ColumnBuilder elements = ColumnBuilder.of(element, dim);
        for (int row = 0; row < chunk.rowCount(); row++) {
            if (chunk.contains(row)
                    && !arrays.isNull(from + row)
                    && index < ArrayForm.count(element, dim, arrays, from + row)) {
                elements.addRow(ArrayForm.elements(element, dim, arrays, from + row), index);
            } else {
                elements.addNull();
            }
        }
        return elements.build();
    }

    private RowSet any(Predicate test, int from, RowSet chunk) {
        int[] starts = new int[chunk.rowCount()];
        int[] ends = new int[chunk.rowCount()];
        Column elements = width > 0 ? view(from, chunk, starts, ends) : copy(from, chunk, starts, ends);
        RowSet matching = evaluator(elements).match(test);
        RowSet holds = RowSet.none(chunk.rowCount());
        for (int row = chunk.next(0); row >= 0; row = chunk.next(row + 1)) {
            int first = starts[row] < ends[row] ? matching.next(starts[row]) : -1;
            if (first >= 0 && first < ends[row]) {
                holds.add(row);
            }
        }
        return holds;
    }

    /** All elements of a chunk, one array behind the other; fills in where those of each row lie. */
    private Column view(int from, RowSet chunk, int[] starts, int[] ends) {
        long base = arrays.start(from);
        int count = 0;
        for (int row = 0; row < chunk.rowCount(); row++) {
            starts[row] = (int) ((arrays.start(from + row) - base) / width);
            ends[row] = starts[row] + arrays.length(from + row) / width;
            count = Math.max(count, ends[row]);
        }
        MemorySegment bytes = arrays.bytes().asSlice(base, (long) count * width);
        return Columns.of(element, dim, bytes, null, count, null);
    }

    /** The elements of the candidates of a chunk; fills in where those of each row lie. */
    private Column copy(int from, RowSet chunk, int[] starts, int[] ends) {
        ColumnBuilder elements = ColumnBuilder.of(element, dim);
        for (int row = chunk.next(0); row >= 0; row = chunk.next(row + 1)) {
            starts[row] = elements.rowCount();
            if (!arrays.isNull(from + row)) {
                Column own = ArrayForm.elements(element, dim, arrays, from + row);
                elements.addRows(own, 0, own.rowCount());
            }
            ends[row] = elements.rowCount();
        }
        return elements.build();
    }

    private static Evaluator evaluator(Column elements) {
        return new Evaluator(new OneColumn(elements), _ -> List.of());
    }

    private record OneColumn(Column column) implements ColumnSource {
        @Override
        public int rowCount() {
            return column.rowCount();
        }

        @Override
        public Column column(long fieldId) {
            return column;
        }
    }
}
