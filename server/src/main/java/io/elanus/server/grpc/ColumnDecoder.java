package io.elanus.server.grpc;

import com.google.protobuf.ByteString;
import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.Column.BoolColumn;
import io.elanus.model.Column.DoubleColumn;
import io.elanus.model.Column.FloatColumn;
import io.elanus.model.Column.IntColumn;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.DataType;
import io.elanus.model.DatabaseException;
import io.elanus.model.InputColumn;
import io.elanus.model.StructSchema;
import io.elanus.wire.BoolArray;
import io.elanus.wire.DoubleArray;
import io.elanus.wire.FieldData;
import io.elanus.wire.FieldData.FieldCase;
import io.elanus.wire.FloatArray;
import io.elanus.wire.GeometryWktArray;
import io.elanus.wire.IntArray;
import io.elanus.wire.JSONArray;
import io.elanus.wire.LongArray;
import io.elanus.wire.ScalarField;
import io.elanus.wire.StringArray;
import java.lang.foreign.MemorySegment;
import java.util.stream.Stream;

/** Columns as clients send them: values first, then spread over the rows that have one ({@link NullRows}). */
final class ColumnDecoder {
    private ColumnDecoder() {}

    /**
     * @param rowCount what the request says; {@code valid_data} has to agree with it. Whether the values do is decided
     *     where the schema is known
     * @throws DatabaseException (1100) if the values are not what the type of the column says
     */
    static InputColumn decode(FieldData field, int rowCount) {
        DataType type = DataTypes.decode(field.getTypeValue());
        Column values = switch (type) {
            case BOOL ->
                bools(scalars(field, ScalarField.DataCase.BOOL_DATA, "bool").getBoolData());
            case INT8, INT16, INT32 ->
                ints(scalars(field, ScalarField.DataCase.INT_DATA, "int").getIntData());
            case INT64 ->
                longs(scalars(field, ScalarField.DataCase.LONG_DATA, "long int").getLongData());
            case FLOAT ->
                floats(scalars(field, ScalarField.DataCase.FLOAT_DATA, "float32")
                        .getFloatData());
            case DOUBLE ->
                doubles(scalars(field, ScalarField.DataCase.DOUBLE_DATA, "float64(double)")
                        .getDoubleData());
            case VARCHAR, TEXT ->
                texts(scalars(field, ScalarField.DataCase.STRING_DATA, "string").getStringData());
            case TIMESTAMPTZ -> times(field);
            case JSON ->
                jsons(scalars(field, ScalarField.DataCase.JSON_DATA, "json").getJsonData());
            case GEOMETRY -> geometries(field);
            case ARRAY -> ArrayDecoder.arrays(field);
            case ARRAY_OF_VECTOR -> ArrayDecoder.vectorArrays(field);
            case FLOAT_VECTOR, BINARY_VECTOR, FLOAT16_VECTOR, BFLOAT16_VECTOR, SPARSE_FLOAT_VECTOR, INT8_VECTOR ->
                VectorDecoder.vectors(field, type);
        };
        // Times stay text until it is known in which zone they are to be read.
        DataType placed = type == DataType.TIMESTAMPTZ ? DataType.VARCHAR : type;
        return new InputColumn(
                name(field),
                type,
                ArrayDecoder.elementType(field),
                field.getIsDynamic(),
                NullRows.place(field, placed, values, rowCount));
    }

    /** A column, or the parts of a struct array, which are columns too. */
    static Stream<InputColumn> decodeAll(FieldData field, int rowCount) {
        return field.getTypeValue() == io.elanus.wire.DataType.ArrayOfStruct_VALUE
                ? field.getStructArrays().getFieldsList().stream()
                        .map(part -> part.toBuilder()
                                .setFieldName(StructSchema.fieldName(field.getFieldName(), part.getFieldName()))
                                .build())
                        .map(part -> decode(part, rowCount))
                : Stream.of(decode(field, rowCount));
    }

    /** Clients differ in what they call the dynamic column: pymilvus names it, the Java SDK does not. */
    private static String name(FieldData field) {
        return field.getIsDynamic() ? CollectionSchema.DYNAMIC_FIELD_NAME : field.getFieldName();
    }

    /** The values, or none at all: a column of nulls alone need not say what it has none of. */
    static ScalarField scalars(FieldData field, ScalarField.DataCase wanted, String array) {
        ScalarField.DataCase found = field.getScalars().getDataCase();
        boolean absent = field.getFieldCase() == FieldCase.FIELD_NOT_SET
                || (field.hasScalars() && found == ScalarField.DataCase.DATA_NOT_SET);
        if (!absent && found != wanted) {
            throw mismatch(field, array + " array");
        }
        return field.getScalars();
    }

    static DatabaseException mismatch(FieldData field, String wanted) {
        return DatabaseException.invalid(
                "field '" + field.getFieldName() + "' is illegal, array type mismatch", "need " + wanted, "got nil");
    }

    static Column bools(BoolArray array) {
        byte[] values = new byte[array.getDataCount()];
        for (int row = 0; row < values.length; row++) {
            values[row] = (byte) (array.getData(row) ? 1 : 0);
        }
        return new BoolColumn(MemorySegment.ofArray(values), values.length, null);
    }

    static Column ints(IntArray array) {
        int[] values = new int[array.getDataCount()];
        for (int row = 0; row < values.length; row++) {
            values[row] = array.getData(row);
        }
        return new IntColumn(MemorySegment.ofArray(values), values.length, null);
    }

    static Column longs(LongArray array) {
        long[] values = new long[array.getDataCount()];
        for (int row = 0; row < values.length; row++) {
            values[row] = array.getData(row);
        }
        return LongColumn.of(values);
    }

    static Column floats(FloatArray array) {
        return new FloatColumn(MemorySegment.ofArray(VectorDecoder.primitives(array)), array.getDataCount(), null);
    }

    static Column doubles(DoubleArray array) {
        double[] values = new double[array.getDataCount()];
        for (int row = 0; row < values.length; row++) {
            values[row] = array.getData(row);
        }
        return new DoubleColumn(MemorySegment.ofArray(values), values.length, null);
    }

    static Column texts(StringArray array) {
        ColumnBuilder values = ColumnBuilder.of(DataType.VARCHAR, 0);
        for (String value : array.getDataList()) {
            values.add(value);
        }
        return values.build();
    }

    private static Column times(FieldData field) {
        ScalarField.DataCase found = field.getScalars().getDataCase();
        if (found != ScalarField.DataCase.STRING_DATA && found != ScalarField.DataCase.DATA_NOT_SET) {
            throw DatabaseException.invalid("timestamptz field data must be a string array");
        }
        return texts(field.getScalars().getStringData());
    }

    private static Column geometries(FieldData field) {
        GeometryWktArray array = scalars(field, ScalarField.DataCase.GEOMETRY_WKT_DATA, "geometry")
                .getGeometryWktData();
        ColumnBuilder values = ColumnBuilder.of(DataType.VARCHAR, 0);
        for (String value : array.getDataList()) {
            values.add(value);
        }
        return values.build();
    }

    private static Column jsons(JSONArray array) {
        ColumnBuilder values = ColumnBuilder.of(DataType.JSON, 0);
        for (ByteString value : array.getDataList()) {
            values.add(value.toByteArray());
        }
        return values.build();
    }
}
