package io.elanus.server.grpc;

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
import io.elanus.model.Columns;
import io.elanus.model.DataType;
import io.elanus.model.DatabaseException;
import io.elanus.model.Layouts;
import io.elanus.wire.ArrayArray;
import io.elanus.wire.FieldData;
import io.elanus.wire.ScalarField;
import io.elanus.wire.VectorArray;
import io.elanus.wire.VectorField;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Columns of arrays as clients send them: a message a row, of which some say nothing if the array is empty. */
final class ArrayDecoder {
    private ArrayDecoder() {}

    static Column arrays(FieldData field) {
        ArrayArray arrays = ColumnDecoder.scalars(field, ScalarField.DataCase.ARRAY_DATA, "array")
                .getArrayData();
        ColumnBuilder builder = ColumnBuilder.of(DataType.ARRAY, 0);
        for (ScalarField row : arrays.getDataList()) {
            Column elements = elements(row);
            builder.add(elements == null ? new byte[0] : ArrayForm.bytes(elements));
        }
        return builder.build();
    }

    static Column vectorArrays(FieldData field) {
        VectorArray arrays = vectorArray(field);
        DataType type = elementType(field).orElse(DataType.FLOAT_VECTOR);
        ColumnBuilder builder = ColumnBuilder.of(DataType.ARRAY_OF_VECTOR, 0);
        for (VectorField row : arrays.getDataList()) {
            boolean empty = row.getDataCase() == VectorField.DataCase.DATA_NOT_SET;
            if (!empty && !VectorDecoder.holds(row, type)) {
                throw ColumnDecoder.mismatch(field, type.wireName());
            }
            builder.add(empty ? new byte[0] : bytes(row, type));
        }
        return builder.build();
    }

    private static byte[] bytes(VectorField row, DataType type) {
        FieldData single = FieldData.newBuilder().setVectors(row).build();
        return Columns.values(VectorDecoder.vectors(single, type)).toArray(Layouts.BYTE);
    }

    private static VectorArray vectorArray(FieldData field) {
        if (field.hasVectors() && !field.getVectors().hasVectorArray()) {
            throw DatabaseException.invalid(
                    "array of vector field '" + field.getFieldName() + "' is illegal, array type mismatch",
                    "need vector array",
                    "got nil");
        }
        return field.getVectors().getVectorArray();
    }

    /**
     * The type of the elements, as the rows show it: INT32 for all integers that are not INT64. Empty if there is none.
     *
     * @throws DatabaseException (1100) if rows have elements of different types
     */
    static Optional<DataType> elementType(FieldData field) {
        if (field.getVectors().hasVectorArray()) {
            VectorArray arrays = field.getVectors().getVectorArray();
            return arrays.getDataList().stream()
                    .map(ArrayDecoder::vectorType)
                    .flatMap(Optional::stream)
                    .findFirst()
                    .or(() -> DataTypes.decodeElement(arrays.getElementTypeValue()));
        }
        Optional<DataType> found = Optional.empty();
        for (ScalarField row : field.getScalars().getArrayData().getDataList()) {
            Optional<DataType> type = Optional.ofNullable(elements(row)).map(ArrayDecoder::type);
            if (type.isPresent() && found.isPresent() && !type.equals(found)) {
                throw DatabaseException.invalid("insert data does not match", found.get(), type.get());
            }
            found = found.or(() -> type);
        }
        return found;
    }

    /** Null if the row says nothing of its elements: there are none. */
    private static @Nullable Column elements(ScalarField row) {
        return switch (row.getDataCase()) {
            case BOOL_DATA -> ColumnDecoder.bools(row.getBoolData());
            case INT_DATA -> ColumnDecoder.ints(row.getIntData());
            case LONG_DATA -> ColumnDecoder.longs(row.getLongData());
            case FLOAT_DATA -> ColumnDecoder.floats(row.getFloatData());
            case DOUBLE_DATA -> ColumnDecoder.doubles(row.getDoubleData());
            case STRING_DATA -> ColumnDecoder.texts(row.getStringData());
            case DATA_NOT_SET -> null;
            case BYTES_DATA, ARRAY_DATA, JSON_DATA, GEOMETRY_DATA, TIMESTAMPTZ_DATA, GEOMETRY_WKT_DATA ->
                throw DatabaseException.invalid("insert data does not match", "array of scalars", row.getDataCase());
        };
    }

    private static DataType type(Column elements) {
        return switch (elements) {
            case BoolColumn _ -> DataType.BOOL;
            case IntColumn _ -> DataType.INT32;
            case LongColumn _ -> DataType.INT64;
            case FloatColumn _ -> DataType.FLOAT;
            case DoubleColumn _ -> DataType.DOUBLE;
            case BytesColumn _ -> DataType.VARCHAR;
            case VectorColumn _, PackedVectorColumn _ -> throw new IllegalStateException("scalars are no vectors");
        };
    }

    private static Optional<DataType> vectorType(VectorField row) {
        return switch (row.getDataCase()) {
            case FLOAT_VECTOR -> Optional.of(DataType.FLOAT_VECTOR);
            case BINARY_VECTOR -> Optional.of(DataType.BINARY_VECTOR);
            case FLOAT16_VECTOR -> Optional.of(DataType.FLOAT16_VECTOR);
            case BFLOAT16_VECTOR -> Optional.of(DataType.BFLOAT16_VECTOR);
            case INT8_VECTOR -> Optional.of(DataType.INT8_VECTOR);
            case SPARSE_FLOAT_VECTOR, VECTOR_ARRAY ->
                throw DatabaseException.invalid("insert data does not match", "vectors of one dim", row.getDataCase());
            case DATA_NOT_SET -> Optional.empty();
        };
    }
}
