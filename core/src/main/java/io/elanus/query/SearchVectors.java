package io.elanus.query;

import io.elanus.index.QueryVector;
import io.elanus.index.SearchableRows;
import io.elanus.model.BFloat16;
import io.elanus.model.Column;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.Column.PackedVectorColumn;
import io.elanus.model.Column.VectorColumn;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.Columns;
import io.elanus.model.DataType;
import io.elanus.model.DatabaseException;
import io.elanus.model.FieldSchema;

/** The vectors that a search looks for, each in the form in which the rows of the field are searched. */
final class SearchVectors {
    private final DataType type;
    private final Column vectors;

    /**
     * @param vectors of the type of the field; floats will do for halves
     * @throws DatabaseException (1100) if they are of another type or length
     */
    SearchVectors(FieldSchema field, Column vectors) {
        this.type = field.type();
        this.vectors = vectors;
        DataType found = type(vectors);
        boolean narrowed =
                found == DataType.FLOAT_VECTOR && (type == DataType.FLOAT16_VECTOR || type == DataType.BFLOAT16_VECTOR);
        if (found != type && !narrowed) {
            throw DatabaseException.invalid("vector type must be the same: field type " + type.wireName()
                    + ", search type " + found.wireName());
        }
        int dim = Columns.dim(vectors);
        if (dim != field.dim()) {
            throw DatabaseException.invalid("vector dimension mismatch, expected vector size(byte) "
                    + ColumnBuilder.width(type, field.dim()) + ", actual " + ColumnBuilder.width(type, dim));
        }
    }

    private static DataType type(Column vectors) {
        return switch (vectors) {
            case VectorColumn _ -> DataType.FLOAT_VECTOR;
            case PackedVectorColumn packed -> packed.type();
            case BytesColumn _ -> DataType.SPARSE_FLOAT_VECTOR;
            case Column.BoolColumn _,
                    Column.IntColumn _,
                    Column.LongColumn _,
                    Column.FloatColumn _,
                    Column.DoubleColumn _ ->
                throw new IllegalArgumentException("search is for no vectors: column=" + vectors);
        };
    }

    int count() {
        return vectors.rowCount();
    }

    QueryVector get(int query) {
        return switch (vectors) {
            case VectorColumn floats -> new QueryVector.Numbers(narrowed(floats.get(query)));
            case PackedVectorColumn bits when type == DataType.BINARY_VECTOR -> new QueryVector.Bits(bits.get(query));
            case PackedVectorColumn packed -> new QueryVector.Numbers(widened(packed, query));
            case BytesColumn sparse -> new QueryVector.Pairs(sparse.slice(query));
            case Column.BoolColumn _,
                    Column.IntColumn _,
                    Column.LongColumn _,
                    Column.FloatColumn _,
                    Column.DoubleColumn _ -> throw new IllegalStateException("no vectors: column=" + vectors);
        };
    }

    /** Rounds to what the field can hold, so that a row finds itself. */
    private float[] narrowed(float[] vector) {
        if (type != DataType.FLOAT_VECTOR) {
            for (int i = 0; i < vector.length; i++) {
                vector[i] = type == DataType.FLOAT16_VECTOR
                        ? Float.float16ToFloat(Float.floatToFloat16(vector[i]))
                        : BFloat16.toFloat(BFloat16.of(vector[i]));
            }
        }
        return vector;
    }

    private static float[] widened(PackedVectorColumn packed, int row) {
        float[] vector = new float[packed.dim()];
        SearchableRows.valueType(packed.type()).read(packed.values(), (long) row * packed.rowByteSize(), vector);
        return vector;
    }
}
