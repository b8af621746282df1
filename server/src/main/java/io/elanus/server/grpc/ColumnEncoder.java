package io.elanus.server.grpc;

import com.google.protobuf.UnsafeByteOperations;
import io.elanus.model.ArrayForm;
import io.elanus.model.Column;
import io.elanus.model.Column.BoolColumn;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.Column.DoubleColumn;
import io.elanus.model.Column.FloatColumn;
import io.elanus.model.Column.IntColumn;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.Column.PackedVectorColumn;
import io.elanus.model.Column.VectorColumn;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import io.elanus.model.GeometryForm;
import io.elanus.model.OutputColumn;
import io.elanus.wire.ArrayArray;
import io.elanus.wire.BoolArray;
import io.elanus.wire.DoubleArray;
import io.elanus.wire.FieldData;
import io.elanus.wire.FloatArray;
import io.elanus.wire.GeometryWktArray;
import io.elanus.wire.IDs;
import io.elanus.wire.IntArray;
import io.elanus.wire.JSONArray;
import io.elanus.wire.LongArray;
import io.elanus.wire.ScalarField;
import io.elanus.wire.StringArray;

/**
 * Columns as clients read them. A column without rows still says of which type its rows would be.
 *
 * <p>Nulls: scalars have a place for every row, zero or empty where it is null; vectors stand only for the rows that have
 * one, and SDKs count {@code valid_data} to find them. Fields that cannot be null have no {@code valid_data} at all:
 * pymilvus reads what is there.
 */
final class ColumnEncoder {
    private ColumnEncoder() {}

    /** @param times how to show values of TIMESTAMPTZ */
    static FieldData encode(OutputColumn output, TimeForm times) {
        FieldSchema field = output.field();
        Column column = output.column();
        FieldData.Builder builder = FieldData.newBuilder()
                .setType(DataTypes.encode(field.type()))
                .setFieldName(field.partName())
                .setFieldId(field.id())
                .setIsDynamic(field.dynamic());
        if (field.nullable()) {
            for (int row = 0; row < column.rowCount(); row++) {
                builder.addValidData(!column.isNull(row));
            }
        }
        if (field.type().isVector()) {
            builder.setVectors(VectorEncoder.vectors(field, column));
        } else if (field.type() == DataType.TIMESTAMPTZ && column instanceof LongColumn micros) {
            times.encode(micros, builder);
        } else {
            builder.setScalars(scalars(field, column));
        }
        return builder.build();
    }

    /** Primary keys: INT64 or VARCHAR. */
    static IDs ids(Column column) {
        return switch (column) {
            case LongColumn longs -> IDs.newBuilder().setIntId(array(longs)).build();
            case BytesColumn texts -> IDs.newBuilder().setStrId(texts(texts)).build();
            case BoolColumn _, IntColumn _, FloatColumn _, DoubleColumn _, VectorColumn _, PackedVectorColumn _ ->
                throw new IllegalStateException("column is no primary key: column=" + column);
        };
    }

    private static ScalarField.Builder scalars(FieldSchema schema, Column column) {
        ScalarField.Builder field = ScalarField.newBuilder();
        return switch (column) {
            case BoolColumn bools -> field.setBoolData(array(bools));
            case IntColumn ints -> field.setIntData(array(ints));
            case LongColumn longs -> field.setLongData(array(longs));
            case FloatColumn floats -> field.setFloatData(array(floats));
            case DoubleColumn doubles -> field.setDoubleData(array(doubles));
            case BytesColumn bytes ->
                switch (schema.type()) {
                    case JSON -> field.setJsonData(jsons(bytes));
                    case GEOMETRY -> field.setGeometryWktData(geometries(bytes));
                    case ARRAY -> field.setArrayData(arrays(schema.element(), bytes));
                    default -> field.setStringData(texts(bytes));
                };
            case VectorColumn _, PackedVectorColumn _ ->
                throw new IllegalStateException("vectors are no scalars: field=" + schema.name());
        };
    }

    private static ArrayArray.Builder arrays(DataType element, BytesColumn column) {
        ArrayArray.Builder arrays = ArrayArray.newBuilder().setElementType(DataTypes.encode(element));
        FieldSchema schema = FieldSchema.builder("element", element).build();
        for (int row = 0; row < column.rowCount(); row++) {
            Column elements = column.isNull(row)
                    ? ColumnBuilder.of(element, 0).build()
                    : ArrayForm.elements(element, 0, column, row);
            arrays.addData(scalars(schema, elements));
        }
        return arrays;
    }

    private static GeometryWktArray.Builder geometries(BytesColumn column) {
        GeometryWktArray.Builder array = GeometryWktArray.newBuilder();
        for (int row = 0; row < column.rowCount(); row++) {
            array.addData(column.isNull(row) ? "" : GeometryForm.text(column.get(row)));
        }
        return array;
    }

    private static BoolArray.Builder array(BoolColumn column) {
        BoolArray.Builder array = BoolArray.newBuilder();
        for (int row = 0; row < column.rowCount(); row++) {
            array.addData(!column.isNull(row) && column.get(row));
        }
        return array;
    }

    private static IntArray.Builder array(IntColumn column) {
        IntArray.Builder array = IntArray.newBuilder();
        for (int row = 0; row < column.rowCount(); row++) {
            array.addData(column.isNull(row) ? 0 : column.get(row));
        }
        return array;
    }

    private static LongArray.Builder array(LongColumn column) {
        LongArray.Builder array = LongArray.newBuilder();
        for (int row = 0; row < column.rowCount(); row++) {
            array.addData(column.isNull(row) ? 0 : column.get(row));
        }
        return array;
    }

    private static FloatArray.Builder array(FloatColumn column) {
        FloatArray.Builder array = FloatArray.newBuilder();
        for (int row = 0; row < column.rowCount(); row++) {
            array.addData(column.isNull(row) ? 0 : column.get(row));
        }
        return array;
    }

    private static DoubleArray.Builder array(DoubleColumn column) {
        DoubleArray.Builder array = DoubleArray.newBuilder();
        for (int row = 0; row < column.rowCount(); row++) {
            array.addData(column.isNull(row) ? 0 : column.get(row));
        }
        return array;
    }

    // The arrays that get() returns are ours alone, so wrapping them is safe; as strings they would be encoded again.
    private static StringArray.Builder texts(BytesColumn column) {
        StringArray.Builder array = StringArray.newBuilder();
        for (int row = 0; row < column.rowCount(); row++) {
            array.addDataBytes(UnsafeByteOperations.unsafeWrap(bytes(column, row)));
        }
        return array;
    }

    private static JSONArray.Builder jsons(BytesColumn column) {
        JSONArray.Builder array = JSONArray.newBuilder();
        for (int row = 0; row < column.rowCount(); row++) {
            array.addData(UnsafeByteOperations.unsafeWrap(bytes(column, row)));
        }
        return array;
    }

    private static byte[] bytes(BytesColumn column, int row) {
        return column.isNull(row) ? new byte[0] : column.get(row);
    }
}
