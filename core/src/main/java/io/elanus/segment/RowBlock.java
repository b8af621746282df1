package io.elanus.segment;

import io.elanus.model.Column;
import io.elanus.model.ColumnSource;
import java.util.function.LongFunction;

/**
 * Consecutive rows of a segment whose columns lie in one piece: all rows of a sealed segment, a chunk of a growing one.
 *
 * @param firstRow the offset of the first row in its segment, a multiple of 64
 */
public record RowBlock(int firstRow, int rowCount, LongFunction<Column> columns) implements ColumnSource {
    @Override
    public Column column(long fieldId) {
        return columns.apply(fieldId);
    }
}
