package io.elanus.query;

import io.elanus.index.QueryVector;
import io.elanus.index.SearchableRows;
import io.elanus.model.ArrayForm;
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
import java.util.Optional;
import java.util.stream.IntStream;

/** What a search looks for, vectors or lists of vectors, each in the form in which the rows of the field are searched. */
final class SearchVectors {
    private final DataType type;
    private final int dim;
    private final Column vectors;
    private final Optional<DataType> listElement;

    /**
     * @param vectors of the type of the field, or of the elements of its arrays; floats will do for halves
     * @param listElement as in {@link io.elanus.model.SearchRequest}
     * @throws DatabaseException (1100) if they are of another type or length
     */
    SearchVectors(FieldSchema field, Column vectors, Optional<DataType> listElement) {
        this.type = field.type() == DataType.ARRAY_OF_VECTOR ? field.element() : field.type();
        this.dim = field.dim();
        this.vectors = vectors;
        this.listElement = listElement;
        DataType found = listElement.orElseGet(() -> type(vectors));
        boolean narrowed =
                found == DataType.FLOAT_VECTOR && (type == DataType.FLOAT16_VECTOR || type == DataType.BFLOAT16_VECTOR);
        boolean listsOfSingles = listElement.isPresent() && field.type() != DataType.ARRAY_OF_VECTOR;
        if ((found != type && !narrowed) || listsOfSingles) {
            throw DatabaseException.invalid("vector type must be the same: field type "
                    + field.type().wireName() + ", search type " + (listsOfSingles ? "EmbList" : "")
                    + found.wireName());
        }
        if (listElement.isPresent()) {
            checkLists(found, (BytesColumn) vectors);
        } else if (Columns.dim(vectors) != dim) {
            throw wrongLength(type, ColumnBuilder.width(type, Columns.dim(vectors)));
        }
    }

    private void checkLists(DataType found, BytesColumn lists) {
        for (int query = 0; query < lists.rowCount(); query++) {
            int length = lists.length(query);
            if (length == 0 || length % ColumnBuilder.width(found, dim) != 0) {
                throw wrongLength(found, length);
            }
        }
    }

    private DatabaseException wrongLength(DataType found, int actual) {
        return DatabaseException.invalid("vector dimension mismatch, expected vector size(byte) "
                + ColumnBuilder.width(found, dim) + ", actual " + actual);
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
        if (listElement.isEmpty()) {
            return get(vectors, query);
        }
        Column list = ArrayForm.elements(listElement.get(), dim, (BytesColumn) vectors, query);
        return new QueryVector.ListOf(IntStream.range(0, list.rowCount())
                .mapToObj(vector -> get(list, vector))
                .toList());
    }

    private QueryVector get(Column column, int query) {
        return switch (column) {
            case VectorColumn floats -> new QueryVector.Numbers(narrowed(floats.get(query)));
            case PackedVectorColumn bits when type == DataType.BINARY_VECTOR -> new QueryVector.Bits(bits.get(query));
            case PackedVectorColumn packed -> new QueryVector.Numbers(widened(packed, query));
            case BytesColumn sparse -> new QueryVector.Pairs(sparse.slice(query));
            case Column.BoolColumn _,
                    Column.IntColumn _,
                    Column.LongColumn _,
                    Column.FloatColumn _,
                    Column.DoubleColumn _ -> throw new IllegalStateException("no vectors: column=" + column);
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
