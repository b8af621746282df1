package io.elanus.segment;

import io.elanus.model.Column;
import io.elanus.model.Column.BoolColumn;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.Column.DoubleColumn;
import io.elanus.model.Column.FloatColumn;
import io.elanus.model.Column.IntColumn;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.DataType;

/**
 * The order of the values of scalar fields, where they lie: null first, then false before true, numbers as numbers with the
 * NaN last, texts as unsigned UTF-8 bytes.
 */
public final class ScalarOrder {
    private ScalarOrder() {}

    /** Whether values of this type have an order. */
    public static boolean covers(DataType type) {
        return type == DataType.BOOL || type.isNumeric() || type == DataType.VARCHAR;
    }

    /** Compares two values of the same field. */
    static int compare(Column left, int leftRow, Column right, int rightRow) {
        boolean leftNull = left.isNull(leftRow);
        if (leftNull || right.isNull(rightRow)) {
            return Boolean.compare(right.isNull(rightRow), leftNull);
        }
        return switch (left) {
            case BoolColumn values -> Boolean.compare(values.get(leftRow), ((BoolColumn) right).get(rightRow));
            case IntColumn values -> Integer.compare(values.get(leftRow), ((IntColumn) right).get(rightRow));
            case LongColumn values -> Long.compare(values.get(leftRow), ((LongColumn) right).get(rightRow));
            case FloatColumn values -> compare(values.get(leftRow), ((FloatColumn) right).get(rightRow));
            case DoubleColumn values -> compare(values.get(leftRow), ((DoubleColumn) right).get(rightRow));
            case BytesColumn values ->
                BytesColumn.compareBytes(values.slice(leftRow), ((BytesColumn) right).slice(rightRow));
            case Column.VectorColumn _, Column.PackedVectorColumn _ ->
                throw new IllegalArgumentException("vectors have no order");
        };
    }

    /** Unlike {@link Double#compare}, -0.0 equals 0.0. */
    private static int compare(double left, double right) {
        return left == right ? 0 : Double.compare(left, right);
    }
}
