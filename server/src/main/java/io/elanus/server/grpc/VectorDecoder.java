package io.elanus.server.grpc;

import com.google.protobuf.ByteString;
import io.elanus.model.BFloat16;
import io.elanus.model.Column;
import io.elanus.model.Column.PackedVectorColumn;
import io.elanus.model.Column.VectorColumn;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.DataType;
import io.elanus.model.DatabaseException;
import io.elanus.wire.FieldData;
import io.elanus.wire.FieldData.FieldCase;
import io.elanus.wire.FloatArray;
import io.elanus.wire.SparseFloatArray;
import io.elanus.wire.VectorField;
import java.lang.foreign.MemorySegment;

/** Vectors as clients send them. */
final class VectorDecoder {
    private VectorDecoder() {}

    /** The values of a column of vectors, without nulls. */
    static Column vectors(FieldData field, DataType type) {
        VectorField vectors = field.getVectors();
        boolean absent = field.getFieldCase() == FieldCase.FIELD_NOT_SET
                || (field.hasVectors() && vectors.getDataCase() == VectorField.DataCase.DATA_NOT_SET);
        if (!absent && !holds(vectors, type)) {
            throw ColumnDecoder.mismatch(field, name(type));
        }
        return switch (type) {
            case FLOAT_VECTOR -> floats(vectors);
            case BINARY_VECTOR -> packed(type, vectors.getDim(), vectors.getBinaryVector());
            case FLOAT16_VECTOR ->
                vectors.hasFloatVector()
                        ? halves(type, vectors)
                        : packed(type, vectors.getDim(), vectors.getFloat16Vector());
            case BFLOAT16_VECTOR ->
                vectors.hasFloatVector()
                        ? halves(type, vectors)
                        : packed(type, vectors.getDim(), vectors.getBfloat16Vector());
            case INT8_VECTOR -> packed(type, vectors.getDim(), vectors.getInt8Vector());
            case SPARSE_FLOAT_VECTOR -> sparse(vectors.getSparseFloatVector());
            case BOOL,
                    INT8,
                    INT16,
                    INT32,
                    INT64,
                    FLOAT,
                    DOUBLE,
                    VARCHAR,
                    ARRAY,
                    JSON,
                    GEOMETRY,
                    TEXT,
                    TIMESTAMPTZ,
                    ARRAY_OF_VECTOR -> throw new IllegalStateException("type is no vector: type=" + type);
        };
    }

    /** Floats are taken for half floats too. */
    static boolean holds(VectorField vectors, DataType type) {
        return switch (vectors.getDataCase()) {
            case FLOAT_VECTOR ->
                type == DataType.FLOAT_VECTOR || type == DataType.FLOAT16_VECTOR || type == DataType.BFLOAT16_VECTOR;
            case BINARY_VECTOR -> type == DataType.BINARY_VECTOR;
            case FLOAT16_VECTOR -> type == DataType.FLOAT16_VECTOR;
            case BFLOAT16_VECTOR -> type == DataType.BFLOAT16_VECTOR;
            case SPARSE_FLOAT_VECTOR -> type == DataType.SPARSE_FLOAT_VECTOR;
            case INT8_VECTOR -> type == DataType.INT8_VECTOR;
            case VECTOR_ARRAY -> type == DataType.ARRAY_OF_VECTOR;
            case DATA_NOT_SET -> false;
        };
    }

    private static String name(DataType type) {
        return switch (type) {
            case FLOAT_VECTOR -> "float vector";
            case BINARY_VECTOR -> "binary vector";
            case FLOAT16_VECTOR -> "float16 vector";
            case BFLOAT16_VECTOR -> "bfloat16 vector";
            case SPARSE_FLOAT_VECTOR -> "sparse float vector";
            case INT8_VECTOR -> "int8 vector";
            default -> type.wireName();
        };
    }

    private static Column floats(VectorField vectors) {
        FloatArray array = vectors.getFloatVector();
        int rowCount = rowCount(array.getDataCount(), vectors.getDim(), "float");
        return new VectorColumn(
                MemorySegment.ofArray(primitives(array)), Math.toIntExact(vectors.getDim()), rowCount, null);
    }

    private static Column packed(DataType type, long dim, ByteString bytes) {
        int rowCount = type == DataType.BINARY_VECTOR
                ? rowCount(8L * bytes.size(), dim, "binary")
                : rowCount(
                        bytes.size() / ColumnBuilder.width(type, 1),
                        dim,
                        name(type).replace(" vector", ""));
        return new PackedVectorColumn(MemorySegment.ofArray(bytes.toByteArray()), type, (int) dim, rowCount, null);
    }

    private static Column halves(DataType type, VectorField vectors) {
        float[] values = primitives(vectors.getFloatVector());
        int rowCount = rowCount(values.length, vectors.getDim(), "float");
        short[] halves = new short[values.length];
        for (int at = 0; at < values.length; at++) {
            halves[at] = type == DataType.FLOAT16_VECTOR ? Float.floatToFloat16(values[at]) : BFloat16.of(values[at]);
        }
        return new PackedVectorColumn(
                MemorySegment.ofArray(halves), type, Math.toIntExact(vectors.getDim()), rowCount, null);
    }

    private static Column sparse(SparseFloatArray array) {
        ColumnBuilder values = ColumnBuilder.of(DataType.SPARSE_FLOAT_VECTOR, 0);
        for (ByteString row : array.getContentsList()) {
            values.add(row.toByteArray());
        }
        return values.build();
    }

    private static int rowCount(long elementCount, long dim, String name) {
        if (elementCount == 0 && dim == 0) {
            return 0;
        }
        if (dim <= 0 || dim > Integer.MAX_VALUE) {
            throw DatabaseException.invalid("dim(" + dim + ") should be greater than 0");
        }
        if (elementCount % dim != 0) {
            throw DatabaseException.invalid(
                    "the length(" + elementCount + ") of " + name + " data should divide the dim(" + dim + ")");
        }
        return (int) (elementCount / dim);
    }

    static float[] primitives(FloatArray array) {
        float[] values = new float[array.getDataCount()];
        for (int at = 0; at < values.length; at++) {
            values[at] = array.getData(at);
        }
        return values;
    }
}
