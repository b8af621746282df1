package io.elanus.expr;

import io.elanus.model.ArrayElements;
import io.elanus.model.ArrayForm;
import io.elanus.model.Column;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.ColumnSource;
import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import io.elanus.model.RowSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tests a column of arrays, or several that are the parts of one struct array. What is asked of elements is asked of columns
 * of them, which are made for some thousand rows at a time.
 */
final class ArrayScan {
    /** A multiple of 64. An array has thousands of elements at most, so that those of so many rows can be numbered. */
    private static final int CHUNK_ROWS = 4_096;

    private final List<FieldSchema> fields;
    private final ColumnSource rows;
    private final DataType element;
    private final int dim;
    private final BytesColumn arrays;

    /** @param fields one field of arrays, or parts of one struct array */
    ArrayScan(List<FieldSchema> fields, ColumnSource rows) {
        FieldSchema first = fields.getFirst();
        this.fields = fields;
        this.rows = rows;
        this.element = first.element();
        this.dim = first.dim();
        this.arrays = (BytesColumn) rows.column(first.id());
    }

    ArrayScan(FieldSchema field, ColumnSource rows) {
        this(List.of(field), rows);
    }

    /** What the test says of the element at a place. */
    Truth element(int index, Predicate test, RowSet candidates) {
        return inChunks(
                candidates,
                (from, chunk) -> new Evaluator(new OneColumn(elements(index, from, chunk)), _ -> List.of())
                        .evaluate(test, chunk));
    }

    /** Whether the number of elements for which the test is true lies in the interval. */
    Truth count(LongInterval count, Predicate test, RowSet candidates) {
        return inChunks(
                candidates, (from, chunk) -> Truth.of(count(count, test, from, chunk), nulls(from, chunk), chunk));
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
            if (!chunk.isEmpty()) {
                Truth truth = test.test(from, chunk);
                System.arraycopy(truth.certain().words(), 0, certain.words(), from >>> 6, chunk.words().length);
                System.arraycopy(truth.possible().words(), 0, possible.words(), from >>> 6, chunk.words().length);
            }
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

    private RowSet count(LongInterval count, Predicate test, int from, RowSet chunk) {
        ArrayElements elements = ArrayElements.of(fields.getFirst(), arrays, from, chunk.rowCount());
        RowSet matching = new ElementRows(fields, rows, elements, chunk).match(test);
        return elements.rowsWith(matching, count.min(), count.max());
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
