package io.elanus.index;

import io.elanus.model.Column;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.Column.PackedVectorColumn;
import io.elanus.model.Column.VectorColumn;
import io.elanus.model.DataType;
import io.elanus.simd.ValueType;

/** The vectors of the rows of one segment, of one type. */
public sealed interface SearchableRows permits VectorRows, BinaryRows, SparseRows {
    /** How many rows, possibly none. */
    int rowCount();

    /**
     * The rows of a column, whose memory they share.
     *
     * @param column of single vectors; one of varying length is one of sparse vectors
     */
    static SearchableRows of(Column column) {
        return switch (column) {
            case VectorColumn floats -> new VectorRows(floats.values(), floats.rowCount(), floats.dim());
            case PackedVectorColumn bits
            when bits.type() == DataType.BINARY_VECTOR ->
                new BinaryRows(bits.values(), bits.rowCount(), bits.rowByteSize());
            case PackedVectorColumn packed ->
                new VectorRows(packed.values(), valueType(packed.type()), packed.rowCount(), packed.dim());
            case BytesColumn sparse -> new SparseRows(sparse);
            case Column.BoolColumn _,
                    Column.IntColumn _,
                    Column.LongColumn _,
                    Column.FloatColumn _,
                    Column.DoubleColumn _ -> throw new IllegalArgumentException("column holds no vectors: " + column);
        };
    }

    /** How the numbers of vectors of a type lie in memory. */
    static ValueType valueType(DataType type) {
        return switch (type) {
            case FLOAT_VECTOR -> ValueType.FLOAT32;
            case FLOAT16_VECTOR -> ValueType.FLOAT16;
            case BFLOAT16_VECTOR -> ValueType.BFLOAT16;
            case INT8_VECTOR -> ValueType.INT8;
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
                    BINARY_VECTOR,
                    SPARSE_FLOAT_VECTOR,
                    ARRAY_OF_VECTOR ->
                throw new IllegalArgumentException("type is none of vectors of numbers: type=" + type);
        };
    }
}
