package io.elanus.server.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.elanus.model.Column;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.Columns;
import io.elanus.model.DataType;
import io.elanus.model.DatabaseException;
import io.elanus.model.RowSet;
import io.elanus.wire.FieldData;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Which rows of a column have no value.
 *
 * <p>Clients say it with {@code valid_data}, one truth value a row, in two layouts: <em>compact</em>, only the rows
 * that have a value follow; or <em>full</em>, something follows for every row.
 */
final class NullRows {
    private static final int VALID_DATA_OF_SCALARS = 17;
    private static final int VALID_DATA_OF_VECTORS = 9;

    private NullRows() {}

    /**
     * Gives every row its place.
     *
     * @param values what followed, in either layout, without nulls
     * @param rowCount what {@code valid_data} has to cover, if it is there
     */
    static Column place(FieldData field, DataType type, Column values, int rowCount) {
        List<Boolean> valid = validity(field);
        if (valid.isEmpty()) {
            return values;
        }
        if (valid.size() != rowCount) {
            throw DatabaseException.invalid(
                    "the length of valid_data of field(" + field.getFieldName() + ") is wrong", rowCount, valid.size());
        }
        RowSet nulls = nulls(valid);
        int valueCount = rowCount - nulls.cardinality();
        if (values.rowCount() != valueCount && values.rowCount() != rowCount) {
            throw DatabaseException.invalid("the length of field is wrong", valueCount, values.rowCount());
        }
        Column full = values.rowCount() == rowCount ? values : spread(type, values, nulls);
        return with(type, full, type == DataType.JSON ? nulls.or(empty((BytesColumn) full)) : nulls);
    }

    /** Newer clients say it within the values, in fields that the published messages do not have yet. */
    private static List<Boolean> validity(FieldData field) {
        if (field.getValidDataCount() > 0) {
            return field.getValidDataList();
        }
        UnknownFieldSet.Field within = field.hasVectors()
                ? field.getVectors().getUnknownFields().getField(VALID_DATA_OF_VECTORS)
                : field.getScalars().getUnknownFields().getField(VALID_DATA_OF_SCALARS);
        List<Boolean> valid = new ArrayList<>();
        for (ByteString packed : within.getLengthDelimitedList()) {
            packed.forEach(value -> valid.add(value != 0));
        }
        within.getVarintList().forEach(value -> valid.add(value != 0));
        return valid;
    }

    private static RowSet nulls(List<Boolean> valid) {
        RowSet nulls = RowSet.none(valid.size());
        for (int row = 0; row < valid.size(); row++) {
            if (!valid.get(row)) {
                nulls.add(row);
            }
        }
        return nulls;
    }

    /** The Node SDK sends a null as an empty text with a row that is said to be valid; no JSON is empty. */
    private static RowSet empty(BytesColumn column) {
        RowSet empty = RowSet.none(column.rowCount());
        for (int row = 0; row < column.rowCount(); row++) {
            if (column.length(row) == 0) {
                empty.add(row);
            }
        }
        return empty;
    }

    private static Column with(DataType type, Column column, RowSet nulls) {
        MemorySegment offsets = column instanceof BytesColumn bytes ? bytes.offsets() : null;
        return Columns.of(
                type, dim(column), Columns.values(column), offsets, column.rowCount(), nulls.isEmpty() ? null : nulls);
    }

    private static Column spread(DataType type, Column compact, RowSet nulls) {
        int rowCount = nulls.rowCount();
        if (compact instanceof BytesColumn bytes) {
            return Columns.of(type, 0, bytes.bytes(), spreadOffsets(bytes, nulls), rowCount, null);
        }
        MemorySegment values = Columns.values(compact);
        int width = ColumnBuilder.width(type, dim(compact));
        MemorySegment full = MemorySegment.ofArray(new byte[Math.multiplyExact(rowCount, width)]);
        int at = 0;
        for (int row = 0; row < rowCount; row++) {
            if (!nulls.contains(row)) {
                MemorySegment.copy(values, (long) at++ * width, full, (long) row * width, width);
            }
        }
        return Columns.of(type, dim(compact), full, null, rowCount, null);
    }

    /** Null rows are empty, so the bytes stay where they are. */
    private static MemorySegment spreadOffsets(BytesColumn compact, RowSet nulls) {
        long[] offsets = new long[nulls.rowCount() + 1];
        int at = 0;
        for (int row = 0; row < nulls.rowCount(); row++) {
            if (!nulls.contains(row)) {
                at++;
            }
            offsets[row + 1] = compact.start(at);
        }
        return MemorySegment.ofArray(offsets);
    }

    private static int dim(Column column) {
        return Columns.dim(column);
    }
}
