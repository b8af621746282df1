package io.elanus.server.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.elanus.model.ArrayForm;
import io.elanus.model.Column;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.Column.PackedVectorColumn;
import io.elanus.model.Column.VectorColumn;
import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import io.elanus.model.Layouts;
import io.elanus.model.SparseForm;
import io.elanus.wire.FloatArray;
import io.elanus.wire.SparseFloatArray;
import io.elanus.wire.VectorArray;
import io.elanus.wire.VectorField;

/** Vectors as clients read them: only the rows that have one; of arrays of vectors, all rows. */
final class VectorEncoder {
    private VectorEncoder() {}

    static VectorField.Builder vectors(FieldSchema field, Column column) {
        VectorField.Builder vectors = VectorField.newBuilder();
        return switch (column) {
            case VectorColumn floats -> vectors.setDim(floats.dim()).setFloatVector(elements(floats));
            case PackedVectorColumn packed -> packed(packed, vectors);
            case BytesColumn arrays
            when field.type() == DataType.ARRAY_OF_VECTOR ->
                vectors.setDim(field.dim()).setVectorArray(arrays(field, arrays));
            case BytesColumn sparse -> sparse(sparse, vectors);
            case Column.BoolColumn _,
                    Column.IntColumn _,
                    Column.LongColumn _,
                    Column.FloatColumn _,
                    Column.DoubleColumn _ ->
                throw new IllegalStateException("scalars are no vectors: field=" + field.name());
        };
    }

    private static FloatArray.Builder elements(VectorColumn column) {
        FloatArray.Builder array = FloatArray.newBuilder();
        for (int row = 0; row < column.rowCount(); row++) {
            if (!column.isNull(row)) {
                long start = 4L * column.dim() * row;
                for (int at = 0; at < column.dim(); at++) {
                    array.addData(column.values().get(Layouts.FLOAT, start + 4L * at));
                }
            }
        }
        return array;
    }

    private static VectorField.Builder packed(PackedVectorColumn column, VectorField.Builder vectors) {
        ByteString bytes = rows(column);
        vectors.setDim(column.dim());
        return switch (column.type()) {
            case BINARY_VECTOR -> vectors.setBinaryVector(bytes);
            case FLOAT16_VECTOR -> vectors.setFloat16Vector(bytes);
            case BFLOAT16_VECTOR -> vectors.setBfloat16Vector(bytes);
            case INT8_VECTOR -> vectors.setInt8Vector(bytes);
            default -> throw new IllegalStateException("vectors are not packed: type=" + column.type());
        };
    }

    private static ByteString rows(PackedVectorColumn column) {
        ByteString.Output out = ByteString.newOutput(column.rowCount() * column.rowByteSize());
        for (int row = 0; row < column.rowCount(); row++) {
            if (!column.isNull(row)) {
                out.write(column.get(row), 0, column.rowByteSize());
            }
        }
        return out.toByteString();
    }

    private static VectorField.Builder sparse(BytesColumn column, VectorField.Builder vectors) {
        SparseFloatArray.Builder array = SparseFloatArray.newBuilder();
        long dim = 0;
        for (int row = 0; row < column.rowCount(); row++) {
            if (!column.isNull(row)) {
                array.addContents(UnsafeByteOperations.unsafeWrap(column.get(row)));
                dim = Math.max(dim, SparseForm.dim(column.slice(row)));
            }
        }
        return vectors.setDim(dim).setSparseFloatVector(array.setDim(dim));
    }

    private static VectorArray.Builder arrays(FieldSchema field, BytesColumn column) {
        VectorArray.Builder arrays =
                VectorArray.newBuilder().setDim(field.dim()).setElementType(DataTypes.encode(field.element()));
        FieldSchema element = FieldSchema.builder(field.name(), field.element())
                .dim(field.dim())
                .build();
        for (int row = 0; row < column.rowCount(); row++) {
            arrays.addData(
                    column.isNull(row)
                            ? VectorField.newBuilder().setDim(field.dim())
                            : vectors(element, ArrayForm.elements(field.element(), field.dim(), column, row)));
        }
        return arrays;
    }
}
