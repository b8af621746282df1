package io.elanus.database;

import io.elanus.model.BFloat16;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.Column.PackedVectorColumn;
import io.elanus.model.Column.VectorColumn;
import io.elanus.model.DataType;
import io.elanus.model.DatabaseException;
import io.elanus.model.FieldSchema;
import io.elanus.model.Layouts;
import io.elanus.model.SparseForm;
import java.lang.foreign.MemorySegment;

/** What the vectors of a column may be: of the dim of their field, and of finite numbers. The texts are Milvus's. */
final class VectorRules {
    private static final long SPARSE_INDEX_MAX = (1L << 32) - 2;

    private VectorRules() {}

    static void check(FieldSchema field, VectorColumn column) {
        long floats = (long) column.rowCount() * column.dim();
        if (floats % field.dim() != 0) {
            throw DatabaseException.invalid(
                    "the length(" + floats + ") of float data should divide the dim(" + field.dim() + ")");
        }
        checkDim(field, column.dim());
        // The sum of x * 0 is 0 only if every x is finite: one quick pass, and a slow one only for the message.
        float sum = 0;
        for (long i = 0; i < floats; i++) {
            sum += column.values().get(Layouts.FLOAT, 4 * i) * 0f;
        }
        for (long i = 0; sum != 0 && i < floats; i++) {
            if (!column.isNull((int) (i / column.dim()))) {
                checkNumber(column.values().get(Layouts.FLOAT, 4 * i));
            }
        }
    }

    static void check(FieldSchema field, PackedVectorColumn column) {
        checkDim(field, column.dim());
        if (column.type() == DataType.FLOAT16_VECTOR || column.type() == DataType.BFLOAT16_VECTOR) {
            for (int row = 0; row < column.rowCount(); row++) {
                if (!column.isNull(row)) {
                    checkHalves(column.type(), column.values(), (long) row * column.rowByteSize(), column.dim());
                }
            }
        }
    }

    private static void checkHalves(DataType type, MemorySegment values, long start, int count) {
        for (long at = start; at < start + 2L * count; at += 2) {
            short bits = values.get(Layouts.SHORT, at);
            checkNumber(type == DataType.FLOAT16_VECTOR ? Float.float16ToFloat(bits) : BFloat16.toFloat(bits));
        }
    }

    private static void checkDim(FieldSchema field, int dim) {
        if (dim != field.dim()) {
            throw DatabaseException.invalid(
                    "the dim (" + dim + ") of field data(" + field.name() + ") is not equal to schema dim ("
                            + field.dim() + ")",
                    field.dim(),
                    dim);
        }
    }

    /** The rows of a column of sparse vectors, as clients sent them. */
    static void checkSparse(BytesColumn column) {
        for (int row = 0; row < column.rowCount(); row++) {
            if (!column.isNull(row)) {
                checkSparse(column.slice(row));
            }
        }
    }

    private static void checkSparse(MemorySegment row) {
        if (row.byteSize() % SparseForm.ELEMENT_BYTES != 0) {
            throw DatabaseException.invalid("invalid data length in sparse float vector: " + row.byteSize());
        }
        long last = -1;
        for (int element = 0; element < SparseForm.count(row); element++) {
            long index = SparseForm.index(row, element);
            if (index > SPARSE_INDEX_MAX) {
                throw DatabaseException.invalid("invalid index in sparse float vector: must be less than 2^32-1");
            }
            if (index <= last) {
                throw DatabaseException.invalid("unsorted or same indices in sparse float vector");
            }
            float value = SparseForm.value(row, element);
            checkNumber(value);
            if (value < 0) {
                throw DatabaseException.invalid("negative value in sparse float vector");
            }
            last = index;
        }
    }

    /** The vectors in an array of a struct, of any type with a dim. */
    static void checkElements(DataType type, MemorySegment vectors) {
        switch (type) {
            case FLOAT_VECTOR -> {
                for (long at = 0; at < vectors.byteSize(); at += 4) {
                    checkNumber(vectors.get(Layouts.FLOAT, at));
                }
            }
            case FLOAT16_VECTOR, BFLOAT16_VECTOR -> checkHalves(type, vectors, 0, (int) (vectors.byteSize() / 2));
            case BINARY_VECTOR, INT8_VECTOR -> {}
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
                    SPARSE_FLOAT_VECTOR,
                    ARRAY_OF_VECTOR -> throw new IllegalStateException("vectors have no such type: type=" + type);
        }
    }

    /** @throws DatabaseException (1100) if it is not finite */
    static void checkNumber(double value) {
        if (!Double.isFinite(value)) {
            String text = Double.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
            throw DatabaseException.invalid("value '" + text + "' is not a number or infinity");
        }
    }
}
